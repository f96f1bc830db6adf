package city.haihe.app.gateway.internal;

import static city.haihe.app.gateway.internal.Hospital.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.haihe.app.gateway.internal.TestGateway.Peer;
import city.haihe.app.platform.ChangeEvent;
import city.haihe.app.platform.internal.TestDatabase;
import city.haihe.fhir.FhirObject;
import city.haihe.hl7v2.Message;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a hospital sees at its end of the connection, and what is in the record after it. */
class MllpIT extends GatewayFixture {

    @Test
    void acknowledgesAResultThatIsThenInTheRecord() throws Exception {
        Message answer = hospital.send(hospital.result("C1", "P1", "F1", "131.50"));
        assertThat(answer.value("MSA-1")).isEqualTo("AA");
        assertThat(answer.value("MSA-2")).isEqualTo("C1");
        assertThat(answer.value("MSH-5")).isEqualTo("LIS");
        assertThat(answer.first("ERR")).isEmpty();
        FhirObject observation =
                gateway.only("Observation", "code=http://loinc.org|718-7&subject=" + hospital.reference("P1"));
        assertThat(String.valueOf(observation.get("valueQuantity"))).contains("131.50");
        FhirObject provenance = gateway.only("Provenance", "target=Observation/" + observation.id());
        assertThat(String.valueOf(provenance.get("entity"))).contains("\"C1\"");
        assertThat(gateway.count("SELECT count(*) FROM gateway.inbox WHERE control_id = 'C1' AND sender = 'LIS|"
                        + hospital.facility() + "'"))
                .isEqualTo(1);
    }

    @Test
    void carriesTheTraceOfTheAnswerToTheChangeFeed() throws Exception {
        long before = postgres.feed().head();
        Message answer = hospital.send(hospital.result("C1", "P1", "F1", "131"));
        String trace = answer.value("MSH-10");
        List<ChangeEvent> events = List.of();
        for (int attempt = 0; events.isEmpty() && attempt < 200; attempt++) {
            Thread.sleep(25);
            events = postgres.feed().read(before, 10).stream()
                    .filter(event -> event.trace().equals(trace))
                    .toList();
        }
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.actor()).isEqualTo("Connection/default");
            assertThat(event.patients()).hasSize(1);
        });
    }

    @Test
    void answersSeveralMessagesOfOneConnectionInTheirOrder() throws Exception {
        try (Peer peer = gateway.connect()) {
            java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
            all.writeBytes("\r\n".getBytes(UTF_8));
            for (int number = 1; number <= 3; number++) {
                all.writeBytes(TestGateway.framed(bytes(hospital.result("C" + number, "P1", "F" + number, "131"))));
            }
            peer.send(all.toByteArray());
            for (int number = 1; number <= 3; number++) {
                assertThat(TestGateway.read(peer.receive()).value("MSA-2")).isEqualTo("C" + number);
            }
        }
    }

    @Test
    void forgetsAHalfFrameWhenItsSenderBeginsAgain() throws Exception {
        byte[] frame = TestGateway.framed(bytes(hospital.result("C1", "P1", "F1", "131")));
        try (Peer peer = gateway.connect()) {
            peer.send(java.util.Arrays.copyOf(frame, frame.length / 2));
            peer.send(frame);
            assertThat(TestGateway.read(peer.receive()).value("MSA-1")).isEqualTo("AA");
        }
    }

    @Test
    void servesOthersWhileManyPeersAreSilentInTheMiddleOfAMessage() throws Exception {
        List<Peer> silent = new ArrayList<>();
        try {
            for (int number = 0; number < 100; number++) {
                Peer peer = gateway.connect();
                peer.send(new byte[] {0x0b, 'M', 'S', 'H'});
                silent.add(peer);
            }
            hospital.accept(hospital.result("C1", "P1", "F1", "131"));
        } finally {
            for (Peer peer : silent) {
                peer.close();
            }
        }
    }

    @Test
    void makesRoomForAPeerThatLeavesItsConnectionsOpen() throws Exception {
        List<Peer> left = new ArrayList<>();
        try {
            for (int number = 0; number < MllpListener.MAX_CONNECTIONS_OF_AN_ADDRESS; number++) {
                left.add(gateway.connect());
            }
            for (int number = 0; number < 3; number++) {
                Peer peer = gateway.connect();
                left.add(peer);
                byte[] answer = peer.exchange(bytes(hospital.result("C" + number, "P1", "F" + number, "131")));
                assertThat(TestGateway.read(answer).value("MSA-1")).isEqualTo("AA");
            }
            assertThat(left.getFirst().socket().getInputStream().read())
                    .as("the connection that was silent the longest is closed")
                    .isEqualTo(-1);
        } finally {
            for (Peer peer : left) {
                peer.close();
            }
        }
    }

    @Test
    void takesNothingNewWhileItCloses() throws Exception {
        try (TestDatabase theirs = postgres.another();
                TestGateway closing = new TestGateway(theirs);
                Peer peer = closing.connect()) {
            peer.exchange(bytes(hospital.result("C1", "P1", "F1", "131")));
            closing.server().close(Duration.ofSeconds(5));
            assertThatThrownBy(() -> peer.exchange(bytes(hospital.result("C2", "P1", "F2", "131"))))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(closing::connect).isInstanceOf(IOException.class);
        }
    }

    @Test
    void countsMessagesByConnectionAndAnswer() throws Exception {
        double accepted = answered("AA");
        double refused = answered("AR");
        hospital.accept(hospital.result("C1", "P1", "F1", "131") + "ZZZ|1|x\r");
        hospital.send("PID|1\r");
        assertThat(answered("AA")).isEqualTo(accepted + 1);
        assertThat(answered("AR")).isEqualTo(refused + 1);
        assertThat(gateway.metrics()
                        .get("haihe.mllp.unmapped")
                        .tags("connection", "default", "field", "ZZZ-2")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    private double answered(String code) {
        Timer timer = gateway.metrics()
                .find("haihe.mllp.messages")
                .tags("connection", "default", "acknowledgement", code)
                .timer();
        return timer == null ? 0 : timer.count();
    }
}
