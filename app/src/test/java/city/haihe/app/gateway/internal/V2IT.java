package city.haihe.app.gateway.internal;

import static city.haihe.app.gateway.internal.Hospital.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirObject;
import city.haihe.hl7v2.Message;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;

/** {@code POST /v2}: messages, batch files and back-loads over HTTP. */
class V2IT extends GatewayFixture {

    private static final String HL7 = "application/hl7-v2";

    private Message answer(String contentType, byte[] body) throws Exception {
        HttpResponse<byte[]> response = gateway.post("system", contentType, body);
        assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(200);
        return TestGateway.read(response.body());
    }

    @Test
    void answersWithTheAcknowledgementWhateverItSays() throws Exception {
        HttpResponse<byte[]> accepted = gateway.post(
                "system", "x-application/hl7-v2+er7; charset=utf-8", bytes(hospital.result("C1", "P1", "F1", "131")));
        assertThat(accepted.statusCode()).isEqualTo(200);
        assertThat(accepted.headers().firstValue("Content-Type").orElse(""))
                .isEqualToIgnoringCase("x-application/hl7-v2+er7;charset=UTF-8");
        assertThat(TestGateway.read(accepted.body()).value("MSA-1")).isEqualTo("AA");
        assertThat(hospital.results("P1")).hasSize(1);
        String wrong = hospital.result("C2", "P1", "F2", "131").replace("19800229", "19810229");
        assertThat(answer(HL7, bytes(wrong)).value("MSA-1")).isEqualTo("AE");
        assertThat(answer(HL7, bytes("hello")).value("MSA-1")).isEqualTo("AR");
        String enhanced = hospital.result("C3", "P1", "F3", "131").replace("|P|2.5.1||||||", "|P|2.5.1|||AL|AL||");
        assertThat(answer(HL7, bytes(enhanced)).value("MSA-1")).isEqualTo("AA");
    }

    @Test
    void hasOneEffectWhateverTheDoor() throws Exception {
        String message = hospital.result("C1", "P1", "F1", "131");
        hospital.accept(message);
        Message again = answer(HL7 + "; charset=utf-8", bytes(message));
        assertThat(again.value("MSA-1")).isEqualTo("AA");
        assertThat(again.value("MSH-10")).isEqualTo(hospital.send(message).value("MSH-10"));
        assertThat(answer(HL7, bytes(message.replace("131", "132"))).value("MSA-1"))
                .isEqualTo("AE");
    }

    @Test
    void bringsAMessageFromTheMediaTypesCharsetIntoItsOwn() throws Exception {
        String message = hospital.result("C1", "P1", "F1", "131");
        byte[] sent = message.getBytes(Charset.forName("GB18030"));
        assertThat(answer(HL7 + "; charset=gb18030", sent).value("MSA-1")).isEqualTo("AA");
        assertThat(String.valueOf(hospital.patient("P1"))).contains("小明");
        assertThat(answer(HL7, message.replace("C1", "C2").getBytes(Charset.forName("GB18030")))
                        .value("ERR-5.1"))
                .isEqualTo("HH-3005");
        assertThat(gateway.post("system", HL7 + "; charset=utf-16", sent).statusCode())
                .isEqualTo(400);
    }

    @Test
    void answersABatchFileWithABatch() throws Exception {
        String batch = "BHS|^~\\&|LIS\r"
                + hospital.result("C1", "P1", "F1", "131")
                + hospital.result("C2", "P2", "F2", "132")
                + "BTS|2\r";
        HttpResponse<byte[]> response = gateway.post("system", HL7, bytes(batch));
        assertThat(new String(response.body(), UTF_8)).contains("\rMSA|AA|C1", "\rMSA|AA|C2", "BTS|2");
        assertThat(hospital.results("P2")).hasSize(1);
    }

    @Test
    void loadsLinesAndTellsWhichWereRefused() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int number = 1; number <= 20; number++) {
            lines.append(line(hospital.result("C" + number, "P" + number, "F" + number, "131")));
        }
        lines.append("\n");
        lines.append("{\"massage\":1}\n");
        lines.append(line(hospital.result("C22", "P22", "F22", "131").replace("19800229", "19810229")));
        lines.append(line(hospital.result("C23", "P23", "F23", "131").replace("UNICODE UTF-8", "GBK"))
                .strip());
        HttpResponse<byte[]> response = gateway.post("system", "application/x-ndjson", bytes(lines.toString()));
        String summary = new String(response.body(), UTF_8);
        assertThat(response.statusCode()).as(summary).isEqualTo(200);
        assertThat(summary)
                .contains("\"lines\":23,\"accepted\":21,\"refused\":2")
                .contains("\"line\":21", "\"line\":22,\"controlId\":\"C22\",\"acknowledgement\":\"AE\"");
        assertThat(hospital.results("P20")).hasSize(1);
        assertThat(String.valueOf(hospital.patient("P23"))).contains("小明");
        byte[] again = gateway.post("system", "application/x-ndjson", bytes(lines.toString()))
                .body();
        assertThat(new String(again, UTF_8)).contains("\"accepted\":21");
        assertThat(hospital.results("P20")).hasSize(1);
    }

    private static String line(String message) {
        return FhirJson.write(new FhirObject().put("message", message)) + "\n";
    }

    @Test
    void refusesWhoMayNotAndWhatItDoesNotRead() throws Exception {
        byte[] message = bytes(hospital.result("C1", "P1", "F1", "131"));
        assertThat(gateway.post("other", HL7, message).statusCode()).isEqualTo(403);
        assertThat(gateway.post("none", HL7, message).statusCode()).isEqualTo(401);
        assertThat(gateway.post("system", "text/plain", message).statusCode()).isEqualTo(415);
        byte[] tooLarge = new byte[MllpServer.MAX_MESSAGE_BYTES + 1];
        assertThat(gateway.post("system", HL7, tooLarge).statusCode()).isEqualTo(413);
    }
}
