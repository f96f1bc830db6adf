package city.haihe.app.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.gateway.internal.ReceivingSystem.Reaction;
import city.haihe.app.platform.internal.TestDatabase;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.hl7v2.Message;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What changes in the record goes out to those who asked for it, in order, and once. */
@TestInstance(Lifecycle.PER_CLASS)
class DestinationIT {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final TestDatabase postgres = new TestDatabase();
    private final String name = "receiver";
    private TestGateway gateway;
    private Hospital hospital;
    private ReceivingSystem receiver;
    private String destination;

    @BeforeAll
    void start() throws Exception {
        gateway = new TestGateway(postgres);
        gateway.destinations().open();
    }

    @BeforeEach
    void open() throws Exception {
        hospital = new Hospital(gateway);
        receiver = new ReceivingSystem();
        destination = name + NUMBERS.incrementAndGet();
        hospital.accept(hospital.registration("P0"));
        // A destination is told what the feed has after its making; what was written before gets there a moment later.
        ReceivingSystem.await(() -> gateway.count("SELECT count(*) FROM platform.change_pending") == 0);
    }

    @AfterEach
    void close() throws Exception {
        gateway.send("admin", "DELETE", "/admin/destinations/" + destination, "");
        receiver.close();
    }

    @AfterAll
    void stop() {
        gateway.destinations().close(Duration.ofSeconds(5));
        gateway.close();
        postgres.close();
    }

    private String organization() {
        return String.valueOf(gateway.only("Organization", "identifier=" + hospital.facility())
                .id());
    }

    private void configure(String events, int parallel) throws Exception {
        configure("Patient?organization=Organization/" + organization(), events, parallel);
    }

