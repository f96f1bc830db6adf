package city.haihe.app.gateway.internal;

import static city.haihe.app.gateway.internal.Hospital.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** HL7 v2.5.1 3.3.40 (A40) in the record: links, and what pointed at the patient that was given up. */
class MergeIT extends GatewayFixture {

    private static final int RACES = 20;

    @Test
    void linksMergedPatientsAndMovesWhatPointedAtTheOldOne() throws Exception {
        hospital.accept(hospital.registration("P1"));
        hospital.accept(hospital.result("C1", "P2", "F1", "131"));
        String survivor = hospital.reference("P1");
        String merged = hospital.reference("P2");
        hospital.accept(hospital.merge("P1", "P2"));
        FhirObject old = hospital.patient("P2");
        assertThat(String.valueOf(old))
                .contains("\"active\":false")
                .contains("replaced-by")
                .contains(survivor);
        assertThat(String.valueOf(hospital.patient("P1")))
                .contains("\"active\":true")
                .contains("\"replaces\"")
                .contains(merged);
        assertThat(gateway.find("Observation", "subject=" + survivor)).hasSize(1);
        assertThat(gateway.find("Observation", "subject=" + merged)).isEmpty();
    }

    @Test
    void givesTheSurvivorWhatStillComesUnderTheOldNumber() throws Exception {
        hospital.accept(hospital.registration("P1"));
        hospital.accept(hospital.registration("P2"));
        hospital.accept(hospital.registration("P3"));
        hospital.accept(hospital.merge("P2", "P3"));
        hospital.accept(hospital.merge("P1", "P2"));
        hospital.accept(hospital.result("C1", "P3", "F1", "131"));
        assertThat(hospital.results("P1")).hasSize(1);
        assertThat(String.valueOf(hospital.patient("P3"))).contains("\"active\":false");
    }

    @Test
    void losesNoResultToAMergeAtTheSameTime() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < RACES; round++) {
                String stays = "S" + round;
                String goes = "G" + round;
                hospital.accept(hospital.registration(stays));
                hospital.accept(hospital.registration(goes));
                CyclicBarrier together = new CyclicBarrier(2);
                List<Future<byte[]>> answers = new ArrayList<>();
                for (String message : List.of(
                        hospital.result(hospital.nextId(), goes, "O" + round, "131"), hospital.merge(stays, goes))) {
                    answers.add(threads.submit(() -> {
                        together.await();
                        return gateway.exchange(bytes(message));
                    }));
                }
                for (Future<byte[]> answer : answers) {
                    assertThat(TestGateway.read(answer.get()).value("MSA-1")).isEqualTo("AA");
                }
                assertThat(hospital.results(stays))
                        .as("results of round %d", round)
                        .hasSize(1);
            }
        }
    }

    @Test
    void turnsAMergeRound() throws Exception {
        hospital.accept(hospital.registration("P1"));
        hospital.accept(hospital.result("C1", "P2", "F1", "131"));
        hospital.accept(hospital.merge("P1", "P2"));
        hospital.accept(hospital.merge("P2", "P1"));
        assertThat(hospital.results("P2")).hasSize(1);
        assertThat(String.valueOf(hospital.patient("P2")))
                .contains("\"active\":true")
                .contains("replaces")
                .doesNotContain("replaced-by");
        assertThat(String.valueOf(hospital.patient("P1")))
                .contains("\"active\":false")
                .contains("replaced-by")
                .doesNotContain("replaces");
    }
}
