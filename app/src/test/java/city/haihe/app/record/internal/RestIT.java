package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.record.internal.TestServer.Answer;
import city.haihe.fhir.FhirObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The REST interactions, over a socket (FHIR R4 3.1.0). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestIT {

    private static final String PATIENT = "{'resourceType':'Patient','name':[{'family':'王'}]}";
    private static final int CONTENDERS = 32;

    private TestServer server;

    @BeforeAll
    void start() throws ClassNotFoundException {
        server = new TestServer(new TestRecord());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private String created() {
        return server.post("/Patient", PATIENT).id();
    }

    @Test
    void createsAndReads() {
        Answer created = server.post(
                "/Patient",
                "{'resourceType':'Patient','multipleBirthInteger':1,'extension':"
                        + "[{'url':'urn:x','valueDecimal':1.50}],'name':[{'family':'王'}]}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo(TestRecord.BASE + "/Patient/" + created.id() + "/_history/1");
        assertThat(created.header("ETag")).isEqualTo("W/\"1\"");
        assertThat(created.header("Last-Modified")).endsWith(" GMT");
        Answer read = server.get("/Patient/" + created.id());
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.response().body()).isEqualTo(created.response().body());
        assertThat(read.text()).contains("1.50").contains("\"versionId\":\"1\"");
        assertThat(read.header("Content-Type")).startsWith("application/fhir+json");
        assertThat(server.get("/Patient/" + created.id(), "If-None-Match", "W/\"1\"")
                        .status())
                .isEqualTo(304);
        Answer head = server.send("system", "HEAD", "/Patient/" + created.id(), "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.response().body()).isEmpty();
        assertThat(head.header("ETag")).isEqualTo("W/\"1\"");
    }

    @Test
    void answersAsPreferred() {
        assertThat(server.post("/Patient", PATIENT, "Prefer", "return=minimal").text())
                .isEmpty();
        assertThat(server.post("/Patient", PATIENT, "Prefer", "return=OperationOutcome")
                        .body()
                        .resourceType())
                .isEqualTo("OperationOutcome");
    }

    @Test
    void updatesOnTheVersionThatIsCurrent() {
        String id = created();
        String second = "{'resourceType':'Patient','id':'" + id + "','active':true}";
        Answer updated = server.put("/Patient/" + id, second, "If-Match", "W/\"1\"");
        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.header("ETag")).isEqualTo("W/\"2\"");
        assertThat(server.put("/Patient/" + id, second, "If-Match", "W/\"1\"").status())
                .isEqualTo(412);
        assertThat(server.put("/Patient/" + id, second, "If-Match", "one").status())
                .isEqualTo(400);
        assertThat(server.put("/Patient/" + id, PATIENT).status()).isEqualTo(400);
        assertThat(server.put("/Patient/new", "{'resourceType':'Patient','id':'new'}")
                        .status())
                .isEqualTo(405);
        assertThat(server.get("/Patient/" + id + "/_history/1").text()).contains("王");
        assertThat(server.get("/Patient/" + id + "/_history/2").text()).doesNotContain("王");
        assertThat(server.get("/Patient/" + id + "/_history/3").status()).isEqualTo(404);
    }

    @Test
    void deletesAndKeepsTheHistory() {
        String id = created();
        assertThat(server.send("system", "DELETE", "/Patient/" + id, "").status())
                .isEqualTo(204);
        assertThat(server.get("/Patient/" + id).status()).isEqualTo(410);
        assertThat(server.get("/Patient?_id=" + id).body().get("total")).hasToString("0");
        assertThat(server.send("system", "DELETE", "/Patient/" + id, "").status())
                .isEqualTo(204);
        FhirObject history = server.get("/Patient/" + id + "/_history").body();
        assertThat(history.objects("entry").map(entry -> text(entry, "request", "method")))
                .containsExactly("DELETE", "POST");
        assertThat(server.get("/Patient/none/_history").status()).isEqualTo(404);
    }

    @Test
    void pagesThroughATypesHistory() {
        String id = server.post("/Basic", "{'resourceType':'Basic','code':{'text':'0'}}")
                .id();
        for (int version = 1; version <= 5; version++) {
            server.put("/Basic/" + id, "{'resourceType':'Basic','id':'" + id + "','code':{'text':'" + version + "'}}");
        }
        Set<String> seen = new HashSet<>();
        String next = "/Basic/_history?_count=2";
        while (!next.isEmpty()) {
            FhirObject page = server.get(next).body();
            page.objects("entry")
                    .forEach(entry -> assertThat(seen.add(text(entry, "response", "etag")))
                            .isTrue());
            next = link(page, "next");
        }
        assertThat(seen).hasSize(6);
    }

    private static String text(FhirObject entry, String part, String name) {
        FhirObject object = entry.object(part);
        return String.valueOf(object == null ? null : object.string(name));
    }

    private static String link(FhirObject bundle, String relation) {
        return bundle.objects("link")
                .filter(link -> relation.equals(link.string("relation")))
                .map(link -> String.valueOf(link.string("url")))
                .findFirst()
                .orElse("");
    }

    @Test
    void searchesByFormAndSaysWhatItUsed() {
        String id = created();
        Answer found = server.post(
                "/Patient/_search", "_id=" + id + "&colour=red", "Content-Type", "application/x-www-form-urlencoded");
        assertThat(found.status()).isEqualTo(200);
        FhirObject bundle = found.body();
        assertThat(bundle.get("total")).hasToString("1");
        assertThat(link(bundle, "self")).isEqualTo(TestRecord.BASE + "/Patient?_id=" + id);
        assertThat(bundle.objects("entry").map(entry -> text(entry, "search", "mode")))
                .containsExactly("match", "outcome");
        assertThat(server.get("/Patient?colour=red", "Prefer", "handling=strict")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void refusesWhatItDoesNotSpeak() {
        assertThat(server.post("/Patient", "<Patient/>", "Content-Type", "application/fhir+xml")
                        .status())
                .isEqualTo(415);
        assertThat(server.get("/Patient", "Accept", "application/fhir+xml").status())
                .isEqualTo(406);
        assertThat(server.get("/Patient?_format=xml").status()).isEqualTo(406);
        assertThat(server.get("/Patients").status()).isEqualTo(404);
        assertThat(server.send("system", "POST", "/Patient/x", "{}").status()).isEqualTo(405);
        assertThat(server.send("none", "GET", "/Patient", "").status()).isEqualTo(401);
        assertThat(server.send("scopes:system/Patient.r", "GET", "/Observation/x", "")
                        .status())
                .isEqualTo(403);
        assertThat(server.send("none", "GET", "/metadata", "").body().resourceType())
                .isEqualTo("CapabilityStatement");
    }

    @Test
    void holdsReferencesTogether() {
        String observation =
                "{'resourceType':'Observation','status':'final','code':{'text':'x'},'subject':{'reference':'%s'}}";
        Answer refused = server.post("/Observation", observation.formatted("Patient/none"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("HH-1014").contains("Observation.subject");
        String patient = created();
        Answer stored = server.post("/Observation", observation.formatted(TestRecord.BASE + "/Patient/" + patient));
        assertThat(stored.status()).isEqualTo(201);
        assertThat(server.send("system", "DELETE", "/Patient/" + patient, "").status())
                .isEqualTo(409);
        assertThat(server.get("/Observation?subject=" + patient).body().get("total"))
                .hasToString("1");
        assertThat(server.send("system", "DELETE", "/Observation/" + stored.id(), "")
                        .status())
                .isEqualTo(204);
        assertThat(server.send("system", "DELETE", "/Patient/" + patient, "").status())
                .isEqualTo(204);
    }

    @Test
    void carriesOutATransaction() {
        String bundle = """
                {'resourceType':'Bundle','type':'transaction','entry':[
                 {'resource':{'resourceType':'Observation','status':'final','code':{'text':'x'},
                   'subject':{'reference':'urn:uuid:5e1d0a1c-0000-4000-8000-000000000001'},
                   'performer':[{'reference':'Practitioner?identifier=urn:p|7'}]},
                  'request':{'method':'POST','url':'Observation'}},
                 {'fullUrl':'urn:uuid:5e1d0a1c-0000-4000-8000-000000000001',
                  'resource':{'resourceType':'Patient','identifier':[{'system':'urn:t','value':'1'}]},
                  'request':{'method':'POST','url':'Patient','ifNoneExist':'identifier=urn:t|1'}}]}""";
        assertThat(server.post("", bundle).status()).isEqualTo(400);
        assertThat(server.get("/Patient?identifier=urn:t|1".replace("|", "%7C"))
                        .body()
                        .get("total"))
                .hasToString("0");
        server.post("/Practitioner", "{'resourceType':'Practitioner','identifier':[{'system':'urn:p','value':'7'}]}");
        Answer done = server.post("", bundle);
        assertThat(done.status()).as(done.text()).isEqualTo(200);
        assertThat(done.body().objects("entry").map(entry -> text(entry, "response", "status")))
                .containsExactly("201", "201");
        Answer again = server.post("", bundle);
        assertThat(again.body().objects("entry").map(entry -> text(entry, "response", "status")))
                .containsExactly("201", "200");
        assertThat(server.get("/Observation?patient.identifier=urn:t%7C1&performer:Practitioner.identifier=urn:p%7C7")
                        .body()
                        .get("total"))
                .hasToString("2");
    }

    @Test
    void carriesOutABatchEntryByEntry() {
        Answer done = server.post("", """
                {'resourceType':'Bundle','type':'batch','entry':[
                 {'resource':{'resourceType':'Patient'},'request':{'method':'POST','url':'Patient'}},
                 {'request':{'method':'GET','url':'Patient/none'}},
                 {'request':{'method':'GET','url':'Patient?_summary=count'}}]}""");
        assertThat(done.body().objects("entry").map(entry -> text(entry, "response", "status")))
                .containsExactly("201", "404", "200");
    }

    @Test
    void refusesTwoEntriesForOneResource() {
        String id = created();
        String entry = "{'resource':{'resourceType':'Patient','id':'" + id
                + "'},'request':{'method':'PUT','url':'Patient/" + id + "'}}";
        Answer refused =
                server.post("", "{'resourceType':'Bundle','type':'transaction','entry':[" + entry + "," + entry + "]}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("HH-1017");
    }

    @Test
    void letsOneOfManyCreateWhatTheyAllAskFor() throws Exception {
        for (int round = 0; round < 10; round++) {
            String criteria = "identifier=urn:race|" + round;
            String body = "{'resourceType':'Patient','identifier':[{'system':'urn:race','value':'" + round + "'}]}";
            List<Answer> answers = together(() -> server.post("/Patient", body, "If-None-Exist", criteria));
            assertThat(answers).extracting(Answer::status).containsOnly(200, 201);
            assertThat(answers.stream().filter(answer -> answer.status() == 201))
                    .hasSize(1);
            assertThat(answers.stream().map(Answer::id).distinct()).hasSize(1);
        }
    }

    @Test
    void givesEveryConcurrentUpdateItsVersion() throws Exception {
        String id = created();
        List<Answer> answers = together(
                () -> server.put("/Patient/" + id, "{'resourceType':'Patient','id':'" + id + "','active':true}"));
        assertThat(answers).extracting(Answer::status).containsOnly(200);
        assertThat(answers.stream().map(answer -> answer.header("ETag")).distinct())
                .hasSize(CONTENDERS);
        List<Answer> matched = together(() -> server.put(
                "/Patient/" + id,
                "{'resourceType':'Patient','id':'" + id + "','active':false}",
                "If-Match",
                "W/\"" + (CONTENDERS + 1) + "\""));
        assertThat(matched.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(matched.stream().filter(answer -> answer.status() == 412)).hasSize(CONTENDERS - 1);
    }

    private static <T> List<T> together(Callable<T> task) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(CONTENDERS)) {
            List<Future<T>> futures = threads.invokeAll(
                    IntStream.range(0, CONTENDERS).mapToObj(index -> task).toList());
            List<T> results = new java.util.ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }
}
