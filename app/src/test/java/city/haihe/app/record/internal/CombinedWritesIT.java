package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.haihe.app.platform.ChangeEvent;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.record.StoredResource;
import city.haihe.app.record.internal.CombinedWrites.Subject;
import city.haihe.app.record.internal.CombinedWrites.Work;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writes that share a transaction: cheaper together, and each with its own outcome. */
class CombinedWritesIT {

    private static final int WRITERS = 32;
    private static final int WRITES = 320;

    private TestRecord city;
    private CombinedWrites writes;

    @BeforeEach
    void start() {
        city = new TestRecord();
        writes = new CombinedWrites(city.engine());
    }

    @AfterEach
    void stop() {
        city.close();
    }

    private StoredResource write(Subject subject, Work<StoredResource> work) {
        return writes.write(city.engine().visibility(TestRecord.SYSTEM), subject, work)
                .result();
    }

    private StoredResource observation(String patient) {
        return write(
                Subject.NONE,
                session -> session.create(TestRecord.json("{'resourceType':'Observation','status':'final',"
                        + "'code':{'text':'x'},'subject':{'reference':'Patient/" + patient + "'}}")));
    }

    private interface Piece {
        StoredResource write(int number);
    }

    private static List<Future<StoredResource>> atOnce(int count, Piece piece) throws InterruptedException {
        List<Future<StoredResource>> futures = new ArrayList<>();
        CountDownLatch begin = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
            for (int number = 0; number < count; number++) {
                int mine = number;
                futures.add(threads.submit(() -> {
                    begin.await();
                    return piece.write(mine);
                }));
            }
            begin.countDown();
        }
        return futures;
    }

    private long number(String sql) {
        return city.engine().database().read(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    @Test
    void sharesTransactionsAndTellsTheFeedOfEachWrite() throws Exception {
        String patient =
                city.create(TestRecord.SYSTEM, "{'resourceType':'Patient'}").id();
        long before = city.engine().feed().head();

        for (Future<StoredResource> future : atOnce(WRITES, number -> observation(patient))) {
            future.get();
        }

        assertThat(number("SELECT count(*) FROM record.observation")).isEqualTo(WRITES);
        assertThat(number("SELECT count(DISTINCT xmin::text) FROM record.observation"))
                .isLessThan(WRITES / 2);
        List<ChangeEvent> told = new ArrayList<>();
        while (told.size() < WRITES) {
            long after = told.isEmpty() ? before : told.getLast().position();
            told.addAll(city.engine().feed().read(after, 1_000));
        }
        assertThat(told).allMatch(event -> event.resources().size() == 1);
    }

    @Test
    void refusesTheWriteThatIsWrongAndKeepsThoseBesideIt() throws Exception {
        String patient =
                city.create(TestRecord.SYSTEM, "{'resourceType':'Patient'}").id();

        List<Future<StoredResource>> futures =
                atOnce(WRITES, number -> observation(number % 10 == 0 ? "nobody" : patient));

        for (int number = 0; number < WRITES; number++) {
            Future<StoredResource> future = futures.get(number);
            if (number % 10 == 0) {
                assertThatThrownBy(future::get)
                        .isInstanceOf(ExecutionException.class)
                        .cause()
                        .isInstanceOf(HaiheException.class)
                        .hasMessageContaining("Patient/nobody");
            } else {
                assertThat(future.get().version()).isEqualTo(1);
            }
        }
        assertThat(number("SELECT count(*) FROM record.observation")).isEqualTo(WRITES - WRITES / 10);
    }

    @Test
    void givesEachUpdateOfOneResourceItsVersion() throws Exception {
        String id = city.create(TestRecord.SYSTEM, "{'resourceType':'Patient'}").id();

        List<Future<StoredResource>> futures = atOnce(
                WRITES,
                number -> write(
                        Subject.row("Patient", id),
                        session -> session.put(
                                        TestRecord.json("{'resourceType':'Patient','id':'" + id
                                                + "','multipleBirthInteger':" + number + "}"),
                                        id,
                                        null)
                                .resource()));

        List<Long> versions = new ArrayList<>();
        for (Future<StoredResource> future : futures) {
            versions.add(future.get().version());
        }
        assertThat(versions).doesNotHaveDuplicates().hasSize(WRITES);
        assertThat(number("SELECT version FROM record.patient")).isEqualTo(WRITES + 1L);
        assertThat(number("SELECT count(*) FROM record.history")).isEqualTo(WRITES);
    }
}
