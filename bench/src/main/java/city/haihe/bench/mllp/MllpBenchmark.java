package city.haihe.bench.mllp;

import city.haihe.bench.CpuTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Durable messages a second: 8 hospitals send laboratory results to the real program and wait for each AA. Beside it, the
 * bare cost: the same bytes into a table of the same PostgreSQL, one transaction each, from as many connections. The two run
 * in turn, so that a noisy machine is noisy for both.
 */
public final class MllpBenchmark {

    private static final int CONNECTIONS = 8;
    private static final int WARM_UP_MESSAGES = 4_000;
    private static final int MESSAGES_A_ROUND = 3_000;
    private static final int ROUNDS = 3;
    private static final int SINGLE_MESSAGES = 500;

    private final HaiheProcess haihe;
    private final AtomicInteger numbers = new AtomicInteger();

    private MllpBenchmark(HaiheProcess haihe) {
        this.haihe = haihe;
    }

    /** Runs it; takes no arguments. */
    public static void run(String[] arguments) throws Exception {
        try (HaiheProcess haihe = HaiheProcess.start()) {
            new MllpBenchmark(haihe).measure();
        }
    }

    /** What one kind of work cost. */
    private record Cost(double perSecond, double jvmMicros, double databaseMicros, double statements, double flushes) {

        Cost plus(Cost other) {
            return new Cost(
                    perSecond + other.perSecond,
                    jvmMicros + other.jvmMicros,
                    databaseMicros + other.databaseMicros,
                    statements + other.statements,
                    flushes + other.flushes);
        }

        Cost dividedBy(int rounds) {
            return new Cost(
                    perSecond / rounds,
                    jvmMicros / rounds,
                    databaseMicros / rounds,
                    statements / rounds,
                    flushes / rounds);
        }
    }

    /** Work of one connection: sends or inserts messages until the numbers run out. */
    @FunctionalInterface
    private interface Worker {
        void work(AtomicInteger left) throws Exception;
    }

