package city.haihe.app.gateway.internal;

import static city.haihe.app.gateway.internal.Hospital.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.platform.internal.TestDatabase;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirValue;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** {@code /admin/connections} and {@code /admin/dead-letters} over HTTP. */
@TestInstance(Lifecycle.PER_CLASS)
class AdministrationIT {

    private static final String FIRST = """
            {"sendingApplication":"LIS","sendingFacility":"ELSEWHERE","charset":"GB18030","allowedAddresses":["192.0.2.1"]}""";

    private final TestDatabase postgres = new TestDatabase();
    private Hospital hospital;
    private TestGateway gateway;

    @BeforeAll
    void start() throws Exception {
        gateway = new TestGateway(postgres);
        hospital = new Hospital(gateway);
    }

    @AfterEach
    void forgetConnections() {
        gateway.connections().all().forEach(connection -> gateway.connections().remove(connection.name()));
    }

    @AfterAll
    void stop() {
        gateway.close();
        postgres.close();
    }

    private FhirObject ok(String method, String path, String json) throws Exception {
        HttpResponse<String> response = gateway.send("admin", method, path, json);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return FhirJsonParser.parseTrusted(response.body().getBytes(UTF_8));
    }

    /** The letters of a control id, newest first. */
    private List<FhirObject> letters(String controlId) throws Exception {
        return ok("GET", "/admin/dead-letters?count=200", "")
                .objects("deadLetters")
                .filter(letter -> controlId.equals(letter.string("controlId")))
                .toList();
    }

    private static String text(FhirObject object, String name) {
        FhirValue value = object.get(name);
        return value == null ? "" : FhirJson.write(value);
    }

    @Test
    void letsOnlyOperatorsIn() throws Exception {
        for (String path :
                List.of("/admin/connections", "/admin/connections/x", "/admin/dead-letters", "/admin/dead-letters/1")) {
            assertThat(gateway.send("none", "GET", path, "").statusCode())
                    .as(path)
                    .isEqualTo(401);
            HttpResponse<String> refused = gateway.send("other", "GET", path, "");
            assertThat(refused.statusCode()).as(path).isEqualTo(403);
            assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        }
        assertThat(gateway.send("other", "POST", "/admin/dead-letters/1/replay", "")
                        .statusCode())
                .isEqualTo(403);
        assertThat(gateway.send("other", "PUT", "/admin/connections/first", FIRST)
                        .statusCode())
                .isEqualTo(403);
        assertThat(gateway.send("other", "DELETE", "/admin/connections/first", "")
                        .statusCode())
                .isEqualTo(403);
        assertThat(gateway.connections().all()).isEmpty();
    }

