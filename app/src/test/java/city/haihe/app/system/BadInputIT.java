package city.haihe.app.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is malformed gets exactly the answer it deserves: no fault of ours, no hang, nothing stored. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {

    private static final String JSON = "application/fhir+json";
    private static final int MAX_BODY_BYTES = 16 * 1024 * 1024;
    private static final int MAX_MESSAGE_BYTES = 8 * 1024 * 1024;
    private static final int TOO_DEEP = 200;

    private RunningCity city;
    private String token;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        // PostgreSQL's own user must reach its files where the tests run as root.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        city = RunningCity.start(directory.resolve("city"), "--no-demo");
        token = city.systemToken();
    }

    @AfterAll
    void stop() throws Exception {
        city.close();
    }

    // --- FHIR
    // ---------------------------------------------------------------------------------------------------------

    /** A bad body for {@code POST /fhir/Patient} and its answer. */
    private record BadBody(String name, String contentType, byte[] body, int status, String code) {}

    @TestFactory
    List<DynamicTest> refusesBadBodies() {
        List<BadBody> bodies = List.of(
                body("an empty body", "", 400, "HH-1001"),
                body("a truncated body", "{\"resourceType\":\"Patient\"", 400, "HH-1001"),
                body("text after the resource", "{\"resourceType\":\"Patient\"} x", 400, "HH-1001"),
                body("an array", "[]", 400, "HH-1001"),
                body("no resource type", "{\"active\":true}", 400, "HH-1002"),
                body("another resource type than the address", "{\"resourceType\":\"Organization\"}", 400, "HH-1015"),
                body("an unknown resource type", "{\"resourceType\":\"Patients\"}", 400, "HH-1002"),
                body(
                        "duplicate keys",
                        "{\"resourceType\":\"Patient\",\"active\":true,\"active\":false}",
                        400,
                        "HH-1001"),
                body("an unknown element", "{\"resourceType\":\"Patient\",\"colour\":\"red\"}", 400, "HH-1002"),
                body("a number for a string", "{\"resourceType\":\"Patient\",\"birthDate\":1980}", 400, "HH-1002"),
                body(
                        "an object for an array",
                        "{\"resourceType\":\"Patient\",\"name\":{\"family\":\"王\"}}",
                        400,
                        "HH-1002"),
                body("null for an element", "{\"resourceType\":\"Patient\",\"active\":null}", 400, "HH-1002"),
                body("an empty array", "{\"resourceType\":\"Patient\",\"name\":[]}", 400, "HH-1002"),
                body(
                        "an impossible date",
                        "{\"resourceType\":\"Patient\",\"birthDate\":\"2024-13-01\"}",
                        400,
                        "HH-1003"),
                body(
                        "a code that is not in the value set",
                        "{\"resourceType\":\"Patient\",\"gender\":\"man\"}",
                        400,
                        "HH-1003"),
                body(
                        "a NUL character",
                        "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"a\\u0000b\"}]}",
                        400,
                        "HH-1003"),
                body(
                        "half of a surrogate pair",
                        "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"a\\ud800\"}]}",
                        400,
                        "HH-1003"),
                body(
                        "a decimal of a hundred thousand million digits",
                        "{\"resourceType\":\"Patient\",\"extension\":[{\"url\":\"urn:x\",\"valueDecimal\":1e99999999999}]}",
                        400,
                        "HH-1003"),
                body(
                        "a missing element",
                        "{\"resourceType\":\"Patient\",\"link\":[{\"type\":\"refer\"}]}",
                        400,
                        "HH-1002"),
                body(
                        "text that is no reference",
                        "{\"resourceType\":\"Patient\",\"managingOrganization\":{\"reference\":\"../../etc/passwd\"}}",
                        400,
                        "HH-1003"),
                body(
                        "a script in the narrative",
                        "{\"resourceType\":\"Patient\",\"text\":{\"status\":\"generated\",\"div\":\"<div><script>a()</script></div>\"}}",
                        400,
                        "HH-1003"),
                body(
                        "nesting over the limit",
                        "{\"resourceType\":\"Patient\",\"extension\":"
                                + "[{\"url\":\"urn:x\",\"extension\":".repeat(TOO_DEEP)
                                + "[]"
                                + "}]".repeat(TOO_DEEP)
                                + "}",
                        400,
                        "HH-4003"),
                body(
                        "a reference to what does not exist",
                        "{\"resourceType\":\"Patient\",\"managingOrganization\":{\"reference\":\"Organization/none\"}}",
                        400,
                        "HH-1014"),
                new BadBody(
                        "bytes that are not UTF-8",
                        JSON,
                        "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"王\"}]}"
                                .getBytes(Charset.forName("GB18030")),
                        400,
                        "HH-1001"),
                new BadBody(
                        "UTF-16",
                        JSON,
                        "{\"resourceType\":\"Patient\"}".getBytes(StandardCharsets.UTF_16),
                        400,
                        "HH-1001"),
                new BadBody(
                        "another charset in the content type",
                        JSON + "; charset=GBK",
                        "{\"resourceType\":\"Patient\"}".getBytes(UTF_8),
                        415,
                        "HH-1011"),
                new BadBody("XML", "application/fhir+xml", "<Patient/>".getBytes(UTF_8), 415, "HH-1011"),
                new BadBody("a form", "application/x-www-form-urlencoded", "a=b".getBytes(UTF_8), 415, "HH-1011"),
                new BadBody("a body over the limit", JSON, new byte[MAX_BODY_BYTES + 1], 413, "HH-4001"));
        return bodies.stream()
                .map(bad -> DynamicTest.dynamicTest(
                        bad.name(),
                        () -> assertRefused(
                                request("/fhir/Patient")
                                        .header("Content-Type", bad.contentType())
                                        .POST(HttpRequest.BodyPublishers.ofByteArray(bad.body())),
                                bad.status(),
                                bad.code())))
                .toList();
    }

    private static BadBody body(String name, String text, int status, String code) {
        return new BadBody(name, JSON, text.getBytes(UTF_8), status, code);
    }

    /** A bad address for GET and its answer. */
    private record BadAddress(String path, int status, String code) {}

    @TestFactory
    List<DynamicTest> refusesBadAddresses() {
        List<BadAddress> addresses = List.of(
                new BadAddress("/fhir/Patients", 404, "HH-1006"),
                new BadAddress("/fhir/patient", 404, "HH-1006"),
                new BadAddress("/fhir/Patient/none", 404, "HH-1007"),
                new BadAddress("/fhir/Patient/" + "a".repeat(65), 404, "HH-1007"),
                new BadAddress("/fhir/Patient/'%20OR%201=1", 404, "HH-1007"),
                new BadAddress("/fhir/Patient/none/_history/x", 404, "HH-1007"),
                new BadAddress("/fhir/Patient?_count=abc", 400, "HH-1004"),
                new BadAddress("/fhir/Patient?_count=-1", 400, "HH-1004"),
                new BadAddress("/fhir/Patient?birthdate=2024-13-01", 400, "HH-1004"),
                new BadAddress("/fhir/Patient?birthdate=zz2024", 400, "HH-1004"),
                new BadAddress("/fhir/Observation?date=2024-02-30", 400, "HH-1004"),
                new BadAddress("/fhir/Patient?_lastUpdated=yesterday", 400, "HH-1004"),
                new BadAddress("/fhir/Patient?name:nonsense=x", 400, "HH-1005"),
                new BadAddress("/fhir/Patient?_sort=colour", 400, "HH-1004"),
                new BadAddress("/fhir/Patient?_include=Patient", 400, "HH-1004"));
        return addresses.stream()
                .map(bad -> DynamicTest.dynamicTest(
                        bad.path(), () -> assertRefused(request(bad.path()).GET(), bad.status(), bad.code())))
                .toList();
    }

    @TestFactory
    List<DynamicTest> takesFragmentsOfOtherLanguagesAsText() {
        return List.of(
                        "/fhir/Patient?name=%27%3B%20DROP%20TABLE%20record.patient%3B--",
                        "/fhir/Patient?identifier=%27%20OR%201%3D1--%7C%27",
                        "/fhir/Patient?_id=..%2F..%2Fetc%2Fpasswd",
                        "/fhir/Patient?name=%25",
                        "/fhir/Patient?name=_",
                        "/fhir/Patient?name=%24%7Bjndi%3Aldap%3A%2F%2Fx%7D",
                        "/fhir/Patient?name=%5C")
                .stream()
                .map(path -> DynamicTest.dynamicTest(path, () -> {
                    HttpResponse<byte[]> response =
                            city.send(request(path).GET().build());
                    assertThat(response.statusCode()).isEqualTo(200);
                    FhirObject bundle = FhirJsonParser.parseTrusted(response.body());
                    assertThat(bundle.objects("entry")).isEmpty();
                }))
                .toList();
    }

    @Test
    void refusesUnknownParametersUnderStrictHandling() throws Exception {
        assertRefused(
                request("/fhir/Patient?colour=red")
                        .header("Prefer", "handling=strict")
                        .GET(),
                400,
                "HH-1005");
    }

    @Test
    void refusesAnotherRepresentationThanJson() throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(city.uri("/fhir/Patient"))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/fhir+xml")
                .GET();
        assertRefused(request, 406, "HH-1012");
    }

    @Test
    void asksForATokenBeforeAnythingElse() throws Exception {
        HttpResponse<byte[]> response = city.send(
                HttpRequest.newBuilder(city.uri("/fhir/Patient?_count=abc")).build());
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(new String(response.body(), UTF_8))
                .contains("OperationOutcome")
                .contains("HH-2001");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(city.uri(path))
                .header("Authorization", "Bearer " + token)
                .header("Accept", JSON)
                .timeout(Duration.ofSeconds(20));
    }

    private void assertRefused(HttpRequest.Builder request, int status, String code) throws Exception {
        HttpResponse<byte[]> response = city.send(request.build());
        String text = new String(response.body(), UTF_8);
        assertThat(response.statusCode()).as(text).isEqualTo(status);
        assertThat(text).contains("OperationOutcome").contains(code).doesNotContain("Exception");
    }

    // --- HL7 v2
    // -------------------------------------------------------------------------------------------------------

    /** A bad message, the acknowledgement code, and what its ERR segment must name. */
    private record BadMessage(String name, byte[] bytes, String acknowledgement, List<String> names) {}

    @TestFactory
    List<DynamicTest> refusesBadMessages() {
        String header = "MSH|^~\\&|LIS|BAD|HAIHE|CITY|20261124093000||ORU^R01^ORU_R01|%s|P|2.5.1||||||UNICODE UTF-8\r";
        String patient = "PID|1||P1^^^BAD^MR||王^小明||19800101|M\r";
        String observation = "OBR|1||F-1|718-7^Hemoglobin^LN\rOBX|1|NM|718-7^Hemoglobin^LN||131|g/L|||||F\r";
        List<BadMessage> messages = List.of(
                message("no MSH", "PID|1||P1\r", "AR", "HH-3001"),
                message("an empty message", "", "AR", "HH-3001"),
                message("a truncated MSH", "MSH|^~", "AR", "HH-3001"),
                message("no control id", header.formatted("") + patient + observation, "AR", "MSH^1^10", "HH-3001"),
                message(
                        "an event that is not built",
                        header.formatted("B1").replace("ORU^R01^ORU_R01", "ZZZ^Z99") + patient,
                        "AR",
                        "MSH^1^9",
                        "HH-3002"),
                message("no PID", header.formatted("B2") + observation, "AE", "PID", "HH-3003"),
                message(
                        "an impossible birth date",
                        header.formatted("B3") + patient.replace("19800101", "19801301") + observation,
                        "AE",
                        "PID^1^7",
                        "HH-3003"),
                message(
                        "a number that is none",
                        header.formatted("B4") + patient + observation.replace("||131|", "||many|"),
                        "AE",
                        "OBX^1^5",
                        "HH-3003"),
                message(
                        "an unknown charset",
                        header.formatted("B5").replace("UNICODE UTF-8", "KLINGON") + patient + observation,
                        "AE",
                        "MSH^1^18",
                        "HH-3005"),
                message(
                        "UTF-16 declared",
                        header.formatted("B6").replace("UNICODE UTF-8", "UNICODE UTF-16") + patient + observation,
                        "AE",
                        "MSH^1^18",
                        "HH-3005"),
                new BadMessage(
                        "bytes that are not in the declared charset",
                        (header.formatted("B7") + patient + observation).getBytes(Charset.forName("GB18030")),
                        "AE",
                        List.of("HH-3005")));
        return messages.stream()
                .map(bad -> DynamicTest.dynamicTest(bad.name(), () -> {
                    try (MllpClient client = city.mllp()) {
                        String answer = client.exchange(bad.bytes());
                        assertThat(MllpClient.code(answer)).as(answer).isEqualTo(bad.acknowledgement());
                        assertThat(answer).contains(bad.names()).doesNotContain("Exception");
                    }
                }))
                .toList();
    }

    private static BadMessage message(String name, String text, String acknowledgement, String... names) {
        return new BadMessage(name, text.getBytes(UTF_8), acknowledgement, List.of(names));
    }

    @Test
    void endsAConnectionWhoseMessageIsOverTheLimitAndServesTheNext() throws Exception {
        List<String> answers = new ArrayList<>();
        try (MllpClient client = city.mllp()) {
            byte[] frame = new byte[MAX_MESSAGE_BYTES + 1024];
            java.util.Arrays.fill(frame, (byte) 'A');
            frame[0] = 0x0b;
            client.sendRaw(frame);
            answers.add(client.receive());
        } catch (java.io.IOException closed) {
            answers.add("closed");
        }
        assertThat(answers.getFirst())
                .satisfiesAnyOf(
                        answer -> assertThat(answer).isEqualTo("closed"),
                        answer -> assertThat(answer).contains("HH-4001"));
        try (MllpClient next = city.mllp()) {
            assertThat(MllpClient.code(next.exchange("PID|1\r".getBytes(UTF_8))))
                    .isEqualTo("AR");
        }
    }

    @Test
    void isNotHeldUpByASilentPeer() throws Exception {
        try (MllpClient silent = city.mllp();
                MllpClient other = city.mllp()) {
            silent.sendRaw(new byte[] {0x0b, 'M', 'S'});
            assertThat(MllpClient.code(other.exchange("PID|1\r".getBytes(UTF_8))))
                    .isEqualTo("AR");
        }
    }

    @Test
    void storesNothingOfWhatItRefused() throws Exception {
        HttpResponse<byte[]> response = city.get("/fhir/Patient?_summary=count");
        assertThat(FhirJsonParser.parseTrusted(response.body()).get("total")).hasToString("0");
    }
}
