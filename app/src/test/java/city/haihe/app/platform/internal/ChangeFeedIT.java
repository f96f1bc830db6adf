package city.haihe.app.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.Change;
import city.haihe.app.platform.ChangeEvent;
import city.haihe.app.platform.ChangedResource;
import city.haihe.app.platform.ChangedResource.Operation;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChangeFeedIT {

    private TestDatabase city;

    @BeforeEach
    void open() {
        city = new TestDatabase();
    }

    @AfterEach
    void close() {
        city.close();
    }

    private static Change change(String id) {
        Caller caller = Caller.system("Connection/test", "test", "0123456789abcdef0123456789abcdef");
        return new Change(
                caller,
                "scope:system/*.cruds",
                null,
                Set.of("p1"),
                List.of(new ChangedResource("Observation", id, 1, Operation.CREATE)));
    }

    private static void write(TestDatabase database, String id) {
        database.database().transaction(transaction -> {
            database.feed().append(transaction, change(id));
            return true;
        });
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within 10 s").isLessThan(deadline);
            Thread.sleep(5);
        }
    }

    @Test
    void givesDensePositionsUnderConcurrentWriters() throws Exception {
        List<Thread> writers = IntStream.range(0, 8)
                .mapToObj(writer -> Thread.ofVirtual().start(() -> {
                    for (int number = 0; number < 50; number++) {
                        write(city, "w" + writer + "-" + number);
                    }
                }))
                .toList();
        for (Thread writer : writers) {
            writer.join();
        }
        await(() -> city.feed().head() == 400);
        List<ChangeEvent> events = city.feed().read(0, 1000);
        assertThat(events).extracting(ChangeEvent::position).containsExactlyElementsOf(longs(400));
        assertThat(events)
                .extracting(event -> event.resources().getFirst().id())
                .doesNotHaveDuplicates();
        assertThat(events.getFirst().patients()).containsExactly("p1");
        assertThat(events.getFirst().trace()).isEqualTo("0123456789abcdef0123456789abcdef");
    }

    private static List<Long> longs(int to) {
        return IntStream.rangeClosed(1, to).mapToObj(Long::valueOf).toList();
    }

    @Test
    void isNotDelayedByATransactionThatStaysOpenAndSkipsNothing() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread slow = Thread.ofVirtual()
                .start(() -> city.database().transaction(transaction -> {
                    city.feed().append(transaction, change("slow"));
                    inside.countDown();
                    awaitLatch(release);
                    return true;
                }));
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
        write(city, "fast");
        await(() -> city.feed().head() == 1);
        assertThat(city.feed().read(0, 10).getFirst().resources().getFirst().id())
                .isEqualTo("fast");
        // Long enough for the sequencer to leave behind what it has moved.
        for (int number = 2; number <= 12; number++) {
            write(city, "fast-" + number);
            int moved = number;
            await(() -> city.feed().head() == moved);
            Thread.sleep(100);
        }
        release.countDown();
        slow.join();
        await(() -> city.feed().head() == 13);
        assertThat(city.feed().read(12, 10).getFirst().resources().getFirst().id())
                .isEqualTo("slow");
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void goesOnWhenASequencerIsKilledAndUndoesWhatItHadNotCommitted() throws Exception {
        try (Connection dying = city.connect()) {
            dying.setAutoCommit(false);
            int pid;
            try (var statement = dying.createStatement();
                    var row = statement.executeQuery(
                            "SELECT pg_backend_pid(), pg_try_advisory_xact_lock(" + ChangeSequencer.LOCK + ")")) {
                row.next();
                pid = row.getInt(1);
                assertThat(row.getBoolean(2)).isTrue();
            }
            write(city, "waiting");
            Thread.sleep(300);
            assertThat(city.feed().head()).isZero();
            try (var statement = dying.createStatement()) {
                statement.execute("INSERT INTO platform.change SELECT 1, at, schema_version, actor, client, purpose,"
                        + " decision, trace, organisation, patients, resources FROM platform.change_pending");
            }
            kill(pid);
            await(() -> city.feed().head() == 1);
            assertThat(commits(dying)).isFalse();
        }
        assertThat(city.feed().read(0, 10)).hasSize(1);
    }

    private void kill(int pid) throws SQLException {
        try (Connection other = city.connect();
                var statement = other.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(" + pid + ")");
        }
    }

    private static boolean commits(Connection connection) {
        try {
            connection.commit();
            return true;
        } catch (SQLException fenced) {
            return false;
        }
    }

    @Test
    void letsAConsumerThatWasDownCatchUpFromItsDurablePosition() throws Exception {
        List<Long> first = new CopyOnWriteArrayList<>();
        try (AutoCloseable consumer = city.feed().consume("lake", events -> positions(events, first))) {
            assertThat(consumer).isNotNull();
            write(city, "a");
            await(() -> first.equals(List.of(1L)));
            // The position is written after the batch was handled.
            Thread.sleep(100);
        }
        write(city, "b");
        write(city, "c");
        await(() -> city.feed().head() == 3);
        List<Long> second = new CopyOnWriteArrayList<>();
        try (AutoCloseable consumer = city.feed().consume("lake", events -> positions(events, second))) {
            assertThat(consumer).isNotNull();
            await(() -> second.equals(List.of(2L, 3L)));
        }
    }

    private static void positions(List<ChangeEvent> events, List<Long> into) {
        events.forEach(event -> into.add(event.position()));
    }

    @Test
    void comesAgainWithABatchThatFailed() throws Exception {
        List<Long> seen = new ArrayList<>();
        try (AutoCloseable consumer = city.feed().consume("stubborn", events -> {
            positions(events, seen);
            if (seen.size() == 1) {
                throw new IllegalStateException("once");
            }
        })) {
            assertThat(consumer).isNotNull();
            write(city, "a");
            await(() -> seen.equals(List.of(1L, 1L)));
        }
    }

    @Test
    void tellsAnotherProcessWithoutDelay() throws Exception {
        try (TestDatabase other = city.another()) {
            List<Long> seen = new CopyOnWriteArrayList<>();
            try (AutoCloseable follower = other.feed().follow(0, events -> positions(events, seen))) {
                assertThat(follower).isNotNull();
                for (int number = 0; number < 20; number++) {
                    write(number % 2 == 0 ? city : other, "n" + number);
                }
                await(() -> seen.equals(longs(20)));
            }
        }
    }
}
