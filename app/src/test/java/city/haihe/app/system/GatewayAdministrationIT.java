package city.haihe.app.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees and mends of hospitals' connections and refused messages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayAdministrationIT {

    private RunningCity city;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        city = RunningCity.start(RunningCity.reachable(directory).resolve("city"), "--no-demo");
        put("lis", "{\"sendingApplication\":\"LIS\",\"sendingFacility\":\"HX01\"}", 200);
    }

    @AfterAll
    void stop() throws Exception {
        city.close();
    }

    @Test
    void refusesAnUnknownSenderUntilItIsConnectedAndReplaysItsMessage() throws Exception {
        HospitalSystem stranger = new HospitalSystem("NEWLIS", "HX02", UTF_8, "UNICODE UTF-8");
        String controlId = stranger.nextControlId();
        byte[] message = stranger.messageWithId(
                controlId, "ADT^A04^ADT_A01", HospitalSystem.patient("STRANGER", "王^小明", ""), "PV1|1|O");
        Instant before = Instant.now().minusSeconds(1);

        String refused = send(message);
        assertThat(MllpClient.code(refused)).isEqualTo("AR");
        assertThat(refused).contains("HH-3004").contains("|" + controlId);

        FhirObject letter = letter(controlId);
        assertThat(letter.string("reason")).contains("MSH-3");
        assertThat(letter.string("code")).isEqualTo("HH-3004");
        assertThat(letter.string("connection")).isEqualTo("none");
        assertThat(Instant.parse(letter.string("receivedAt"))).isBetween(before, Instant.now());
        String path = "/admin/dead-letters/" + letter.get("id");
        assertThat(json(get(path)).string("message"))
                .isEqualTo(java.util.Base64.getEncoder().encodeToString(message));
        assertThat(json(post(path + "/replay")).toString()).contains("\"accepted\":false");

        // The hospital's own address is not the one that the replay comes from.
        put(
                "new-lis",
                "{\"sendingApplication\":\"NEWLIS\",\"sendingFacility\":\"HX02\",\"allowedAddresses\":[\"192.0.2.7\"]}",
                200);
        assertThat(json(post(path + "/replay")).toString()).contains("\"accepted\":true");
        assertThat(city.found("Patient?identifier=STRANGER")).hasSize(1);
        assertThat(letter(controlId).string("replayedAt")).isNotNull();

        assertThat(MllpClient.code(send(message)))
                .as("from an address that is not allowed")
                .isEqualTo("AR");
    }

    @Test
    void keepsWhatIsMalformed() throws Exception {
        byte[] malformed =
                "MSH|^~\\&|LIS|HX01|HAIHE|CITY|20261124093000||ADT^A04|BROKEN-1|P|2.5.1\rthis is no segment\r"
                        .getBytes(UTF_8);

        assertThat(MllpClient.code(send(malformed))).isEqualTo("AR");
        assertThat(MllpClient.code(send(malformed))).isEqualTo("AR");

        FhirObject letter = letter("BROKEN-1");
        assertThat(letter.string("connection")).isEqualTo("lis");
        assertThat(letter.string("code")).isEqualTo("HH-3001");
        assertThat(letter.string("reason")).isNotBlank();
        assertThat(letter.get("times")).hasToString("2");
    }

    @Test
    void letsNobodyInWithoutTheOperatorsScope() throws Exception {
        String narrow = city.systemToken("system/*.cruds");
        for (String path : List.of("/admin/dead-letters", "/admin/connections")) {
            HttpRequest.Builder request = HttpRequest.newBuilder(city.uri(path));
            assertThat(city.send(request.build()).statusCode()).as(path).isEqualTo(401);
            assertThat(city.send(request.header("Authorization", "Bearer " + narrow)
                                    .build())
                            .statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
    }

    @Test
    void takesMessagesOverHttpFromWhoHasTheScope() throws Exception {
        byte[] message = new HospitalSystem("LIS", "HX01", UTF_8, "UNICODE UTF-8")
                .messageWithId("HTTP-1", "ADT^A04^ADT_A01", HospitalSystem.patient("HTTP1", "王^小明", ""), "PV1|1|O");
        for (String path : List.of("/v2", "/fhir/$convert-v2")) {
            HttpRequest.Builder request = HttpRequest.newBuilder(city.uri(path))
                    .header("Content-Type", "application/hl7-v2")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(message));
            assertThat(city.send(request.build()).statusCode()).as(path).isEqualTo(401);
            String reading = city.systemToken("system/*.rs");
            assertThat(city.send(request.copy()
                                    .header("Authorization", "Bearer " + reading)
                                    .build())
                            .statusCode())
                    .as(path)
                    .isEqualTo(403);
            String writing = city.systemToken("system/*.cruds");
            HttpResponse<byte[]> answer = city.send(
                    request.header("Authorization", "Bearer " + writing).build());
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(new String(answer.body(), UTF_8)).contains(path.equals("/v2") ? "MSA|AA|HTTP-1" : "小明");
        }
        assertThat(city.found("Patient?identifier=HTTP1")).hasSize(1);
    }

    @Test
    void saysWhatIsWrongWithAConnection() throws Exception {
        assertThat(put("x", "{\"sendingFacility\":\"HX01\"}", 400)).contains("sendingApplication");
        assertThat(put("x", "{\"sendingApplication\":\"A\",\"sendingFacility\":\"B\",\"charset\":\"KLINGON\"}", 400))
                .contains("KLINGON");
        assertThat(put("x", "{\"sendingApplication\":\"A\",\"sendingFacility\":\"B\",\"zone\":\"Mars\"}", 400))
                .contains("Mars");
        assertThat(put("Upper", "{\"sendingApplication\":\"A\",\"sendingFacility\":\"B\"}", 400))
                .contains("Upper");
        assertThat(put("x", "{\"sendingApplication\":", 400)).contains("HH-1001");
        assertThat(put("x", "{\"sendingApplication\":{}}", 400)).contains("HH-1001");
        assertThat(get("/admin/connections/x").statusCode()).isEqualTo(404);
        assertThat(get("/admin/dead-letters/first").statusCode()).isEqualTo(400);
        assertThat(get("/admin/dead-letters?count=many").statusCode()).isEqualTo(400);
        assertThat(get("/admin/dead-letters?count=0").statusCode()).isEqualTo(400);
        assertThat(get("/admin/dead-letters/999999").statusCode()).isEqualTo(404);
    }

    private FhirObject letter(String controlId) throws Exception {
        List<FhirObject> letters = json(get("/admin/dead-letters"))
                .objects("deadLetters")
                .filter(letter -> controlId.equals(letter.string("controlId")))
                .toList();
        assertThat(letters).as(controlId).hasSize(1);
        return letters.getFirst();
    }

    private String put(String name, String body, int status) throws Exception {
        HttpResponse<byte[]> response = city.send(city.request("/admin/connections/" + name)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build());
        String text = new String(response.body(), UTF_8);
        assertThat(response.statusCode()).as(body + ": " + text).isEqualTo(status);
        return text;
    }

    private HttpResponse<byte[]> get(String path) throws Exception {
        return city.send(city.request(path).build());
    }

    private HttpResponse<byte[]> post(String path) throws Exception {
        return city.send(
                city.request(path).POST(HttpRequest.BodyPublishers.noBody()).build());
    }

    private static FhirObject json(HttpResponse<byte[]> response) {
        assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(200);
        return Objects.requireNonNull(FhirJsonParser.parseTrusted(response.body()));
    }

    private String send(byte[] message) throws Exception {
        try (MllpClient client = city.mllp()) {
            return client.exchange(message);
        }
    }
}
