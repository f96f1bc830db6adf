package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.haihe.app.platform.ChangeEvent;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.record.ClinicalRecord.RecordSession;
import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What other modules write inside their own transactions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionIT {

    private static final int CONTENDERS = 16;

    private TestRecord city;

    @BeforeAll
    void start() {
        city = new TestRecord();
    }

    @AfterAll
    void stop() {
        city.close();
    }

    private interface Work<T> {
        T with(RecordSession session) throws java.sql.SQLException;
    }

    private <T> T write(Work<T> work) {
        return city.engine().database().transaction(transaction -> {
            RecordSession session = city.record().open(transaction, TestRecord.SYSTEM);
            T result = work.with(session);
            session.finish();
            return result;
        });
    }

    private static FhirObject patient(String number) {
        return TestRecord.json("{'resourceType':'Patient','identifier':[{'system':'urn:h','value':'" + number + "'}]}");
    }

    @Test
    void makesOneResourceOfAnIdentifierThatManyAskForAtOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            String number = "race-" + round;
            List<String> ids = new ArrayList<>();
            try (ExecutorService threads = Executors.newFixedThreadPool(CONTENDERS)) {
                List<Future<String>> futures = new ArrayList<>();
                for (int contender = 0; contender < CONTENDERS; contender++) {
                    futures.add(threads.submit(() -> write(session -> {
                        StoredResource found = session.lockByIdentifier("Patient", "urn:h", number)
                                .orElse(null);
                        return found != null
                                ? found.id()
                                : session.create(patient(number)).id();
                    })));
                }
                for (Future<String> future : futures) {
                    ids.add(future.get());
                }
            }
            assertThat(ids.stream().distinct()).hasSize(1);
        }
    }

    @Test
    void writesNothingWhereNothingChanged() {
        StoredResource created = write(session -> session.create(patient("same")));
        StoredResource same = write(session -> session.update(created.resource()));
        assertThat(same.version()).isEqualTo(1);
        StoredResource changed =
                write(session -> session.update(created.resource().copy().put("active", true)));
        assertThat(changed.version()).isEqualTo(2);
    }

    @Test
    void letsReferrersFollow() {
        String from = write(session -> session.create(patient("from"))).id();
        String to = write(session -> session.create(patient("to"))).id();
        StoredResource observation = city.create(
                TestRecord.SYSTEM,
                "{'resourceType':'Observation','status':'final','code':{'text':'x'},'subject':{'reference':'Patient/"
                        + from + "'}}");
        int changed = write(session -> session.updateReferrers(
                "Patient/" + from,
                resource -> resource.copy().put("subject", new FhirObject().put("reference", "Patient/" + to))));
        assertThat(changed).isEqualTo(1);
        assertThat(city.record()
                        .search(TestRecord.SYSTEM, "Observation", "patient=" + to)
                        .matches())
                .extracting(StoredResource::id)
                .containsExactly(observation.id());
        assertThat(city.record()
                        .search(TestRecord.SYSTEM, "Observation", "patient=" + from)
                        .matches())
                .isEmpty();
    }

    @Test
    void tellsOneChangeOfATransactionWithThePatientsItTouched() throws Exception {
        List<StoredResource> written = write(session -> {
            StoredResource patient = session.create(patient("told"));
            StoredResource observation = session.create(TestRecord.json(
                    "{'resourceType':'Observation','status':'final','code':{'text':'x'},'subject':{'reference':'Patient/"
                            + patient.id() + "'}}"));
            return List.of(patient, observation);
        });
        String id = written.getFirst().id();
        ChangeEvent event = null;
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (event == null && System.nanoTime() < deadline) {
            event = city.engine().feed().read(0, 1_000).stream()
                    .filter(candidate -> candidate.patients().contains(id))
                    .findFirst()
                    .orElse(null);
            Thread.sleep(10);
        }
        assertThat(event).isNotNull();
        assertThat(event.resources()).hasSize(2);
        assertThat(event.patients()).containsExactly(id);
    }

    @Test
    void leavesNothingBehindWhenAReferenceLeadsNowhere() {
        assertThatThrownBy(() -> write(session -> {
                    session.create(patient("nowhere"));
                    return session.create(
                            TestRecord.json(
                                    "{'resourceType':'Observation','status':'final','code':{'text':'x'},'subject':{'reference':'Patient/none'}}"));
                }))
                .isInstanceOf(HaiheException.class);
        assertThat(city.record()
                        .search(TestRecord.SYSTEM, "Patient", "identifier=urn:h|nowhere")
                        .matches())
                .isEmpty();
    }
}
