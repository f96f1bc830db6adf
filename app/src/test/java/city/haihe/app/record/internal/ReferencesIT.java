package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.platform.Settings;
import city.haihe.app.platform.Settings.ConditionalDelete;
import city.haihe.app.platform.Settings.DeleteReferenced;
import city.haihe.app.platform.Settings.References;
import city.haihe.app.record.internal.TestServer.Answer;
import org.junit.jupiter.api.Test;

/** Referential integrity as the operator decides (FHIR R4 2.3.0.1, 3.1.0.7.1). */
class ReferencesIT {

    private static final String OBSERVATION = "{'resourceType':'Observation','status':'final','code':{'text':'x'},"
            + "'subject':{'reference':'Patient/%s'}}";

    private static TestServer server(References references, DeleteReferenced deletes) throws ClassNotFoundException {
        Settings.RecordSettings settings =
                new Settings.RecordSettings(references, false, ConditionalDelete.SINGLE, deletes);
        return new TestServer(new TestRecord(new RecordSettings("http://city.example", settings)));
    }

    private static String patient(TestServer server) {
        return server.post("/Patient", "{'resourceType':'Patient'}").id();
    }

    @Test
    void warnsOfWhatItDoesNotRefuse() throws ClassNotFoundException {
        try (TestServer server = server(References.WARN, DeleteReferenced.REFUSE)) {
            Answer stored = server.post("/Observation", OBSERVATION.formatted("none"));
            assertThat(stored.status()).isEqualTo(201);
            assertThat(stored.header("Warning")).contains("HH-1014").contains("Patient/none");
            Answer outcome =
                    server.post("/Observation", OBSERVATION.formatted("none"), "Prefer", "return=OperationOutcome");
            assertThat(outcome.text()).contains("\"severity\":\"warning\"").contains("Observation.subject");
            Answer bundle = server.post(
                    "",
                    "{'resourceType':'Bundle','type':'transaction','entry':[{'resource':{'resourceType':'Patient'},"
                            + "'request':{'method':'POST','url':'Patient'}},{'resource':"
                            + OBSERVATION.formatted("none") + ",'request':{'method':'POST','url':'Observation'}}]}");
            assertThat(bundle.status()).isEqualTo(200);
            assertThat(bundle.text()).containsOnlyOnce("\"severity\":\"warning\"");
            String patient = patient(server);
            assertThat(server.post("/Observation", OBSERVATION.formatted(patient))
                            .header("Warning"))
                    .isEmpty();
            Answer deleted =
                    server.send("system", "DELETE", "/Patient/" + patient, "", "Prefer", "return=OperationOutcome");
            assertThat(deleted.status()).isEqualTo(200);
            assertThat(deleted.text()).contains("HH-1018").contains("\"severity\":\"warning\"");
            assertThat(server.get("/Patient/" + patient).status()).isEqualTo(410);
        }
    }

    @Test
    void takesReferencesAsTheyComeWhereTheyAreOff() throws ClassNotFoundException {
        try (TestServer server = server(References.OFF, DeleteReferenced.REFUSE)) {
            Answer stored = server.post("/Observation", OBSERVATION.formatted("none"));
            assertThat(stored.status()).isEqualTo(201);
            assertThat(stored.header("Warning")).isEmpty();
            String patient = patient(server);
            server.post("/Observation", OBSERVATION.formatted(patient));
            assertThat(server.send("system", "DELETE", "/Patient/" + patient, "")
                            .status())
                    .isEqualTo(204);
        }
    }

    @Test
    void deletesWhatOthersReferToWhereThatIsAllowed() throws ClassNotFoundException {
        try (TestServer server = server(References.ENFORCE, DeleteReferenced.ALLOW)) {
            String patient = patient(server);
            server.post("/Observation", OBSERVATION.formatted(patient));
            assertThat(server.send("system", "DELETE", "/Patient/" + patient, "")
                            .status())
                    .isEqualTo(204);
            assertThat(server.post("/Observation", OBSERVATION.formatted(patient))
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void namesOnlyReferrersThatTheCallerMaySee() throws ClassNotFoundException {
        try (TestServer server = server(References.ENFORCE, DeleteReferenced.REFUSE)) {
            String patient = patient(server);
            String observation =
                    server.post("/Observation", OBSERVATION.formatted(patient)).id();
            Answer all = server.send("system", "DELETE", "/Patient/" + patient, "");
            assertThat(all.status()).isEqualTo(409);
            assertThat(all.text()).contains("Observation/" + observation);
            Answer some = server.send("scopes:system/Patient.rds", "DELETE", "/Patient/" + patient, "");
            assertThat(some.status()).isEqualTo(409);
            assertThat(some.text()).contains("other resources").doesNotContain("Observation");
            Answer both = server.post(
                    "",
                    "{'resourceType':'Bundle','type':'transaction','entry':[{'request':{'method':'DELETE','url':'Patient/"
                            + patient + "'}},{'request':{'method':'DELETE','url':'Observation/" + observation
                            + "'}}]}");
            assertThat(both.status()).as(both.text()).isEqualTo(200);
        }
    }
}
