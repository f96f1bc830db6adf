package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.platform.Settings;
import city.haihe.app.record.internal.TestServer.Answer;
import city.haihe.fhir.FhirObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Batches and transactions: their order, their conditions and the references between their entries (FHIR R4 3.1.0.11). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransactionIT {

    private static final String URN = "urn:uuid:5e1d0a1c-0000-4000-8000-00000000000";

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
        return "t" + keys.incrementAndGet();
    }

    private static String patient(String key, String more) {
        return "{'resourceType':'Patient','identifier':[{'system':'urn:t','value':'" + key + "'}]" + more + "}";
    }

    private static String criteria(String key) {
        return "Patient?identifier=urn:t|" + key;
    }

    private String created(String key) {
        return server.post("/Patient", patient(key, "")).id();
    }

    private String total(String key) {
        return String.valueOf(
                server.get("/Patient?identifier=urn:t%7C" + key).body().get("total"));
    }

    /** An entry; the fullUrl and the resource may be empty, and more of the request may follow its url. */
    private static String entry(String fullUrl, String resource, String method, String url) {
        return "{" + (fullUrl.isEmpty() ? "" : "'fullUrl':'" + fullUrl + "',")
                + (resource.isEmpty() ? "" : "'resource':" + resource + ",") + "'request':{'method':'" + method
                + "','url':'" + url + "'}}";
    }

    private static String bundle(String type, String... entries) {
        return "{'resourceType':'Bundle','type':'" + type + "','entry':[" + String.join(",", entries) + "]}";
    }

    private static List<String> statuses(Answer answer) {
        List<String> statuses = new ArrayList<>();
        answer.body().objects("entry").forEach(entry -> statuses.add(part(entry, "status")));
        return statuses;
    }

    private static String part(FhirObject entry, String name) {
        FhirObject response = entry.object("response");
        return response == null ? "" : String.valueOf(response.string(name));
    }

    private static String address(Answer answer, int place) {
        String location = part(answer.body().objects("entry").toList().get(place), "location");
        return location.substring(TestRecord.BASE.length(), location.indexOf("/_history"));
    }

    private Answer transact(String... entries) {
        return server.post("", bundle("transaction", entries));
    }

    @Test
    void writesInTheOrderOfTheSpecification() {
        String key = key();
        String old = created(key);
        String id = created(key());
        Answer done = transact(
                entry("", "", "GET", criteria(key) + "&_summary=count"),
                entry("", "", "HEAD", "Patient/" + id),
                entry("", "{'resourceType':'Patient','id':'" + id + "','active':true}", "PUT", "Patient/" + id),
                "{'resource':" + patient(key, "")
                        + ",'request':{'method':'POST','url':'Patient','ifNoneExist':'identifier=urn:t|" + key + "'}}",
                entry("", "", "DELETE", criteria(key)));
        assertThat(done.status()).as(done.text()).isEqualTo(200);
        assertThat(statuses(done)).containsExactly("200", "200", "200", "201", "204");
        FhirObject search =
                done.body().objects("entry").findFirst().orElseThrow().object("resource");
        assertThat(search).isNotNull();
        assertThat(search.get("total")).hasToString("1");
        FhirObject head = done.body().objects("entry").toList().get(1);
        assertThat(head.has("resource")).isFalse();
        assertThat(part(head, "etag")).isEqualTo("W/\"2\"");
        assertThat(server.get("/Patient/" + old).status()).isEqualTo(410);
        assertThat(total(key)).isEqualTo("1");
    }

    @Test
    void carriesOutConditionalEntriesOfEveryMethod() {
        String updated = key();
        String createdKey = key();
        String deleted = key();
        String id = created(updated);
        created(deleted);
        Answer done = transact(
                entry("", patient(updated, ",'active':true"), "PUT", criteria(updated)),
                entry("", patient(createdKey, ""), "PUT", criteria(createdKey)),
                entry("", "", "DELETE", criteria(deleted)),
                "{'request':{'method':'GET','url':'Patient/" + id + "','ifNoneMatch':'W/\\\"2\\\"'}}",
                "{'request':{'method':'GET','url':'Patient/" + id + "','ifModifiedSince':'2000-01-01T00:00:00Z'}}");
        assertThat(statuses(done)).as(done.text()).containsExactly("200", "201", "204", "304", "200");
        assertThat(total(createdKey)).isEqualTo("1");
        assertThat(total(deleted)).isEqualTo("0");
        String stale = "{'resource':" + patient(updated, "") + ",'request':{'method':'PUT','url':'" + criteria(updated)
                + "','ifMatch':'W/\\\"1\\\"'}}";
        assertThat(transact(stale).status()).isEqualTo(412);
        created(updated);
        assertThat(transact(entry("", patient(updated, ""), "PUT", criteria(updated)))
                        .status())
                .isEqualTo(412);
        assertThat(transact(entry("", "", "DELETE", criteria(updated))).status())
                .isEqualTo(412);
        assertThat(transact(entry("", "{'resourceType':'Parameters'}", "PATCH", criteria(key())))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void refusesTwoEntriesOnOneResource() {
        String key = key();
        String id = created(key);
        String put = entry("", patient(key, ",'id':'" + id + "'"), "PUT", "Patient/" + id);
        String putMatch = entry("", patient(key, ""), "PUT", criteria(key));
        String delete = entry("", "", "DELETE", "Patient/" + id);
        String deleteMatch = entry("", "", "DELETE", criteria(key) + "&_id=" + id);
        String[][] overlaps = {
            {put, put},
            {put, delete},
            {put, putMatch},
            {putMatch, deleteMatch},
            {delete, deleteMatch},
            {putMatch, putMatch}
        };
        for (String[] overlap : overlaps) {
            Answer refused = transact(overlap);
            assertThat(refused.status()).as(refused.text()).isEqualTo(400);
            assertThat(refused.text()).contains("HH-1017");
        }
        String none = key();
        assertThat(transact(
                                entry("", patient(none, ""), "PUT", criteria(none)),
                                entry("", patient(none, ""), "PUT", criteria(none)))
                        .status())
                .isEqualTo(400);
        assertThat(total(none)).isEqualTo("0");
        assertThat(server.get("/Patient/" + id).header("ETag")).isEqualTo("W/\"1\"");
    }

    @Test
    void isAllOrNothing() {
        String key = key();
        String id = created(key());
        Answer refused = transact(
                entry("", patient(key, ""), "POST", "Patient"),
                entry("", "{'resourceType':'Patient','id':'" + id + "','active':true}", "PUT", "Patient/" + id),
                entry("", "", "GET", "Patient/none"));
        assertThat(refused.status()).isEqualTo(404);
        assertThat(total(key)).isEqualTo("0");
        assertThat(server.get("/Patient/" + id).header("ETag")).isEqualTo("W/\"1\"");
    }

    @Test
    void replacesWhatNamesAnotherEntryWhereverItStands() {
        String basic = "{'resourceType':'Basic','code':{'text':'" + URN + "1'},"
                + "'identifier':[{'system':'urn:x','value':'" + URN + "1'}],"
                + "'text':{'status':'generated','div':\"<div xmlns='http://www.w3.org/1999/xhtml'><a href='" + URN
                + "1#part'>p</a> <img src='" + URN + "1' alt='" + URN + "1'/></div>\"},"
                + "'subject':{'reference':'" + URN + "1'},"
                + "'extension':[{'url':'urn:e','valueUri':'" + URN + "1'},{'url':'urn:e','valueUrl':'" + URN + "1'},"
                + "{'url':'urn:e','valueString':'" + URN + "1'},{'url':'urn:e','valueCanonical':'" + URN + "1'}]}";
        Answer done =
                transactRaw(entry("", basic, "POST", "Basic"), entry(URN + "1", patient(key(), ""), "POST", "Patient"));
        assertThat(done.status()).as(done.text()).isEqualTo(200);
        String name = address(done, 1).substring(1);
        String stored = server.get(address(done, 0)).text();
        assertThat(stored)
                .contains("\"reference\":\"" + name + "\"")
                .contains("\"valueUri\":\"" + name + "\"")
                .contains("\"valueUrl\":\"" + name + "\"")
                .contains("href='" + name + "#part'")
                .contains("src='" + name + "'")
                .contains("alt='" + URN + "1'")
                .contains("\"valueString\":\"" + URN + "1\"")
                .contains("\"valueCanonical\":\"" + URN + "1\"")
                .contains("\"value\":\"" + URN + "1\"")
                .contains("\"text\":\"" + URN + "1\"");
    }

    /** A body whose narrative has single quotes of its own. */
    private Answer transactRaw(String... entries) {
        String body = bundle("transaction", entries);
        int start = body.indexOf("\"<div");
        int end = body.indexOf("</div>\"");
        String narrative = body.substring(start, end).replace("'", "\\u0027");
        return server.post("", body.substring(0, start) + narrative + body.substring(end));
    }

    @Test
    void readsRelativeReferencesAgainstTheEntrysOwnAddress() {
        String observation = "{'resourceType':'Observation','status':'final','code':{'text':'x'},"
                + "'subject':{'reference':'Patient/77'}}";
        Answer done = transact(
                entry("http://other.example/fhir/Observation/5", observation, "POST", "Observation"),
                entry("http://other.example/fhir/Patient/77", patient(key(), ""), "POST", "Patient"));
        assertThat(done.status()).as(done.text()).isEqualTo(200);
        assertThat(server.get(address(done, 0)).text())
                .contains("\"reference\":\"" + address(done, 1).substring(1) + "\"");
    }

    @Test
    void resolvesConditionalReferencesAlsoToWhatItWrites() {
        String key = key();
        String observation = "{'resourceType':'Observation','status':'final','code':{'text':'x'},"
                + "'subject':{'reference':'" + criteria(key) + "'}}";
        String post = entry("", observation, "POST", "Observation");
        Answer unresolved = transact(post);
        assertThat(unresolved.status()).isEqualTo(400);
        assertThat(unresolved.text()).contains("HH-1014");
        Answer done = transact(post, entry("", patient(key, ""), "POST", "Patient"));
        assertThat(done.status()).as(done.text()).isEqualTo(200);
        assertThat(server.get(address(done, 0)).text())
                .contains(address(done, 1).substring(1));
        Answer again = transact(post, post);
        assertThat(again.status()).isEqualTo(200);
        assertThat(server.get(address(again, 1)).text())
                .contains(address(done, 1).substring(1));
        created(key);
        assertThat(transact(post).status()).isEqualTo(412);
    }

    @Test
    void givesEachBatchEntryItsOwnOutcome() {
        String key = key();
        Answer done = server.post(
                "",
                bundle(
                        "batch",
                        entry("", patient(key, ""), "POST", "Patient"),
                        entry("", patient(key, ",'birthDate':'2024-13-01'"), "POST", "Patient"),
                        entry("", patient(key, ",'colour':'red'"), "POST", "Patient"),
                        entry("", "", "GET", criteria(key)),
                        entry("", "", "GET", "Patient/none/_history"),
                        entry("", "", "DELETE", "Nothing/1"),
                        entry("", "", "GET", "Patient?colour=red")),
                "Prefer",
                "handling=strict");
        assertThat(done.status()).isEqualTo(200);
        assertThat(statuses(done)).as(done.text()).containsExactly("201", "400", "400", "200", "404", "404", "400");
        assertThat(done.text()).contains("Bundle.entry[1].resource.birthDate");
        assertThat(total(key)).isEqualTo("1");
    }

    @Test
    void searchesWhateverAnAddressSearches() {
        String key = key();
        String id = created(key);
        server.post(
                "/Observation",
                "{'resourceType':'Observation','status':'final','code':{'text':'x'},'subject':{'reference':'Patient/"
                        + id + "'}}");
        Answer done = server.post(
                "",
                bundle(
                        "batch",
                        entry("", "", "GET", "?_type=Patient&_id=" + id),
                        entry("", "", "GET", "Patient/" + id + "/Observation?status=final"),
                        entry("", "", "GET", "Patient/" + id + "/Nothing"),
                        entry("", "", "DELETE", "?_id=" + id)));
        assertThat(statuses(done)).as(done.text()).containsExactly("200", "200", "400", "400");
        assertThat(done.body().objects("entry").limit(2).map(entry -> {
                    FhirObject found = entry.object("resource");
                    return found == null ? "" : String.valueOf(found.get("total"));
                }))
                .containsExactly("1", "1");
    }

    @Test
    void answersEntriesAsPreferred() {
        String post = bundle("transaction", entry("", patient(key(), ""), "POST", "Patient"));
        FhirObject plain =
                server.post("", post).body().objects("entry").findFirst().orElseThrow();
        assertThat(plain.has("resource")).isFalse();
        FhirObject whole = server.post("", post, "Prefer", "return=representation")
                .body()
                .objects("entry")
                .findFirst()
                .orElseThrow();
        assertThat(whole.has("resource")).isTrue();
        Answer outcome = server.post("", post, "Prefer", "return=OperationOutcome");
        FhirObject response =
                outcome.body().objects("entry").findFirst().orElseThrow().object("response");
        assertThat(response).isNotNull();
        assertThat(response.object("outcome")).isNotNull();
    }

    @Test
    void refusesEntriesThatAreNone() {
        String[] wrong = {
            entry("", "", "PUT", "Patient/1"),
            entry("", patient(key(), ""), "POST", "Patient/1"),
            entry("", patient(key(), ""), "POST", "Basic"),
            entry("", "", "DELETE", "Patient"),
            entry("", "", "DELETE", "Patient/1/_history/1"),
            entry("", "", "GET", ""),
            entry("", patient(key(), ""), "PATCH", "Patient/1"),
            "{'resource':{'resourceType':'Patient'}}"
        };
        for (String entry : wrong) {
            Answer refused = transact(entry);
            assertThat(refused.status()).as(entry + " " + refused.text()).isEqualTo(400);
        }
        assertThat(server.post("", "{'resourceType':'Bundle','type':'document'}")
                        .status())
                .isEqualTo(400);
        assertThat(server.post("", "{'resourceType':'Patient'}").status()).isEqualTo(400);
    }

    @Test
    void upsertsUnderClientsIdsWhereThatIsAllowed() throws ClassNotFoundException {
        try (TestServer open = new TestServer(
                new TestRecord(new RecordSettings("http://city.example", Settings.References.ENFORCE, true)))) {
            String bundle = bundle(
                    "transaction",
                    entry("", "{'resourceType':'Patient','id':'a'}", "PUT", "Patient/a"),
                    entry(
                            "",
                            "{'resourceType':'Basic','id':'b','code':{'text':'x'},'subject':{'reference':'Patient/a'}}",
                            "PUT",
                            "Basic/b"));
            assertThat(statuses(open.post("", bundle))).containsExactly("201", "201");
            assertThat(statuses(open.post("", bundle))).containsExactly("200", "200");
        }
    }
}