    private void configure(String search, String events, int parallel) throws Exception {
        HttpResponse<String> answer = gateway.send("admin", "PUT", "/admin/destinations/" + destination, """
                {"host":"127.0.0.1","port":%d,"events":[%s],"search":"%s","receivingApplication":"HIS",
                 "receivingFacility":"HX","parallel":%d,"answerWithinSeconds":1}""".formatted(
                        receiver.port(), events, search, parallel));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private FhirObject status() {
        return Objects.requireNonNull(json("/admin/destinations/" + destination).object("status"));
    }

    private FhirObject json(String path) {
        try {
            HttpResponse<String> answer = gateway.send("admin", "GET", path, "");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return FhirJsonParser.parseTrusted(answer.body().getBytes(StandardCharsets.UTF_8));
        } catch (RuntimeException | Error failed) {
            throw failed;
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private List<FhirObject> messages(String state) {
        return json("/admin/destinations/" + destination + "/messages?state=" + state)
                .objects("messages")
                .toList();
    }

    private void awaitAcknowledged(int count) {
        ReceivingSystem.await(() -> messages("acknowledged").size() == count);
    }

    private void post(FhirObject message, String action) throws Exception {
        String path = "/admin/destinations/" + destination + "/messages/" + message.get("id") + '/' + action;
        HttpResponse<String> answer = gateway.send("admin", "POST", path, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void sendsAResultWithTheReceiversNames() throws Exception {
        configure("\"ORU^R01\"", 1);
        hospital.accept(hospital.result("C1", "P1", "F1", "131"));
        Message message = receiver.await(1).getFirst();
        assertThat(message.header().raw())
                .startsWith("MSH|^~\\&|HAIHE|HAIHE|HIS|HX|")
                .contains("|ORU^R01^ORU_R01|");
        assertThat(message.value("PID-5.1")).isEqualTo("王");
        assertThat(message.value("OBR-3.1")).isEqualTo(hospital.number("F1"));
        assertThat(message.value("OBX-2") + ' ' + message.value("OBX-5") + ' ' + message.value("OBX-6.1"))
                .isEqualTo("NM 131 g/L");
        awaitAcknowledged(1);
        FhirObject shown = messages("acknowledged").getFirst();
        assertThat(shown.string("controlId")).isEqualTo(message.controlId());
        assertThat(shown.string("acknowledgement")).isEqualTo("AA");
        assertThat(String.valueOf(shown.get("timesSent"))).isEqualTo("1");
        assertThat(gateway.metrics()
                        .counter("haihe.out.sent", "destination", destination, "again", "false")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void tellsOfNewAndOfChangedPeople() throws Exception {
        configure("\"ADT^A28\",\"ADT^A31\"", 1);
        hospital.accept(hospital.registration("P1"));
        receiver.await(1);
        hospital.accept(hospital.registration("P1").replace("小明", "大明"));
        List<Message> messages = receiver.await(2);
        assertThat(messages).extracting(Message::triggerEvent).containsExactly("A28", "A31");
        assertThat(messages.getLast().value("PID-5.2")).isEqualTo("大明");
    }

    @Test
    void sendsOnlyWhatTheSearchFinds() throws Exception {
        configure("\"ADT^A28\"", 1);
        Hospital other = new Hospital(gateway);
        other.accept(other.registration("P1"));
        hospital.accept(hospital.registration("P1"));
        receiver.await(1);
        awaitAcknowledged(1);
        assertThat(receiver.patients()).containsExactly(hospital.number("P1"));
        HttpResponse<String> answer = gateway.send(
                "admin",
                "PUT",
                "/admin/destinations/other",
                "{\"host\":\"127.0.0.1\",\"port\":1,\"events\":[\"ADT^A28\"],\"search\":\"Patient?colour=red\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("search").contains("colour");
    }

    @Test
    void sendsAgainWhatWasAnsweredWithAnErrorAndHoldsUpWhatIsBehindIt() throws Exception {
        AtomicInteger answers = new AtomicInteger();
        receiver.answering(message -> answers.getAndIncrement() < 2 ? Reaction.AE : Reaction.AA);
        configure("\"ADT^A28\"", 1);
        hospital.accept(hospital.registration("P1"));
        hospital.accept(hospital.registration("P2"));
        List<Message> messages = receiver.await(4);
        awaitAcknowledged(2);
        assertThat(receiver.patients())
                .containsExactly(
                        hospital.number("P1"), hospital.number("P1"), hospital.number("P1"), hospital.number("P2"));
        assertThat(messages.get(2).toBytes()).isEqualTo(messages.getFirst().toBytes());
        assertThat(String.valueOf(messages("acknowledged").getLast().get("timesRefused")))
                .isEqualTo("2");
    }

    @Test
    void givesUpWhatIsRefusedForGoodUntilAnOperatorTriesAgain() throws Exception {
        receiver.answering(
                message -> message.value("PID-3.1").endsWith("P1") ? Reaction.AR : Reaction.AA_AFTER_ANOTHER);
        configure("\"ADT^A28\"", 1);
        hospital.accept(hospital.registration("P1"));
        hospital.accept(hospital.registration("P2"));
        awaitAcknowledged(1);
        ReceivingSystem.await(() -> messages("dead").size() == 1);
        FhirObject dead = messages("dead").getFirst();
        assertThat(dead.string("acknowledgement")).isEqualTo("AR");
        assertThat(dead.string("reason")).isEqualTo("the receiver's reason");
        assertThat(receiver.received()).hasSize(2);
        receiver.answering(_ -> Reaction.AA);
        post(dead, "retry");
        awaitAcknowledged(2);
        assertThat(receiver.received().getLast().controlId()).isEqualTo(dead.string("controlId"));
    }

    @Test
    void sendsWithTheSameIdAgainWhatNobodyAcknowledged() throws Exception {
        AtomicInteger answers = new AtomicInteger();
        receiver.answering(message -> answers.getAndIncrement() == 0 ? Reaction.SILENCE : Reaction.AA);
        configure("\"ADT^A28\"", 1);
        hospital.accept(hospital.registration("P1"));
        receiver.await(1);
        ReceivingSystem.await(() -> messages("sent").size() == 1);
        List<Message> messages = receiver.await(2);
        assertThat(messages.getLast().toBytes()).isEqualTo(messages.getFirst().toBytes());
        awaitAcknowledged(1);
        assertThat(String.valueOf(messages("acknowledged").getFirst().get("timesSent")))
                .isEqualTo("2");
    }

    @Test
    void survivesAReceiverThatBreaksOff() throws Exception {
        AtomicInteger answers = new AtomicInteger();
        receiver.answering(message -> answers.getAndIncrement() % 2 == 0 ? Reaction.RESET : Reaction.AA);
        configure("\"ADT^A28\"", 1);
        for (int patient = 1; patient <= 3; patient++) {
            hospital.accept(hospital.registration("P" + patient));
        }
        awaitAcknowledged(3);
        assertThat(receiver.patients())
                .containsExactly(hospital.number("P1"), hospital.number("P2"), hospital.number("P3"));
    }

    @Test
    void waitsForAReceiverThatIsDownAndLosesNothing() throws Exception {
        receiver.goDown();
        configure("\"ADT^A28\"", 1);
        for (int patient = 1; patient <= 5; patient++) {
            hospital.accept(hospital.registration("P" + patient));
        }
        ReceivingSystem.await(() -> "unreachable".equals(status().string("state")));
        ReceivingSystem.await(() -> String.valueOf(status().get("pending")).equals("5"));
        assertThat(String.valueOf(status().get("uncertain"))).isEqualTo("0");
        receiver.comeBack();
        awaitAcknowledged(5);
        assertThat(receiver.patients())
                .containsExactly(
                        hospital.number("P1"),
                        hospital.number("P2"),
                        hospital.number("P3"),
                        hospital.number("P4"),
                        hospital.number("P5"));
        assertThat(status().string("state")).isEqualTo("running");
    }

    @Test
    void letsOthersPassAPatientWhoseMessageIsNotAnsweredButKeepsThatPatientsOrder() throws Exception {
        AtomicInteger silences = new AtomicInteger();
        receiver.answering(message -> message.value("PID-3.1").endsWith("P1") && silences.getAndIncrement() == 0
                ? Reaction.SILENCE
                : Reaction.AA);
        configure("\"ADT^A28\",\"ADT^A31\"", 4);
        gateway.send("admin", "POST", "/admin/destinations/" + destination + "/pause", "");
        hospital.accept(hospital.registration("P1"));
        ReceivingSystem.await(() -> messages("waiting").size() == 1);
        hospital.accept(hospital.registration("P1").replace("小明", "大明"));
        hospital.accept(hospital.registration("P2"));
        hospital.accept(hospital.registration("P3"));
        ReceivingSystem.await(() -> messages("waiting").size() == 4);
        gateway.send("admin", "POST", "/admin/destinations/" + destination + "/resume", "");
        awaitAcknowledged(4);
        List<String> told = receiver.received().stream()
                .map(message -> message.value("PID-3.1") + ' ' + message.triggerEvent())
                .toList();
        String first = hospital.number("P1");
        assertThat(told.indexOf(hospital.number("P3") + " A28")).isLessThan(told.lastIndexOf(first + " A28"));
        assertThat(told.lastIndexOf(first + " A28")).isLessThan(told.indexOf(first + " A31"));
        assertThat(told).hasSize(5);
    }

    @Test
    void stopsWhenPausedAndGoesOnBehindWhatAnOperatorSkips() throws Exception {
        receiver.answering(message -> message.value("PID-3.1").endsWith("P1") ? Reaction.AE : Reaction.AA);
        configure("\"ADT^A28\"", 1);
        gateway.send("admin", "POST", "/admin/destinations/" + destination + "/pause", "");
        hospital.accept(hospital.registration("P1"));
        hospital.accept(hospital.registration("P2"));
        ReceivingSystem.await(() -> messages("waiting").size() == 2);
        assertThat(status().string("state")).isEqualTo("paused");
        assertThat(receiver.received()).isEmpty();
        gateway.send("admin", "POST", "/admin/destinations/" + destination + "/resume", "");
        receiver.await(1);
        ReceivingSystem.await(() -> messages("waiting").size() == 2);
        post(messages("waiting").getLast(), "skip");
        awaitAcknowledged(1);
        assertThat(receiver.received().getLast().value("PID-3.1")).isEqualTo(hospital.number("P2"));
        assertThat(messages("skipped")).hasSize(1);
    }

    @Test
    void doesNotSendBackToAHospitalWhatItSaid() throws Exception {
        HttpResponse<String> answer = gateway.send(
                "admin", "PUT", "/admin/destinations/" + destination, """
                {"host":"127.0.0.1","port":%d,"events":["ADT^A28"],"search":"Patient?organization=Organization/%s",
                 "exceptFrom":["default"]}""".formatted(receiver.port(), organization()));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        hospital.accept(hospital.registration("P1"));
        Thread.sleep(700);
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void sendsOnceWhereTwoProcessesServe() throws Exception {
        configure("\"ADT^A28\"", 2);
        try (TestDatabase theirs = postgres.another();
                TestGateway other = new TestGateway(theirs)) {
            other.destinations().open();
            for (int patient = 1; patient <= 20; patient++) {
                hospital.accept(hospital.registration("P" + patient));
            }
            awaitAcknowledged(20);
            other.destinations().close(Duration.ofSeconds(5));
        }
        Set<String> ids = ConcurrentHashMap.newKeySet();
        receiver.received().forEach(message -> ids.add(message.controlId()));
        assertThat(ids).hasSize(20);
        assertThat(receiver.received()).hasSize(20);
    }

    @Test
    void letsOnlyOperatorsIn() throws Exception {
        assertThat(gateway.send("other", "GET", "/admin/destinations", "").statusCode())
                .isEqualTo(403);
        assertThat(gateway.send("admin", "GET", "/admin/destinations/nobody", "")
                        .statusCode())
                .isEqualTo(404);
        HttpResponse<String> unknown = gateway.send(
                "admin",
                "PUT",
                "/admin/destinations/other",
                "{\"host\":\"h\",\"port\":70000,\"events\":[\"ADT^A99\"],\"search\":\"Patient\"}");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("port");
    }
}
