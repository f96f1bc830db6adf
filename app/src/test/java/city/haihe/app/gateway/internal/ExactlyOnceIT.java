package city.haihe.app.gateway.internal;

import static city.haihe.app.gateway.internal.Hospital.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.gateway.internal.TestGateway.Peer;
import city.haihe.app.platform.internal.TestDatabase;
import city.haihe.hl7v2.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** One message has one effect, however often and wherever it arrives. */
class ExactlyOnceIT extends GatewayFixture {

    private static final int RACES = 20;

    @Test
    void answersARepetitionWithTheSameBytesAndNoSecondEffect() throws Exception {
        byte[] message = bytes(hospital.result("C1", "P1", "F1", "131"));
        byte[] first = gateway.exchange(message);
        byte[] second = gateway.exchange(message);
        assertThat(second).isEqualTo(first);
        assertThat(hospital.results("P1")).singleElement().satisfies(observation -> {
            assertThat(String.valueOf(observation.object("meta"))).contains("\"versionId\":\"1\"");
            assertThat(gateway.find("Provenance", "target=Observation/" + observation.id()))
                    .hasSize(1);
        });
    }

    @Test
    void hasOneEffectOfAMessageThatArrivesTwiceAtOnceInTwoProcesses() throws Exception {
        try (TestDatabase theirs = postgres.another();
                TestGateway other = new TestGateway(theirs);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < RACES; round++) {
                byte[] message = bytes(hospital.result("R" + round, "P" + round, "F" + round, "131"));
                CyclicBarrier together = new CyclicBarrier(4);
                List<Future<byte[]>> answers = new ArrayList<>();
                for (TestGateway door : List.of(gateway, gateway, other, other)) {
                    Callable<byte[]> sending = () -> {
                        try (Peer peer = door.connect()) {
                            together.await();
                            return peer.exchange(message);
                        }
                    };
                    answers.add(threads.submit(sending));
                }
                byte[] first = answers.getFirst().get();
                assertThat(TestGateway.read(first).value("MSA-1")).isEqualTo("AA");
                for (Future<byte[]> answer : answers) {
                    assertThat(answer.get()).isEqualTo(first);
                }
                assertThat(hospital.results("P" + round)).hasSize(1);
                assertThat(gateway.find("Provenance", "target=" + hospital.reference("P" + round)))
                        .hasSize(1);
            }
        }
    }

    @Test
    void makesOnePatientOfManyFirstMessagesAtOnce() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CyclicBarrier together = new CyclicBarrier(8);
            List<Future<byte[]>> answers = new ArrayList<>();
            for (int number = 0; number < 8; number++) {
                byte[] message = bytes(hospital.result("C" + number, "P1", "F" + number, "131"));
                answers.add(threads.submit(() -> {
                    together.await();
                    return gateway.exchange(message);
                }));
            }
            for (Future<byte[]> answer : answers) {
                assertThat(TestGateway.read(answer.get()).value("MSA-1")).isEqualTo("AA");
            }
        }
        assertThat(gateway.find("Patient", "identifier=" + hospital.number("P1")))
                .hasSize(1);
        assertThat(gateway.find("Organization", "identifier=" + hospital.facility()))
                .hasSize(1);
        assertThat(hospital.results("P1")).hasSize(8);
    }

    @Test
    void refusesAControlIdThatWasUsedForAnotherMessage() throws Exception {
        hospital.accept(hospital.result("C1", "P1", "F1", "131"));
        Message answer = hospital.send(hospital.result("C1", "P1", "F1", "999"));
        assertThat(answer.value("MSA-1")).isEqualTo("AE");
        assertThat(answer.value("ERR-2")).isEqualTo("MSH^1^10");
        assertThat(answer.value("ERR-3.1")).isEqualTo("205");
        assertThat(answer.value("ERR-5.1")).isEqualTo("HH-3006");
        assertThat(String.valueOf(hospital.results("P1"))).contains("131").doesNotContain("999");
    }

    @Test
    void keepsApartTheControlIdsOfTwoSenders() throws Exception {
        hospital.accept(hospital.result("C1", "P1", "F1", "131"));
        hospital.accept(new Hospital(gateway).result("C1", "P1", "F2", "132"));
        hospital.accept(hospital.result("C1", "P2", "F3", "133").replace("|LIS|", "|RIS|"));
        assertThat(hospital.results("P1")).hasSize(1);
        assertThat(hospital.results("P2")).hasSize(1);
    }

    @Test
    void tellsControlIdsApartThatAreNotAscii() throws Exception {
        hospital.accept(hospital.result("报告一", "P1", "F1", "131"));
        hospital.accept(hospital.result("报告二", "P1", "F2", "132"));
        assertThat(hospital.results("P1")).hasSize(2);
    }

    @Test
    void saysThatNothingWasStoredWhileTheDatabaseIsAway() throws Exception {
        hospital.accept(hospital.result("C1", "P1", "F1", "131"));
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            statement.execute("ALTER TABLE gateway.inbox RENAME TO inbox_away");
            Message answer = hospital.send(hospital.result("C2", "P1", "F2", "131"));
            assertThat(answer.value("MSA-1")).isEqualTo("AE");
            assertThat(answer.value("ERR-5.1")).startsWith("HH-");
            statement.execute("ALTER TABLE gateway.inbox_away RENAME TO inbox");
        }
        assertThat(hospital.results("P1")).hasSize(1);
        hospital.accept(hospital.result("C2", "P1", "F2", "131"));
    }
}
