package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.record.internal.TestServer.Answer;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Patches over REST and in Bundles (FHIR R4 3.1.0.5). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PatchIT {

    private static final String OBSERVATION =
            "{'resourceType':'Observation','status':'final','code':{'text':'x'},'valueQuantity':{'value':1.50,'unit':'g'}}";

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
        return "/Observation/" + server.post("/Observation", OBSERVATION).id();
    }

    private Answer json(String path, String patch) {
        return server.send("system", "PATCH", path, patch, "Content-Type", "application/json-patch+json");
    }

    private Answer fhirPath(String path, String... operations) {
        return server.send(
                "system",
                "PATCH",
                path,
                "{'resourceType':'Parameters','parameter':[" + String.join(",", operations) + "]}");
    }

    private static String operation(String type, String path, String... parts) {
        String more = parts.length == 0 ? "" : "," + String.join(",", parts);
        return "{'name':'operation','part':[{'name':'type','valueCode':'" + type + "'},{'name':'path','valueString':'"
                + path + "'}" + more + "]}";
    }

    @Test
    void appliesAJsonPatchAndKeepsTheRest() {
        String path = created();
        Answer patched = json(
                path,
                "[{'op':'test','path':'/status','value':'final'},{'op':'replace','path':'/status','value':'amended'},"
                        + "{'op':'add','path':'/note','value':[{'text':'n'}]}]");
        assertThat(patched.status()).as(patched.text()).isEqualTo(200);
        assertThat(patched.header("ETag")).isEqualTo("W/\"2\"");
        assertThat(patched.text()).contains("1.50").contains("\"amended\"").contains("\"versionId\":\"2\"");
        assertThat(server.get(path).text()).isEqualTo(patched.text());
        assertThat(server.get(path + "/_history/1").text()).contains("\"final\"");
        assertThat(server.get("/Observation?status=amended&_id=" + path.substring("/Observation/".length()))
                        .body()
                        .get("total"))
                .hasToString("1");
    }

    @Test
    void appliesAFhirPathPatch() {
        String path = created();
        Answer patched = fhirPath(
                path,
                operation("replace", "Observation.status", "{'name':'value','valueCode':'amended'}"),
                operation(
                        "add",
                        "Observation",
                        "{'name':'name','valueString':'note'}",
                        "{'name':'value','valueAnnotation':{'text':'n'}}"),
                operation("delete", "Observation.value.unit"));
        assertThat(patched.status()).as(patched.text()).isEqualTo(200);
        assertThat(patched.text())
                .contains("\"status\":\"amended\"")
                .contains("\"valueQuantity\":{\"value\":1.50}")
                .contains("\"note\":[{\"text\":\"n\"}]");
    }

    @Test
    void refusesWhatThePatchMayNotChange() {
        String path = created();
        for (String member : new String[] {"/id", "/resourceType", "/meta/versionId"}) {
            assertThat(json(path, "[{'op':'replace','path':'" + member + "','value':'Basic'}]")
                            .status())
                    .isEqualTo(422);
            assertThat(json(path, "[{'op':'remove','path':'" + member + "'}]").status())
                    .isEqualTo(422);
        }
        assertThat(fhirPath(path, operation("replace", "Observation.id", "{'name':'value','valueId':'x'}"))
                        .status())
                .isEqualTo(422);
        assertThat(server.get(path).header("ETag")).isEqualTo("W/\"1\"");
    }

    @Test
    void checksTheResultAsACreateIs() {
        String path = created();
        Answer unknown = json(path, "[{'op':'add','path':'/colour','value':'red'}]");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.text()).contains("HH-1002").contains("Observation.colour");
        assertThat(json(path, "[{'op':'remove','path':'/status'}]").status()).isEqualTo(400);
        assertThat(json(path, "[{'op':'add','path':'/issued','value':'2024-13-01'}]")
                        .text())
                .contains("HH-1003");
        assertThat(json(path, "[{'op':'add','path':'/subject','value':{'reference':'Patient/none'}}]")
                        .text())
                .contains("HH-1014");
        assertThat(server.get(path).header("ETag")).isEqualTo("W/\"1\"");
    }

    @Test
    void saysWhatIsWrongWithAPatch() {
        String path = created();
        assertThat(json(path, "[{'op':'test','path':'/status','value':'amended'}]")
                        .text())
                .contains("HH-1022")
                .contains("operation[0]");
        assertThat(json(path, "[{'op':'spam','path':'/status'}]").status()).isEqualTo(400);
        assertThat(json(path, "{}").status()).isEqualTo(400);
        assertThat(fhirPath(path).status()).isEqualTo(400);
        assertThat(server.send("system", "PATCH", path, OBSERVATION).status()).isEqualTo(400);
        assertThat(server.send("system", "PATCH", path, "<diff/>", "Content-Type", "application/xml-patch+xml")
                        .status())
                .isEqualTo(415);
        assertThat(json("/Observation/none", "[]").status()).isEqualTo(404);
        assertThat(json("/Observations/none", "[]").status()).isEqualTo(404);
    }

    @Test
    void needsTheRightToUpdate() {
        String path = created();
        assertThat(server.send("scopes:system/Observation.rs", "PATCH", path, "[]", "Content-Type", Patching.JSON_PATCH)
                        .status())
                .isEqualTo(403);
        String patient = server.post("/Patient", "{'resourceType':'Patient'}").id();
        assertThat(server.send("writer:" + patient, "PATCH", path, "[]", "Content-Type", Patching.JSON_PATCH)
                        .status())
                .isEqualTo(404);
        assertThat(server.send(
                                "writer:" + patient,
                                "PATCH",
                                "/Patient/" + patient,
                                "[{'op':'add','path':'/active','value':true}]",
                                "Content-Type",
                                Patching.JSON_PATCH)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void patchesInATransaction() {
        String path = created();
        String patch = "[{\"op\":\"add\",\"path\":\"/subject\",\"value\":"
                + "{\"reference\":\"urn:uuid:5e1d0a1c-0000-4000-8000-000000000009\"}}]";
        String data = Base64.getEncoder().encodeToString(patch.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String other = created();
        Answer done = server.post(
                "",
                "{'resourceType':'Bundle','type':'transaction','entry':["
                        + "{'resource':{'resourceType':'Binary','contentType':'application/json-patch+json','data':'"
                        + data + "'},'request':{'method':'PATCH','url':'" + path.substring(1) + "'}},"
                        + "{'fullUrl':'urn:uuid:5e1d0a1c-0000-4000-8000-000000000009','resource':{'resourceType':'Patient'},"
                        + "'request':{'method':'POST','url':'Patient'}},"
                        + "{'resource':{'resourceType':'Parameters','parameter':["
                        + operation("replace", "Observation.status", "{'name':'value','valueCode':'amended'}")
                        + "]},'request':{'method':'PATCH','url':'Observation?_id="
                        + other.substring("/Observation/".length()) + "','ifMatch':'W/\\\"1\\\"'}}]}");
        assertThat(done.status()).as(done.text()).isEqualTo(200);
        assertThat(server.get(path).text()).contains("\"subject\":{\"reference\":\"Patient/");
        assertThat(server.get(other).text()).contains("\"amended\"");
    }
}
