package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.record.internal.TestServer.Answer;
import city.haihe.fhir.FhirObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** History of a resource, a type and the record (FHIR R4 3.1.0.12). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HistoryIT {

    private TestServer server;

    @BeforeAll
    void start() throws ClassNotFoundException {
        server = new TestServer(new TestRecord());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private String created(String type, String more) {
        return server.post("/" + type, "{'resourceType':'" + type + "'" + more + "}")
                .id();
    }

    private void change(String type, String id, String more) {
        Answer answer =
                server.put("/" + type + "/" + id, "{'resourceType':'" + type + "','id':'" + id + "'" + more + "}");
        assertThat(answer.status()).as(answer.text()).isIn(200, 201);
    }

    private List<String> walk(String token, String path) {
        List<String> seen = new ArrayList<>();
        String next = path;
        while (!next.isEmpty()) {
            Answer page = server.send(token, "GET", next, "");
            assertThat(page.status()).as(page.text()).isEqualTo(200);
            page.body().objects("entry").forEach(entry -> seen.add(version(entry)));
            next = page.body()
                    .objects("link")
                    .filter(link -> "next".equals(link.string("relation")))
                    .map(link -> String.valueOf(link.string("url")))
                    .findFirst()
                    .orElse("");
        }
        return seen;
    }

    /** Such as {@code Patient/1 PUT 2}. */
    private static String version(FhirObject entry) {
        FhirObject request = entry.object("request");
        FhirObject response = entry.object("response");
        String url = String.valueOf(entry.string("fullUrl"));
        return url.substring(TestRecord.BASE.length() + 1) + " "
                + (request == null ? "" : request.string("method")) + " "
                + (response == null
                        ? ""
                        : String.valueOf(response.string("etag")).replaceAll("\\D", ""));
    }

    @Test
    void showsEveryVersionOfAResourceInItsOrder() {
        String id = created("Basic", ",'code':{'text':'1'}");
        change("Basic", id, ",'code':{'text':'2'}");
        server.send("system", "DELETE", "/Basic/" + id, "");
        change("Basic", id, ",'code':{'text':'4'}");
        String path = "/Basic/" + id + "/_history";
        String name = "Basic/" + id;
        List<String> newestFirst = List.of(name + " PUT 4", name + " DELETE 3", name + " PUT 2", name + " POST 1");
        assertThat(walk("system", path)).isEqualTo(newestFirst);
        assertThat(walk("system", path + "?_count=1")).isEqualTo(newestFirst);
        assertThat(walk("system", path + "?_sort=_lastUpdated&_count=3")).isEqualTo(newestFirst.reversed());
        FhirObject deletion = server.get(path).body().objects("entry").toList().get(1);
        assertThat(deletion.has("resource")).isFalse();
    }

    @Test
    void showsATypeAndTheWholeRecord() {
        String before = Instant.now().toString();
        String patient = created("Patient", "");
        String basic = created("Basic", ",'code':{'text':'1'}");
        change("Patient", patient, ",'active':true");
        server.send("system", "DELETE", "/Basic/" + basic, "");
        assertThat(walk("system", "/_history?_since=" + before + "&_count=2"))
                .containsExactly(
                        "Basic/" + basic + " DELETE 2",
                        "Patient/" + patient + " PUT 2",
                        "Basic/" + basic + " POST 1",
                        "Patient/" + patient + " POST 1");
        assertThat(walk("system", "/Basic/_history?_since=" + before))
                .containsExactly("Basic/" + basic + " DELETE 2", "Basic/" + basic + " POST 1");
        assertThat(walk("scopes:system/Basic.s", "/_history?_since=" + before)).hasSize(2);
        assertThat(server.send("scopes:system/Basic.r", "GET", "/_history", "").status())
                .isEqualTo(403);
        assertThat(server.send("scopes:system/Basic.s", "GET", "/Patient/_history", "")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void showsWhatWasCurrentAtATime() throws InterruptedException {
        String id = created("Basic", ",'code':{'text':'1'}");
        Thread.sleep(5);
        Instant first = Instant.now();
        Thread.sleep(5);
        change("Basic", id, ",'code':{'text':'2'}");
        Thread.sleep(5);
        Instant second = Instant.now();
        Thread.sleep(5);
        change("Basic", id, ",'code':{'text':'3'}");
        String path = "/Basic/" + id + "/_history?_at=";
        String name = "Basic/" + id;
        assertThat(walk("system", path + millis(first))).containsExactly(name + " POST 1");
        assertThat(walk("system", path + millis(second))).containsExactly(name + " PUT 2");
        assertThat(walk(
                        "system",
                        path + Instant.now().plusSeconds(60).toString().substring(0, 19) + "Z"))
                .containsExactly(name + " PUT 3");
        assertThat(walk("system", path + "2000-01-01")).isEmpty();
        assertThat(walk("system", "/Basic/_history?_at=" + millis(first))).contains(name + " POST 1");
    }

    private static String millis(Instant instant) {
        return String.format("%tFT%<tT.%<tLZ", instant.atOffset(java.time.ZoneOffset.UTC));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThat(server.get("/Basic/_history?_list=1").status()).isEqualTo(400);
        assertThat(server.get("/Basic/_history?_sort=code").status()).isEqualTo(400);
        assertThat(server.get("/Basic/_history?_at=soon").status()).isEqualTo(400);
        assertThat(server.get("/Basic/_history?_count=many").status()).isEqualTo(400);
        assertThat(server.get("/Basic/_history?colour=red").status()).isEqualTo(200);
        assertThat(server.get("/Basic/_history?colour=red", "Prefer", "handling=strict")
                        .status())
                .isEqualTo(400);
        assertThat(server.get("/Basic/none/_history").status()).isEqualTo(404);
        assertThat(server.send("system", "DELETE", "/Basic/_history", "").status())
                .isEqualTo(405);
    }

    @Test
    void showsAResidentTheirOwnCompartmentOnly() {
        String own = created("Patient", "");
        String other = created("Patient", "");
        String mine = created(
                "Observation", ",'status':'final','code':{'text':'x'},'subject':{'reference':'Patient/" + own + "'}");
        created("Observation", ",'status':'final','code':{'text':'x'},'subject':{'reference':'Patient/" + other + "'}");
        created("Organization", ",'name':'o'");
        server.send("system", "DELETE", "/Observation/" + mine, "");
        String token = "patient:" + own;
        assertThat(walk(token, "/_history"))
                .containsExactly(
                        "Observation/" + mine + " DELETE 2",
                        "Observation/" + mine + " POST 1",
                        "Patient/" + own + " POST 1");
        assertThat(walk(token, "/Observation/_history")).hasSize(2);
        assertThat(walk(token, "/Patient/_history")).containsExactly("Patient/" + own + " POST 1");
        assertThat(server.send(token, "GET", "/Patient/" + other + "/_history", "")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void pagesStablyWhileWritesGoOn() throws InterruptedException {
        List<String> ids = new ArrayList<>();
        for (int index = 0; index < 10; index++) {
            ids.add(created("Location", ",'name':'0'"));
        }
        List<String> before = walk("system", "/Location/_history?_count=1000");
        AtomicBoolean stop = new AtomicBoolean();
        Thread writer = Thread.ofVirtual().start(() -> {
            for (int round = 1; !stop.get(); round++) {
                change("Location", ids.get(round % ids.size()), ",'name':'" + round + "'");
            }
        });
        try {
            for (int round = 0; round < 5; round++) {
                List<String> walked = walk("system", "/Location/_history?_count=3");
                assertThat(walked).doesNotHaveDuplicates().containsAll(before);
            }
        } finally {
            stop.set(true);
            writer.join();
        }
    }

    @Test
    void answersInABatch() {
        String id = created("Basic", ",'code':{'text':'1'}");
        Answer done = server.post(
                "",
                "{'resourceType':'Bundle','type':'batch','entry':[{'request':{'method':'GET','url':'Basic/" + id
                        + "/_history'}},{'request':{'method':'GET','url':'_history?_count=1'}},"
                        + "{'request':{'method':'GET','url':'Basic/_history?_list=1'}}]}");
        assertThat(done.body().objects("entry").map(entry -> {
                    FhirObject response = entry.object("response");
                    return response == null ? "" : String.valueOf(response.string("status"));
                }))
                .containsExactly("200", "200", "400");
    }
}
