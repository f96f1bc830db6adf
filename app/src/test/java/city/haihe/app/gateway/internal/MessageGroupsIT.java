package city.haihe.app.gateway.internal;

import static city.haihe.app.gateway.internal.Hospital.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.gateway.internal.TestGateway.Peer;
import city.haihe.fhir.FhirObject;
import city.haihe.hl7v2.Message;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Messages that share a transaction: cheaper together, and each with its own outcome. */
class MessageGroupsIT extends GatewayFixture {

    private static final int SENDERS = 16;
    private static final int MESSAGES_EACH = 6;

    /** Sends messages from all senders at once, each one's after the other; answers MSA-1 by the message's number. */
    private List<String> atOnce(IntFunction<String> message) throws Exception {
        List<Future<List<String>>> senders = new ArrayList<>();
        CyclicBarrier together = new CyclicBarrier(SENDERS);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int sender = 0; sender < SENDERS; sender++) {
                int first = sender * MESSAGES_EACH;
                senders.add(threads.submit(() -> {
                    List<String> answers = new ArrayList<>();
                    try (Peer peer = gateway.connect()) {
                        together.await();
                        for (int number = first; number < first + MESSAGES_EACH; number++) {
                            Message answer = TestGateway.read(peer.exchange(bytes(message.apply(number))));
                            answers.add(answer.value("MSA-1"));
                        }
                    }
                    return answers;
                }));
            }
        }
        List<String> answers = new ArrayList<>();
        for (Future<List<String>> sender : senders) {
            answers.addAll(sender.get());
        }
        return answers;
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void sharesTransactionsAndTellsTheFeedOfEachMessage() throws Exception {
        hospital.accept(hospital.registration("P1"));
        List<String> answers =
                atOnce(number -> hospital.result("C" + number, "P" + number, "F" + number, "" + (100 + number)));

        assertThat(answers).containsOnly("AA");
        String ours = " FROM gateway.inbox WHERE sender = 'LIS|" + hospital.facility() + "' AND control_id LIKE 'C%'";
        assertThat(gateway.count("SELECT count(*)" + ours)).isEqualTo(answers.size());
        assertThat(gateway.count("SELECT count(DISTINCT xmin::text)" + ours)).isLessThan(answers.size());
        String traces = "trace IN (SELECT trace" + ours + ")";
        long told = 0;
        for (int tries = 0; tries < 100 && told < answers.size(); tries++) {
            told = gateway.count("SELECT count(*) FROM platform.change WHERE " + traces);
            Thread.sleep(20);
        }
        assertThat(told).isEqualTo(answers.size());
    }

    @Test
    void makesAVersionOfEachMessageAboutOnePatient() throws Exception {
        hospital.accept(hospital.registration("P1"));
        List<String> answers = atOnce(number ->
                hospital.registration("P1").replace("王^小明", "王^" + "甲乙丙丁戊己庚辛".charAt(number % 8) + number));

        assertThat(answers).containsOnly("AA");
        FhirObject patient = hospital.patient("P1");
        String id = String.valueOf(patient.id());
        long version = gateway.count("SELECT version FROM record.patient WHERE id = '" + id + "'");
        assertThat(version).isEqualTo(answers.size() + 1L);
        assertThat(gateway.count("SELECT count(DISTINCT version) FROM record.history WHERE type = 'Patient' AND id = '"
                        + id + "' AND version < " + version))
                .isEqualTo(version - 1);
    }

    @Test
    void seesInAGroupWhatTheMessageBeforeHasMade() throws Exception {
        List<String> answers =
                atOnce(number -> hospital.result("C" + number, "P1", "F" + number % 10, "" + (100 + number)));

        assertThat(answers).containsOnly("AA");
        assertThat(hospital.results("P1")).hasSize(10);
        Set<String> ids = new TreeSet<>();
        gateway.find("Observation", "subject=" + hospital.reference("P1")).forEach(found -> ids.add("" + found.id()));
        assertThat(ids).hasSize(10);
        assertThat(gateway.count(
                        "SELECT count(*) FROM record.observation o JOIN record.history h ON h.type = 'Observation'"
                                + " AND h.id = o.id AND h.version >= o.version"))
                .isZero();
    }

    @Test
    void refusesWhatIsWrongAndKeepsWhatIsBesideIt() throws Exception {
        List<String> answers = atOnce(number -> number % 5 == 0
                ? hospital.registration("P" + number).replace("ADT^A04", "ZZZ^Z99")
                : hospital.registration("P" + number));

        for (int number = 0; number < answers.size(); number++) {
            assertThat(answers.get(number)).isEqualTo(number % 5 == 0 ? "AR" : "AA");
        }
        assertThat(gateway.count(
                        "SELECT count(*) FROM gateway.dead_letter WHERE message IS NOT NULL AND code = 'HH-3002'"))
                .isEqualTo((answers.size() + 4) / 5);
    }

    @Test
    void letsAMessageThatTheRecordRefusesSpoilNoOther() throws Exception {
        hospital.accept(hospital.registration("TWICE"));
        String id = String.valueOf(hospital.patient("TWICE").id());
        // Somebody else's write leaves two patients with one number: whom a message means cannot be told.
        execute(copyOf("patient", id));
        List<String> answers = atOnce(number ->
                hospital.registration(number % 7 == 0 ? "TWICE" : "P" + number).replace("王^小明", "王^" + number));

        for (int number = 0; number < answers.size(); number++) {
            assertThat(answers.get(number)).isEqualTo(number % 7 == 0 ? "AE" : "AA");
        }
    }

    /** A statement that stores a resource once more, under another id. */
    private static String copyOf(String table, String id) {
        return """
                DO $$ DECLARE r record.%1$s; BEGIN
                  SELECT * INTO r FROM record.%1$s WHERE id = '%2$s';
                  r.id := '%2$s-2'; r.self := r.self + 1;
                  INSERT INTO record.%1$s SELECT r.*;
                  INSERT INTO record.identity SELECT term, '%2$s-2' FROM record.identity WHERE id = '%2$s';
                END $$""".formatted(table, id);
    }

    @Test
    void letsAMessageThatTheDatabaseRefusesSpoilNoOther() throws Exception {
        execute("""
                CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'refused for a test'; END $$""");
        execute("CREATE TRIGGER refuse BEFORE INSERT ON gateway.inbox FOR EACH ROW WHEN (new.control_id LIKE 'POISON%')"
                + " EXECUTE FUNCTION public.refuse()");
        try {
            List<String> answers = atOnce(number -> hospital.result(
                    (number % 11 == 0 ? "POISON" : "C") + number, "P" + number % 3, "F" + number, "120"));
            for (int number = 0; number < answers.size(); number++) {
                assertThat(answers.get(number)).isEqualTo(number % 11 == 0 ? "AE" : "AA");
            }
            long wrong = (answers.size() + 10) / 11;
            String patients = "'" + hospital.patient("P0").id() + "','"
                    + hospital.patient("P1").id() + "','"
                    + hospital.patient("P2").id() + "'";
            assertThat(gateway.count(
                            "SELECT count(*) FROM record.observation WHERE patients && ARRAY[" + patients + "]"))
                    .isEqualTo(answers.size() - wrong);
        } finally {
            execute("DROP TRIGGER refuse ON gateway.inbox");
        }
    }

    @Test
    void recognisesARepetitionOfWeeksAgoAndForgetsItLater() throws Exception {
        String sent = hospital.result("OLD", "P1", "F1", "131");
        hospital.accept(sent);
        InboxPartitions partitions = new InboxPartitions(postgres.database(), Clock.systemUTC());
        partitions.require(Instant.now().minus(Duration.ofDays(20)));
        execute("UPDATE gateway.inbox SET received_at = received_at - interval '20 days' WHERE control_id = 'OLD'");

        assertThat(gateway.exchange(bytes(sent))).isNotEmpty();
        assertThat(gateway.count("SELECT count(*) FROM gateway.inbox WHERE control_id = 'OLD' AND sender LIKE '%"
                        + hospital.facility() + "'"))
                .isEqualTo(1);
        assertThat(partitions.dropOldest()).isFalse();

        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(20));
        InboxPartitions laterOn = new InboxPartitions(postgres.database(), later);
        assertThat(laterOn.dropOldest()).isTrue();
        assertThat(laterOn.dropOldest()).as("what is younger stays").isFalse();
        assertThat(gateway.count("SELECT count(*) FROM gateway.inbox WHERE control_id = 'OLD' AND sender LIKE '%"
                        + hospital.facility() + "'"))
                .isZero();
    }

    @Test
    void forgetsLettersThatWereHandledLongAgoAndNoOthers() throws Exception {
        hospital.send(hospital.registration("P1").replace("ADT^A04", "ZZZ^Z98"));
        hospital.send(hospital.registration("P2").replace("ADT^A04", "ZZZ^Z98"));
        String wrong = " FROM gateway.dead_letter WHERE code = 'HH-3002' AND control_id = 'M1'";
        execute("UPDATE gateway.dead_letter SET replayed_at = now() - interval '31 days' WHERE id = (SELECT max(id)"
                + wrong + ")");
        DeadLetters letters = new DeadLetters(postgres.database());

        assertThat(letters.forgetHandled(Instant.now().minus(Duration.ofDays(30))))
                .isEqualTo(1);
        assertThat(letters.forgetHandled(Instant.now().minus(Duration.ofDays(30))))
                .isZero();
        assertThat(gateway.count("SELECT count(*) FROM gateway.dead_letter WHERE code = 'HH-3002'"))
                .isPositive();
    }
}