    private void measure() throws Exception {
        try (Connection connection = haihe.connect()) {
            execute(connection, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
            execute(
                    connection,
                    "CREATE TABLE public.bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, bytes bytea)");
        }
        inParallel(WARM_UP_MESSAGES, this::send);
        inParallel(WARM_UP_MESSAGES, this::insert);
        Cost durable = new Cost(0, 0, 0, 0, 0);
        Cost bare = durable;
        for (int round = 1; round <= ROUNDS; round++) {
            Cost messages = cost(this::send);
            Cost inserts = cost(this::insert);
            System.out.printf(
                    "round %d: %,.0f messages/s, %,.0f bare inserts/s%n",
                    round, messages.perSecond(), inserts.perSecond());
            durable = durable.plus(messages);
            bare = bare.plus(inserts);
        }
        print(durable.dividedBy(ROUNDS), bare.dividedBy(ROUNDS));
        printLatencyOfOneConnection();
        printStatements();
    }

    /** Where PostgreSQL's time went, so that a slow figure names its cause. */
    private void printStatements() throws SQLException {
        System.out.printf("%n| ms in all | calls | ms each | statement |%n|---|---|---|---|%n");
        try (Connection connection = haihe.connect();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        SELECT total_exec_time, calls, mean_exec_time, left(regexp_replace(query, '\\s+', ' ', 'g'), 110)
                        FROM pg_stat_statements ORDER BY total_exec_time DESC LIMIT 12""")) {
            while (rows.next()) {
                System.out.printf(
                        "| %,.0f | %,d | %.3f | %s |%n",
                        rows.getDouble(1), rows.getLong(2), rows.getDouble(3), rows.getString(4));
            }
        }
    }

    private Cost cost(Worker worker) throws Exception {
        double jvm = CpuTime.microsOf(haihe.pid());
        double database = CpuTime.microsOfTree(haihe.databasePid());
        long statements = number("SELECT sum(calls) FROM pg_stat_statements");
        long flushes = walFlushes();
        long started = System.nanoTime();
        inParallel(MESSAGES_A_ROUND, worker);
        double seconds = (System.nanoTime() - started) / 1e9;
        return new Cost(
                MESSAGES_A_ROUND / seconds,
                (CpuTime.microsOf(haihe.pid()) - jvm) / MESSAGES_A_ROUND,
                (CpuTime.microsOfTree(haihe.databasePid()) - database) / MESSAGES_A_ROUND,
                (double) (number("SELECT sum(calls) FROM pg_stat_statements") - statements) / MESSAGES_A_ROUND,
                (double) (walFlushes() - flushes) / MESSAGES_A_ROUND);
    }

    private void send(AtomicInteger left) throws Exception {
        try (Sender sender = new Sender(haihe.mllpPort())) {
            while (left.getAndDecrement() > 0) {
                sender.send(LaboratoryMessage.of("m", numbers.getAndIncrement()));
            }
        }
    }

    private void insert(AtomicInteger left) throws SQLException {
        try (Connection connection = haihe.connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO public.bare (bytes) VALUES (?)")) {
            while (left.getAndDecrement() > 0) {
                insert.setBytes(1, LaboratoryMessage.of("b", numbers.getAndIncrement()));
                insert.executeUpdate();
            }
        }
    }

    private void printLatencyOfOneConnection() throws Exception {
        long[] nanos = new long[SINGLE_MESSAGES];
        try (Sender sender = new Sender(haihe.mllpPort())) {
            for (int index = 0; index < nanos.length; index++) {
                byte[] message = LaboratoryMessage.of("s", numbers.getAndIncrement());
                long started = System.nanoTime();
                sender.send(message);
                nanos[index] = System.nanoTime() - started;
            }
        }
        Arrays.sort(nanos);
        System.out.printf(
                "one connection: p50 %.1f ms, p99 %.1f ms, worst %.1f ms%n",
                nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 99 / 100] / 1e6, nanos[nanos.length - 1] / 1e6);
    }

    private static void print(Cost durable, Cost bare) {
        System.out.printf(
                "%n| on %d connections | messages | bare inserts | ratio |%n|---|---|---|---|%n", CONNECTIONS);
        row("a second", durable.perSecond(), bare.perSecond());
        row("JVM CPU us each", durable.jvmMicros(), bare.jvmMicros());
        row("PostgreSQL CPU us each", durable.databaseMicros(), bare.databaseMicros());
        row("SQL statements each", durable.statements(), bare.statements());
        row("WAL flushes each", durable.flushes(), bare.flushes());
        System.out.printf(
                "%nratio: %.3f of the bare rate (%,.0f of %,.0f a second)%n",
                durable.perSecond() / bare.perSecond(), durable.perSecond(), bare.perSecond());
    }

    private static void row(String title, double durable, double bare) {
        System.out.printf("| %s | %,.2f | %,.2f | %.2f |%n", title, durable, bare, durable / bare);
    }

    private long walFlushes() throws SQLException {
        return number("SELECT coalesce(sum(fsyncs), 0) FROM pg_stat_io WHERE object = 'wal'");
    }

    private long number(String query) throws SQLException {
        try (Connection connection = haihe.connect();
                var statement = connection.createStatement()) {
            // Backends hand in their figures when they are idle for a while; one second is the documented limit.
            statement.execute("SELECT pg_sleep(1.1)");
            try (ResultSet results = statement.executeQuery(query)) {
                results.next();
                return results.getLong(1);
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void inParallel(int count, Worker worker) throws Exception {
        AtomicInteger left = new AtomicInteger(count);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> futures = new ArrayList<>();
            for (int connection = 0; connection < CONNECTIONS; connection++) {
                futures.add(executor.submit(() -> {
                    worker.work(left);
                    return null;
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        }
    }
}
