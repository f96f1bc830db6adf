package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.platform.Settings;
import city.haihe.app.record.internal.TestServer.Answer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Interactions under conditions: versions, dates and criteria (FHIR R4 3.1.0.2.1, 3.1.0.4.3, 3.1.0.5, 3.1.0.7.1). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConditionalIT {

    private final AtomicInteger keys = new AtomicInteger();
    private TestServer server;

    @BeforeAll
    void start() throws ClassNotFoundException {
        server = new TestServer(new TestRecord());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private String key() {
        return "k" + keys.incrementAndGet();
    }

    private static String patient(String key, String more) {
        return "{'resourceType':'Patient','identifier':[{'system':'urn:c','value':'" + key + "'}]" + more + "}";
    }

    private static String query(String key) {
        return "/Patient?identifier=urn:c%7C" + key;
    }

    private String created(String key) {
        return server.post("/Patient", patient(key, "")).id();
    }

    private String total(String key) {
        return String.valueOf(server.get(query(key)).body().get("total"));
    }

    @Test
    void readsOnlyWhatIsNew() {
        Answer created = server.post("/Patient", patient(key(), ""));
        String path = "/Patient/" + created.id();
        assertThat(server.get(path, "If-None-Match", "W/\"1\"").status()).isEqualTo(304);
        assertThat(server.get(path, "If-None-Match", "W/\"7\", \"1\"").status()).isEqualTo(304);
        assertThat(server.get(path, "If-None-Match", "W/\"2\"").status()).isEqualTo(200);
        Answer unmodified = server.get(path, "If-Modified-Since", created.header("Last-Modified"));
        assertThat(unmodified.status()).isEqualTo(304);
        assertThat(unmodified.header("ETag")).isEqualTo("W/\"1\"");
        assertThat(unmodified.response().body()).isEmpty();
        String before = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().minusSeconds(3600).atOffset(ZoneOffset.UTC));
        assertThat(server.get(path, "If-Modified-Since", before).status()).isEqualTo(200);
        assertThat(server.get(path, "If-Modified-Since", "yesterday").status()).isEqualTo(200);
        // The tag decides where both are given.
        assertThat(server.get(path, "If-None-Match", "W/\"2\"", "If-Modified-Since", created.header("Last-Modified"))
                        .status())
                .isEqualTo(200);
        Answer head = server.send("system", "HEAD", path, "", "If-None-Match", "W/\"1\"");
        assertThat(head.status()).isEqualTo(304);
    }

    @Test
    void answersHeadAsGetWithoutABody() {
        String id = created(key());
        for (String path : new String[] {"/Patient/" + id, "/Patient?_id=" + id, "/Patient/" + id + "/_history"}) {
            Answer head = server.send("system", "HEAD", path, "");
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.response().body()).isEmpty();
            assertThat(head.header("Content-Length"))
                    .isEqualTo(Integer.toString(server.get(path).response().body().length));
        }
        assertThat(server.send("system", "HEAD", "/Patient/none", "").status()).isEqualTo(404);
        assertThat(server.send("none", "HEAD", "/metadata", "").status()).isEqualTo(200);
    }

    @Test
    void updatesByCriteriaWhatMatchesOrCreatesIt() {
        String key = key();
        Answer created = server.put(query(key), patient(key, ""));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo(TestRecord.BASE + "/Patient/" + created.id() + "/_history/1");
        Answer updated = server.put(query(key), patient(key, ",'active':true"));
        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.id()).isEqualTo(created.id());
        assertThat(updated.header("ETag")).isEqualTo("W/\"2\"");
        Answer withId = server.put(query(key), patient(key, ",'id':'" + created.id() + "'"));
        assertThat(withId.status()).isEqualTo(200);
        Answer otherId = server.put(query(key), patient(key, ",'id':'another'"));
        assertThat(otherId.status()).isEqualTo(400);
        assertThat(otherId.text()).contains("HH-1015");
        created(key);
        assertThat(server.put(query(key), patient(key, "")).status()).isEqualTo(412);
        assertThat(server.put("/Patient", patient(key, "")).status()).isEqualTo(405);
        assertThat(server.put("/Patient?_sort=name", patient(key, "")).status()).isEqualTo(400);
        assertThat(server.put("/Patient?colour=red", patient(key, "")).status()).isEqualTo(400);
    }

    @Test
    void createsUnderAClientsIdOnlyWhereThatIsAllowed() throws ClassNotFoundException {
        String key = key();
        assertThat(server.put(query(key), patient(key, ",'id':'mine'")).status())
                .isEqualTo(405);
        try (TestServer open = new TestServer(
                new TestRecord(new RecordSettings("http://city.example", Settings.References.ENFORCE, true)))) {
            assertThat(open.put(query(key), patient(key, ",'id':'mine'")).status())
                    .isEqualTo(201);
            assertThat(open.put(query(key), patient(key, ",'id':'mine'")).status())
                    .isEqualTo(200);
            assertThat(open.put(query("other"), patient("other", ",'id':'mine'"))
                            .status())
                    .isEqualTo(409);
            open.send("system", "DELETE", "/Patient/mine", "");
            assertThat(open.put(query("other"), patient("other", ",'id':'mine'"))
                            .status())
                    .isEqualTo(201);
        }
    }

    @Test
    void holdsEveryChangeToTheVersionThatIsAskedFor() {
        String key = key();
        String id = created(key);
        String patch = "[{'op':'add','path':'/active','value':true}]";
        String[] late = {"If-Match", "W/\"7\""};
        assertThat(server.put("/Patient/" + id, patient(key, ",'id':'" + id + "'"), late)
                        .status())
                .isEqualTo(412);
        assertThat(server.put(query(key), patient(key, ""), late).status()).isEqualTo(412);
        assertThat(patch("/Patient/" + id, patch, late).status()).isEqualTo(412);
        assertThat(patch(query(key), patch, late).status()).isEqualTo(412);
        assertThat(server.send("system", "DELETE", "/Patient/" + id, "", late).status())
                .isEqualTo(412);
        assertThat(server.send("system", "DELETE", query(key), "", late).status())
                .isEqualTo(412);
        assertThat(patch(query(key), patch, "If-Match", "W/\"1\"").header("ETag"))
                .isEqualTo("W/\"2\"");
        assertThat(server.send("system", "DELETE", query(key), "", "If-Match", "W/\"2\"")
                        .status())
                .isEqualTo(204);
        assertThat(server.send("system", "DELETE", "/Patient/" + id, "", "If-Match", "W/\"2\"")
                        .status())
                .isEqualTo(412);
        assertThat(server.put(query("none"), patient("none", ""), "If-Match", "W/\"1\"")
                        .status())
                .isEqualTo(412);
        assertThat(total("none")).isEqualTo("0");
    }

    private Answer patch(String path, String patch, String... headers) {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/json-patch+json";
        return server.send("system", "PATCH", path, patch, all);
    }

    @Test
    void patchesByCriteriaTheOneMatch() {
        String key = key();
        String patch = "[{'op':'add','path':'/active','value':true}]";
        assertThat(patch(query(key), patch).status()).isEqualTo(404);
        String id = created(key);
        Answer patched = patch(query(key), patch);
        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.id()).isEqualTo(id);
        created(key);
        assertThat(patch(query(key), patch).status()).isEqualTo(412);
    }

    @Test
    void deletesByCriteriaOneMatchOrNone() {
        String key = key();
        assertThat(server.send("system", "DELETE", query(key), "").status()).isEqualTo(204);
        String id = created(key);
        created(key);
        assertThat(server.send("system", "DELETE", query(key), "").status()).isEqualTo(412);
        assertThat(total(key)).isEqualTo("2");
        server.send("system", "DELETE", "/Patient/" + id, "");
        assertThat(server.send("system", "DELETE", query(key), "").status()).isEqualTo(204);
        assertThat(total(key)).isEqualTo("0");
        assertThat(server.send("system", "DELETE", "/Patient", "").status()).isEqualTo(405);
    }

    @Test
    void deletesAllMatchesWhereTheOperatorAllowsIt() throws ClassNotFoundException {
        Settings.RecordSettings multiple = new Settings.RecordSettings(
                Settings.References.ENFORCE,
                false,
                Settings.ConditionalDelete.MULTIPLE,
                Settings.DeleteReferenced.REFUSE);
        try (TestServer open = new TestServer(new TestRecord(new RecordSettings("http://city.example", multiple)))) {
            String key = key();
            for (int round = 0; round < 3; round++) {
                open.post("/Patient", patient(key, ""));
            }
            Answer deleted = open.send("system", "DELETE", query(key), "", "Prefer", "return=OperationOutcome");
            assertThat(deleted.status()).isEqualTo(200);
            assertThat(deleted.text()).contains("Patient: 3 deleted");
            assertThat(open.get(query(key)).body().get("total")).hasToString("0");
            assertThat(open.send("none", "GET", "/metadata", "").text()).contains("\"conditionalDelete\":\"multiple\"");
        }
    }

    @Test
    void deletesTwiceAndBringsBackByAnUpdate() {
        String key = key();
        String id = created(key);
        String path = "/Patient/" + id;
        Answer deleted = server.send("system", "DELETE", path, "");
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.header("ETag")).isEqualTo("W/\"2\"");
        assertThat(server.send("system", "DELETE", path, "").status()).isEqualTo(204);
        assertThat(server.send("system", "DELETE", "/Patient/never", "").status())
                .isEqualTo(204);
        Answer gone = server.get(path);
        assertThat(gone.status()).isEqualTo(410);
        assertThat(gone.header("ETag")).isEqualTo("W/\"2\"");
        assertThat(patch(path, "[]").status()).isEqualTo(410);
        Answer back = server.put(path, patient(key, ",'id':'" + id + "'"));
        assertThat(back.status()).isEqualTo(201);
        assertThat(back.header("ETag")).isEqualTo("W/\"3\"");
        assertThat(server.get(path).status()).isEqualTo(200);
        assertThat(server.get(path + "/_history/2").status()).isEqualTo(410);
        assertThat(total(key)).isEqualTo("1");
    }

    @Test
    void answersWritesAsPreferred() {
        String key = key();
        Answer minimal = server.put(query(key), patient(key, ""), "Prefer", "return=minimal");
        assertThat(minimal.status()).isEqualTo(201);
        assertThat(minimal.text()).isEmpty();
        assertThat(minimal.header("Location")).contains("/Patient/");
        Answer outcome = server.put(query(key), patient(key, ""), "Prefer", "return=OperationOutcome");
        assertThat(outcome.body().resourceType()).isEqualTo("OperationOutcome");
        Answer whole = server.put(query(key), patient(key, ""), "Prefer", "return=representation; handling=strict");
        assertThat(whole.body().resourceType()).isEqualTo("Patient");
        Answer deleted = server.send("system", "DELETE", query(key), "", "Prefer", "return=OperationOutcome");
        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.body().resourceType()).isEqualTo("OperationOutcome");
    }

    @Test
    void keepsCriteriaInsideTheCallersReach() {
        String key = key();
        String id = created(key);
        String criteria = "/Patient?identifier=urn:c%7C" + key;
        // Another resident's token finds nothing to delete or to patch, and nothing shows that there is something.
        String other = "writer:" + created(key());
        assertThat(server.send(other, "DELETE", criteria, "").status()).isEqualTo(204);
        assertThat(server.get("/Patient/" + id).status()).isEqualTo(200);
        assertThat(server.send(other, "PATCH", criteria, "[]", "Content-Type", "application/json-patch+json")
                        .status())
                .isEqualTo(404);
        assertThat(server.send("scopes:system/Patient.du", "DELETE", criteria, "")
                        .status())
                .isEqualTo(403);
        assertThat(server.send("scopes:system/Patient.cs", "PUT", criteria, patient(key, ""))
                        .status())
                .isEqualTo(403);
    }
}