    @Test
    void keepsConnections() throws Exception {
        FhirObject saved = ok("PUT", "/admin/connections/first", FIRST);
        assertThat(saved.string("charset")).isEqualTo("GB 18030-2000");
        assertThat(saved.string("zone")).isEqualTo("+08:00");
        assertThat(ok("GET", "/admin/connections/first", "")).isEqualTo(saved);
        assertThat(ok("GET", "/admin/connections", "").objects("connections")).containsExactly(saved);
        // What is read can be written back.
        assertThat(ok("PUT", "/admin/connections/first", FhirJson.write(saved))).isEqualTo(saved);
        assertThat(gateway.send("admin", "DELETE", "/admin/connections/first", "")
                        .statusCode())
                .isEqualTo(204);
        assertThat(gateway.send("admin", "DELETE", "/admin/connections/first", "")
                        .statusCode())
                .isEqualTo(404);
        assertThat(gateway.send("admin", "GET", "/admin/connections/first", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void refusesConnectionsThatCannotBe() throws Exception {
        for (String json : List.of(
                "{}",
                "no json",
                "{\"sendingApplication\":\"LIS\"}",
                "{\"sendingApplication\":\"LIS\",\"sendingFacility\":\"H1\",\"charset\":\"UTF-16\"}",
                "{\"sendingApplication\":\"LIS\",\"sendingFacility\":\"H1\",\"zone\":\"Mars\"}",
                "{\"sendingApplication\":\"L\\u0000\",\"sendingFacility\":\"H1\"}",
                "{\"sendingApplication\":\"" + "x".repeat(5000) + "\",\"sendingFacility\":\"H1\"}",
                "{\"sendingApplication\":\"LIS\",\"sendingFacility\":\"H1\",\"allowedAddresses\":[\"nowhere\"]}",
                "{\"sendingApplication\":\"LIS\",\"sendingFacility\":\"H1\",\"allowedAddresses\":[null]}")) {
            HttpResponse<String> refused = gateway.send("admin", "PUT", "/admin/connections/first", json);
            assertThat(refused.statusCode()).as(json).isEqualTo(400);
            assertThat(refused.body()).contains("HH-1");
        }
        assertThat(gateway.send("admin", "PUT", "/admin/connections/FIRST!", FIRST)
                        .statusCode())
                .isEqualTo(400);
        ok("PUT", "/admin/connections/first", FIRST);
        assertThat(gateway.send("admin", "PUT", "/admin/connections/second", FIRST)
                        .statusCode())
                .as("the same sender twice")
                .isEqualTo(400);
    }

    @Test
    void listsAndShowsDeadLetters() throws Exception {
        for (int number = 1; number <= 3; number++) {
            gateway.exchange(bytes("MSH|^~\\&|LIS|H1|||||ORU^R01|D" + number + "\rno segment"));
        }
        FhirObject page = ok("GET", "/admin/dead-letters?count=2", "");
        assertThat(page.objects("deadLetters").map(letter -> letter.string("controlId")))
                .containsExactly("D3", "D2");
        FhirObject rest = ok("GET", "/admin/dead-letters?count=2&before=" + text(page, "next"), "");
        FhirObject letter = rest.objects("deadLetters").findFirst().orElseThrow();
        assertThat(letter.string("controlId")).isEqualTo("D1");
        assertThat(letter.string("connection")).isEqualTo("default");
        assertThat(letter.string("code")).isEqualTo("HH-3001");
        assertThat(letter.string("reason")).isNotEmpty();
        assertThat(letter.string("receivedAt")).startsWith("20");
        FhirObject whole = ok("GET", "/admin/dead-letters/" + text(letter, "id"), "");
        assertThat(new String(Base64.getDecoder().decode(whole.string("message")), UTF_8))
                .isEqualTo("MSH|^~\\&|LIS|H1|||||ORU^R01|D1\rno segment");
        for (String path : List.of("?count=0", "?count=1000", "?count=x", "?before=x", "/x")) {
            assertThat(gateway.send("admin", "GET", "/admin/dead-letters" + path, "")
                            .statusCode())
                    .as(path)
                    .isEqualTo(400);
        }
        assertThat(gateway.send("admin", "GET", "/admin/dead-letters/999", "").statusCode())
                .isEqualTo(404);
    }

    private String replayOf(String controlId) throws Exception {
        return "/admin/dead-letters/" + text(letters(controlId).getFirst(), "id") + "/replay";
    }

    /** The hospital, which may send only from an address that the operator is not at. */
    private String known() {
        return FIRST.replace("ELSEWHERE", hospital.facility());
    }

    @Test
    void replaysALetterOnceItsSenderIsKnown() throws Exception {
        String id = hospital.nextId();
        ok("PUT", "/admin/connections/another", FIRST);
        gateway.exchange(bytes(hospital.result(id, "P1", "F1", "131")));
        assertThat(letters(id))
                .singleElement()
                .satisfies(letter -> assertThat(letter.string("code")).isEqualTo("HH-3004"));
        String replay = replayOf(id);
        assertThat(text(ok("POST", replay, ""), "accepted")).isEqualTo("false");
        assertThat(letters(id))
                .as("a replay that fails is no arrival")
                .singleElement()
                .satisfies(letter -> assertThat(text(letter, "times")).isEqualTo("1"));
        ok("PUT", "/admin/connections/first", known());
        FhirObject answer = ok("POST", replay, "");
        assertThat(text(answer, "accepted")).isEqualTo("true");
        assertThat(answer.string("acknowledgement")).contains("MSA|AA|" + id);
        assertThat(letters(id).getFirst().string("replayedAt")).startsWith("20");
        assertThat(text(ok("POST", replay, ""), "accepted")).isEqualTo("true");
        String patient = "Patient/"
                + gateway.only("Patient", "identifier=" + hospital.number("P1")).id();
        assertThat(gateway.find("Observation", "subject=" + patient)).hasSize(1);
        assertThat(gateway.find("Provenance", "target=" + patient))
                .as("a second replay has no second effect")
                .hasSize(1);
    }

    @Test
    void replaysWhatHasOtherDelimiters() throws Exception {
        String id = hospital.nextId();
        ok("PUT", "/admin/connections/another", FIRST);
        gateway.exchange(bytes(hospital.result(id, "P1", "F2", "131").replace('|', '#')));
        ok("PUT", "/admin/connections/first", known());
        assertThat(text(ok("POST", replayOf(id), ""), "accepted")).isEqualTo("true");
    }
}
