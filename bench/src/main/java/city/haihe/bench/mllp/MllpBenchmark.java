package city.haihe.bench.mllp;

import city.haihe.bench.HaiheProcess;
import city.haihe.bench.Meter;
import city.haihe.bench.Meter.Cost;
import city.haihe.bench.Meter.Pieces;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;

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
    private static final int STATEMENTS_SHOWN = 12;

    private final HaiheProcess haihe;
    private final Meter meter;
    private final AtomicInteger numbers = new AtomicInteger();

    private MllpBenchmark(HaiheProcess haihe) throws SQLException {
        this.haihe = haihe;
        this.meter = new Meter(haihe, CONNECTIONS);
    }

    /** Runs it; takes no arguments. */
    public static void run(String[] arguments) throws Exception {
        try (HaiheProcess haihe = HaiheProcess.start()) {
            new MllpBenchmark(haihe).measure();
        }
    }

    private void measure() throws Exception {
        try (Connection connection = haihe.connect();
                var statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE public.bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, bytes bytea)");
        }
        meter.warmUp(WARM_UP_MESSAGES, this::send);
        meter.warmUp(WARM_UP_MESSAGES, this::insert);
        List<Cost> durable = new ArrayList<>();
        List<Cost> bare = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            durable.add(meter.measure(MESSAGES_A_ROUND, this::send));
            bare.add(meter.measure(MESSAGES_A_ROUND, this::insert));
            System.out.printf(
                    "round %d: %,.0f messages/s, %,.0f bare inserts/s%n",
                    round, durable.getLast().perSecond(), bare.getLast().perSecond());
        }
        print(durable, bare);
        printLatencyOfOneConnection();
        meter.printStatements(STATEMENTS_SHOWN);
    }

    private void send(Pieces pieces) throws Exception {
        try (Sender sender = new Sender(haihe.mllpPort())) {
            for (int piece = pieces.next(); piece >= 0; piece = pieces.next()) {
                long begun = System.nanoTime();
                sender.send(LaboratoryMessage.of("m", numbers.getAndIncrement()));
                pieces.done(piece, begun);
            }
        }
    }

    private void insert(Pieces pieces) throws SQLException {
        try (Connection connection = haihe.connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO public.bare (bytes) VALUES (?)")) {
            for (int piece = pieces.next(); piece >= 0; piece = pieces.next()) {
                long begun = System.nanoTime();
                insert.setBytes(1, LaboratoryMessage.of("b", numbers.getAndIncrement()));
                insert.executeUpdate();
                pieces.done(piece, begun);
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

    private static void print(List<Cost> durable, List<Cost> bare) {
        System.out.printf(
                "%n| on %d connections | messages | bare inserts | ratio |%n|---|---|---|---|%n", CONNECTIONS);
        row("a second", durable, bare, Cost::perSecond);
        row("server CPU us each", durable, bare, cost -> cost.jvmMicros() + cost.databaseMicros());
        row("of it JVM", durable, bare, Cost::jvmMicros);
        row("of it PostgreSQL", durable, bare, Cost::databaseMicros);
        row("SQL statements each", durable, bare, Cost::statements);
        row("WAL flushes each", durable, bare, Cost::flushes);
        row("p50 ms", durable, bare, cost -> cost.millis(0.5));
        row("p99 ms", durable, bare, cost -> cost.millis(0.99));
        double rate = mean(durable, Cost::perSecond);
        double bareRate = mean(bare, Cost::perSecond);
        System.out.printf(
                "%nratio: %.3f of the bare rate (%,.0f of %,.0f a second)%n", rate / bareRate, rate, bareRate);
    }

    private static void row(String title, List<Cost> durable, List<Cost> bare, ToDoubleFunction<Cost> figure) {
        double ours = mean(durable, figure);
        double plain = mean(bare, figure);
        System.out.printf("| %s | %,.2f | %,.2f | %.2f |%n", title, ours, plain, ours / plain);
    }

    private static double mean(List<Cost> rounds, ToDoubleFunction<Cost> figure) {
        return rounds.stream().mapToDouble(figure).average().orElseThrow();
    }
}
