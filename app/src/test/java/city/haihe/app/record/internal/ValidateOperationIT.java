package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.record.internal.TestServer.Answer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** {@code $validate}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ValidateOperationIT {

    private static final String DEFINITIONS = "http://hl7.org/fhir/StructureDefinition/";

    private TestServer server;
    private String patient;

    @BeforeAll
    void start() throws ClassNotFoundException {
        server = new TestServer(new TestRecord());
        patient = server.post("/Patient", "{'resourceType':'Patient','active':true}")
                .id();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private List<String> errors(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.body().resourceType()).isEqualTo("OperationOutcome");
        return answer.body()
                .objects("issue")
                .filter(issue -> "error".equals(issue.string("severity")))
                .map(issue ->
                        issue.string("code") + " " + issue.string("diagnostics") + " " + issue.array("expression"))
                .toList();
    }

    private static String parameters(String resource, String mode) {
        return "{'resourceType':'Parameters','parameter':[{'name':'resource','resource':" + resource
                + "},{'name':'mode','valueCode':'" + mode + "'}]}";
    }

    @Test
    void findsWhatAWriteWouldBeRefusedFor() {
        Answer valid = server.post("/Patient/$validate", "{'resourceType':'Patient','active':true}");
        assertThat(errors(valid)).isEmpty();
        assertThat(errors(server.post("/Patient/$validate", "{'resourceType':'Patient','birthDate':'2024-13-01'}")))
                .singleElement()
                .asString()
                .startsWith("value HH-1003 Patient.birthDate")
                .endsWith("[\"Patient.birthDate\"]");
        assertThat(errors(server.post("/Patient/$validate", "{'resourceType':'Patient','unknown':1}")))
                .singleElement()
                .asString()
                .startsWith("structure HH-1002");
        assertThat(errors(server.post("/Observation/$validate", "{'resourceType':'Observation','status':'final'}")))
                .singleElement()
                .asString()
                .contains("code: missing");
        assertThat(errors(server.post(
                        "/Patient/$validate", parameters("{'resourceType':'Patient','gender':'x'}", "profile"))))
                .singleElement()
                .asString()
                .contains("Patient.gender");
        assertThat(errors(server.post("/Observation/$validate", "{'resourceType':'Patient'}")))
                .singleElement()
                .asString()
                .contains("resourceType");
        assertThat(server.post("/Patient/$validate", "{'resourceType':'Patient',")
                        .status())
                .isEqualTo(400);
        assertThat(server.post("/Patient/$validate", "").status()).isEqualTo(400);
    }

    @Test
    void checksTheInvariantsOfTheBaseDefinitions() {
        Answer answer = server.post(
                "/Patient/$validate",
                "{'resourceType':'Patient','contact':[{'gender':'male'}],'meta':{'profile':['http://other']}}");
        assertThat(errors(answer))
                .containsExactly("invariant pat-1: SHALL at least contain a contact's details or a reference to an"
                        + " organization [\"Patient.contact[0]\"]");
        assertThat(answer.text())
                .contains("dom-6")
                .contains("\"warning\"")
                .contains("a claimed profile was not checked");
        String stored = server.post("/Patient", "{'resourceType':'Patient','contact':[{'gender':'male'}]}")
                .id();
        assertThat(errors(server.get("/Patient/" + stored + "/$validate"))).hasSize(1);
        assertThat(errors(server.get("/Patient/" + patient + "/$validate?profile=" + DEFINITIONS + "Patient%7C4.0.1")))
                .isEmpty();
        Answer refused = server.get("/Patient/" + patient + "/$validate?profile=" + DEFINITIONS + "bp");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("not supported");
        assertThat(server.get("/Patient/none/$validate").status()).isEqualTo(404);
    }

    @Test
    void triesWritesAndLeavesNothing() {
        String good =
                "{'resourceType':'Observation','status':'final','code':{'text':'x'},'subject':{'reference':'Patient/"
                        + patient + "'}}";
        assertThat(errors(server.post("/Observation/$validate?mode=create", good)))
                .isEmpty();
        assertThat(errors(server.post("/Observation/$validate", parameters(good.replace(patient, "none"), "create"))))
                .singleElement()
                .asString()
                .contains("HH-1014");
        assertThat(server.get("/Observation?_summary=count").body().get("total"))
                .hasToString("0");
        String update = "{'resourceType':'Patient','id':'" + patient + "','active':false}";
        String address = "/Patient/" + patient + "/$validate?mode=";
        assertThat(errors(server.post(address + "update", update))).isEmpty();
        assertThat(errors(server.post(address + "update", update.replace(patient, "x"))))
                .hasSize(1);
        assertThat(errors(server.post("/Patient/x/$validate?mode=update", update.replace(patient, "x"))))
                .singleElement()
                .asString()
                .contains("HH-1016");
        assertThat(errors(server.get(address + "delete"))).isEmpty();
        assertThat(errors(server.get("/Patient/x/$validate?mode=delete"))).hasSize(1);
        String referring = server.post("/Observation", good).id();
        assertThat(errors(server.get(address + "delete")))
                .singleElement()
                .asString()
                .contains("HH-1018");
        server.send("system", "DELETE", "/Observation/" + referring, "");
        assertThat(server.get("/Patient/" + patient).header("ETag")).isEqualTo("W/\"1\"");
        assertThat(server.post(address + "create", update).status()).isEqualTo(400);
        assertThat(server.post("/Patient/$validate?mode=delete", "").status()).isEqualTo(400);
        assertThat(server.post("/Patient/$validate?mode=x", update).status()).isEqualTo(400);
    }

    @Test
    void asksForTheScopeOfTheMode() {
        String body = "{'resourceType':'Patient','id':'" + patient + "'}";
        String path = "/Patient/" + patient + "/$validate";
        assertThat(server.send("scopes:user/Patient.r", "POST", path, body).status())
                .isEqualTo(200);
        assertThat(server.send("scopes:user/Patient.r", "POST", path + "?mode=update", body)
                        .status())
                .isEqualTo(403);
        assertThat(server.send("scopes:user/Patient.r", "GET", path + "?mode=delete", "")
                        .status())
                .isEqualTo(403);
        assertThat(server.send("scopes:user/Observation.r", "POST", "/Patient/$validate", body)
                        .status())
                .isEqualTo(403);
        String stranger = "writer:"
                + server.post("/Patient", "{'resourceType':'Patient','active':true}")
                        .id();
        assertThat(server.send(stranger, "GET", path, "").status()).isEqualTo(404);
        String seen = errors(server.send(stranger, "POST", path + "?mode=update", body))
                .toString();
        String none = errors(server.send(
                        stranger, "POST", "/Patient/none/$validate?mode=update", body.replace(patient, "none")))
                .toString();
        assertThat(seen.replace(patient, "none")).isEqualTo(none);
        assertThat(errors(server.send(stranger, "GET", path + "?mode=delete", ""))
                        .toString()
                        .replace(patient, "none"))
                .isEqualTo(errors(server.send(stranger, "GET", "/Patient/none/$validate?mode=delete", ""))
                        .toString());
    }
}
