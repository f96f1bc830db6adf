package city.haihe.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs work on several connections at once and says what one piece of it cost the program and its PostgreSQL. */
public final class Meter {

    private final HaiheProcess haihe;
    private final int connections;

    /** Measures the program, with so many workers at once. */
    public Meter(HaiheProcess haihe, int connections) throws SQLException {
        this.haihe = haihe;
        this.connections = connections;
        try (Connection connection = haihe.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
        }
    }

    /** What one connection does; the pieces of all connections come from one counter. */
    @FunctionalInterface
    public interface Worker {
        /** Works until there is no piece left. */
        void work(Pieces pieces) throws Exception;
    }

    /** The pieces of work that are left, and how long those that are done have taken. */
    public static final class Pieces {

        private final AtomicInteger next = new AtomicInteger();
        private final long[] nanos;

        Pieces(int count) {
            nanos = new long[count];
        }

        /** The number of the next piece, or -1 where none is left. */
        public int next() {
            int piece = next.getAndIncrement();
            return piece < nanos.length ? piece : -1;
        }

        /** Notes that a piece was begun then, in {@link System#nanoTime}, and is done now. */
        public void done(int piece, long begun) {
            nanos[piece] = System.nanoTime() - begun;
        }
    }

    /**
     * What one piece cost.
     *
     * @param perSecond pieces a second, of all connections together
     * @param jvmMicros CPU microseconds of the program's JVM
     * @param databaseMicros CPU microseconds of its PostgreSQL
     * @param ownMicros CPU microseconds of the benchmark itself
     * @param statements SQL statements
     * @param flushes WAL flushes
     * @param nanos how long each piece took, in order
     */
    public record Cost(
            double perSecond,
            double jvmMicros,
            double databaseMicros,
            double ownMicros,
            double statements,
            double flushes,
            long[] nanos) {

        /** The latency in milliseconds that this part of the pieces, from 0 to 1, did not exceed. */
        public double millis(double part) {
            return nanos[Math.min(nanos.length - 1, (int) (nanos.length * part))] / 1e6;
        }
    }

    /** Runs so many pieces without measuring. */
    public void warmUp(int pieces, Worker worker) throws Exception {
        inParallel(new Pieces(pieces), worker);
    }

    /** Runs so many pieces and measures them. */
    public Cost measure(int pieces, Worker worker) throws Exception {
        Pieces work = new Pieces(pieces);
        Counters before = counters();
        double jvm = CpuTime.microsOf(haihe.pid());
        double database = CpuTime.microsOfTree(haihe.databasePid());
        double own = CpuTime.microsOf(ProcessHandle.current().pid());
        long started = System.nanoTime();
        inParallel(work, worker);
        double seconds = (System.nanoTime() - started) / 1e9;
        double jvmUsed = CpuTime.microsOf(haihe.pid()) - jvm;
        double databaseUsed = CpuTime.microsOfTree(haihe.databasePid()) - database;
        double ownUsed = CpuTime.microsOf(ProcessHandle.current().pid()) - own;
        Counters after = counters();
        Arrays.sort(work.nanos);
        return new Cost(
                pieces / seconds,
                jvmUsed / pieces,
                databaseUsed / pieces,
                ownUsed / pieces,
                (double) (after.statements() - before.statements()) / pieces,
                (double) (after.flushes() - before.flushes()) / pieces,
                work.nanos);
    }

    private record Counters(long statements, long flushes) {}

    private Counters counters() throws SQLException {
        try (Connection connection = haihe.connect();
                Statement statement = connection.createStatement()) {
            // Backends hand in their figures when they are idle for a while; one second is the documented limit.
            statement.execute("SELECT pg_sleep(1.1)");
            try (ResultSet row = statement.executeQuery("""
                    SELECT (SELECT sum(calls) FROM pg_stat_statements),
                           (SELECT coalesce(sum(fsyncs), 0) FROM pg_stat_io WHERE object = 'wal')""")) {
                row.next();
                return new Counters(row.getLong(1), row.getLong(2));
            }
        }
    }

    private void inParallel(Pieces pieces, Worker worker) throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(connections)) {
            List<Future<?>> futures = new ArrayList<>();
            for (int connection = 0; connection < connections; connection++) {
                futures.add(executor.submit(() -> {
                    worker.work(pieces);
                    return null;
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        }
    }

    /** Prints where PostgreSQL's time went since the last call, so that a slow figure names its cause. */
    public void printStatements(int rows) throws SQLException {
        System.out.printf("%n| ms in all | calls | ms each | statement |%n|---|---|---|---|%n");
        try (Connection connection = haihe.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("""
                        SELECT total_exec_time, calls, mean_exec_time, left(regexp_replace(query, '\\s+', ' ', 'g'), 140)
                        FROM pg_stat_statements WHERE query NOT LIKE '%%pg_sleep%%'
                        ORDER BY total_exec_time DESC LIMIT %d""".formatted(rows))) {
            while (found.next()) {
                System.out.printf(
                        "| %,.0f | %,d | %.3f | %s |%n",
                        found.getDouble(1), found.getLong(2), found.getDouble(3), found.getString(4));
            }
        }
        forgetStatements();
    }

    /** Lets the figures of statements begin anew. */
    public void forgetStatements() throws SQLException {
        try (Connection connection = haihe.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_stat_statements_reset()");
        }
    }
}
