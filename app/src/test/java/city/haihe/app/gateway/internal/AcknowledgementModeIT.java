package city.haihe.app.gateway.internal;

import static city.haihe.app.gateway.internal.Hospital.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.gateway.internal.TestGateway.Peer;
import city.haihe.hl7v2.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a sender gets back in original and in enhanced mode (HL7 v2.5.1 2.9.2, 2.9.3), and for a batch. */
class AcknowledgementModeIT extends GatewayFixture {

    /** A result that asks for acknowledgements in MSH-15 and MSH-16. */
    private String result(String accept, String application) {
        return hospital.result(hospital.nextId(), "P1", "F" + hospital.nextId(), "131")
                .replace("|P|2.5.1||||||", "|P|2.5.1|||" + accept + "|" + application + "||");
    }

    /** The codes of all answers to a message, the last of which is known by that to another one. */
    private List<String> codes(String message) throws Exception {
        String last = hospital.nextId();
        try (Peer peer = gateway.connect()) {
            peer.send(TestGateway.framed(bytes(message)));
            peer.send(TestGateway.framed(bytes(hospital.result(last, "P1", "F" + last, "131"))));
            List<String> codes = new ArrayList<>();
            while (true) {
                Message answer = TestGateway.read(peer.receive());
                if (answer.value("MSA-2").equals(last)) {
                    return codes;
                }
                codes.add(answer.value("MSA-1"));
            }
        }
    }

    @Test
    void answersOnceInOriginalMode() throws Exception {
        assertThat(codes(result("", ""))).containsExactly("AA");
    }

    @Test
    void answersTheCommitFirstAndTheApplicationThen() throws Exception {
        assertThat(codes(result("AL", "AL"))).containsExactly("CA", "AA");
        assertThat(codes(result("AL", "AL").replace("19800229", "19810229"))).containsExactly("CA", "AE");
        assertThat(codes(result("AL", "AL").replace("ORU^R01^ORU_R01", "ZZZ^Z01")))
                .containsExactly("CR");
    }

    @Test
    void answersWhenItIsWanted() throws Exception {
        assertThat(codes(result("AL", "NE"))).containsExactly("CA");
        assertThat(codes(result("AL", ""))).containsExactly("CA");
        assertThat(codes(result("NE", "AL"))).containsExactly("AA");
        assertThat(codes(result("SU", "ER"))).containsExactly("CA");
        assertThat(codes(result("ER", "SU"))).containsExactly("AA");
        assertThat(codes(result("ER", "ER"))).isEmpty();
        assertThat(codes(result("NE", "NE"))).isEmpty();
        assertThat(codes(result("ER", "ER").replace("19800229", "19810229"))).containsExactly("AE");
        assertThat(codes(result("NE", "ER").replace("ORU^R01^ORU_R01", "ZZZ^Z01")))
                .containsExactly("AR");
    }

    @Test
    void answersARepetitionAsTheFirstTime() throws Exception {
        String message = result("AL", "AL");
        assertThat(codes(message)).containsExactly("CA", "AA");
        assertThat(codes(message)).containsExactly("CA", "AA");
    }

    @Test
    void answersEachMessageOfABatchAndLetsNoneSpoilAnother() throws Exception {
        String good = hospital.result("B1", "P1", "B1", "131");
        String bad = hospital.result("B2", "P1", "B2", "131").replace("19800229", "19810229");
        String last = hospital.result("B4", "P1", "B4", "131");
        String batch = "FHS|^~\\&|LIS|H1|HAIHE|CITY|||||F7\rBHS|^~\\&|LIS|H1|HAIHE|CITY|||||B9\r"
                + good
                + bad
                + "MSH|broken\r"
                + last
                + "BTS|4\rFTS|1\r";
        try (Peer peer = gateway.connect()) {
            String answer = new String(peer.exchange(bytes(batch)), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(answer)
                    .startsWith("FHS|")
                    .contains("\rBHS|")
                    .contains("||B9\r")
                    .endsWith("BTS|4\rFTS|1\r");
            assertThat(answer.lines().flatMap(line -> List.of(line.split("\r")).stream()))
                    .filteredOn(line -> line.startsWith("MSA|"))
                    .containsExactly("MSA|AA|B1", "MSA|AE|B2", "MSA|AR", "MSA|AA|B4");
        }
        assertThat(hospital.results("P1")).hasSize(2);
    }
}
