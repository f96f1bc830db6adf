package city.haihe.bench.storage;

import city.haihe.bench.BenchPostgres;
import city.haihe.bench.CpuTime;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Compares the layouts: loads the same resources into each, then measures single creates and searches in turn, and prints a
 * table. The figures are CPU time of client and PostgreSQL together, since the machine is shared.
 */
public final class StorageBenchmark {

    private static final int WRITERS = 4;
    private static final int LOAD_BATCH = 500;
    private static final int SINGLE_CREATES = 8_000;
    private static final int SEARCH_ROUNDS = 3;
    private static final int SEARCHES_A_ROUND = 150;
    private static final int NEW_PARAMETER_SAMPLE = 20_000;
    private static final Instant NEWEST = Instant.parse("2026-11-24T00:00:00Z");

    private final BenchPostgres postgres;
    private final int observations;
    private final int patients;
    private final List<Layout> layouts = List.of(new TypedTable(), new NarrowIndexTables(), new JsonbDocument());
    private final Map<String, Map<Layout, String>> rows = new LinkedHashMap<>();

    private StorageBenchmark(BenchPostgres postgres, int observations) {
        this.postgres = postgres;
        this.observations = observations;
        this.patients = Math.max(10, observations / 300);
    }

    /** Runs with 300,000 observations, or as many as the first argument says. */
    public static void run(String[] arguments) throws Exception {
        int observations = arguments.length == 0 ? 300_000 : Integer.parseInt(arguments[0]);
        try (BenchPostgres postgres = new BenchPostgres()) {
            new StorageBenchmark(postgres, observations).measure();
        }
    }

    private void measure() throws Exception {
        for (Layout layout : layouts) {
            load(layout);
        }
        for (Layout layout : layouts) {
            measureSingleCreates(layout);
        }
        try (Connection connection = postgres.connect()) {
            Sql.execute(connection, "VACUUM ANALYZE");
            measureSearches(connection);
            for (Layout layout : layouts) {
                measureNewParameter(connection, layout);
            }
        }
        print();
    }

    private void load(Layout layout) throws Exception {
        try (Connection connection = postgres.connect()) {
            layout.create(connection);
            connection.setAutoCommit(false);
            for (int number = 0; number < patients; number++) {
                layout.insert(connection, SamplePatient.of(number));
            }
            connection.commit();
        }
        AtomicInteger next = new AtomicInteger();
        AtomicInteger written = new AtomicInteger();
        long started = System.nanoTime();
        double cpu = cpu();
        inParallel(() -> {
            try (Connection connection = postgres.connect()) {
                connection.setAutoCommit(false);
                int from;
                while ((from = next.getAndAdd(LOAD_BATCH)) < observations) {
                    for (int number = from; number < Math.min(from + LOAD_BATCH, observations); number++) {
                        written.addAndGet(layout.insert(connection, SampleObservation.of("o", number, patients)));
                    }
                    connection.commit();
                }
            }
            return null;
        });
        double each = (cpu() - cpu) / observations;
        System.out.printf(
                "loaded %,d observations into %s in %d s%n",
                observations, layout.name(), (System.nanoTime() - started) / 1_000_000_000);
        note("rows written a resource", layout, "%.0f".formatted((double) written.get() / observations));
        note("bytes stored a resource", layout, "%,d".formatted(bytes(layout) / observations));
        note("load, CPU us a resource", layout, "%.0f".formatted(each));
    }

    private void measureSingleCreates(Layout layout) throws Exception {
        AtomicInteger next = new AtomicInteger();
        long walBefore = walBytes();
        double cpu = cpu();
        long started = System.nanoTime();
        inParallel(() -> {
            try (Connection connection = postgres.connect()) {
                connection.setAutoCommit(false);
                int number;
                while ((number = next.getAndIncrement()) < SINGLE_CREATES) {
                    layout.insert(connection, SampleObservation.of("s", observations + number, patients));
                    connection.commit();
                }
            }
            return null;
        });
        note("create, CPU us", layout, "%.0f".formatted((cpu() - cpu) / SINGLE_CREATES));
        note(
                "creates a second, 4 connections",
                layout,
                "%,.0f".formatted(SINGLE_CREATES / ((System.nanoTime() - started) / 1e9)));
        note("WAL bytes a create", layout, "%,d".formatted((walBytes() - walBefore) / SINGLE_CREATES));
    }

    /** A search as it is run against a layout; the random numbers choose whom and what. */
    @FunctionalInterface
    private interface Search {
        int run(Layout layout, Connection connection, Random random) throws SQLException;
    }

    private void measureSearches(Connection connection) throws SQLException {
        Map<String, Search> searches = new LinkedHashMap<>();
        searches.put("Patient by family + birthdate", (layout, on, random) -> {
            SamplePatient patient = SamplePatient.of(random.nextInt(patients));
            return layout.patientByFamilyAndBirthDate(on, patient.family(), patient.birthDate());
        });
        searches.put(
                "by patient + code, sorted by date",
                (layout, on, random) -> layout.byPatientAndCode(on, random.nextInt(patients), code(random)));
        searches.put("by patient + category + date", (layout, on, random) -> {
            Instant from = NEWEST.minus(random.nextInt(300) + 31, ChronoUnit.DAYS);
            return layout.byPatientCategoryAndDate(
                    on, random.nextInt(patients), "laboratory", from, from.plus(30, ChronoUnit.DAYS));
        });
        searches.put(
                "by identifier", (layout, on, random) -> layout.byIdentifier(on, "o" + random.nextInt(observations)));
        searches.put("newest 20 of a code (5 % of all)", (layout, on, random) -> layout.newestByCode(on, code(random)));
        for (Map.Entry<String, Search> search : searches.entrySet()) {
            measureSearch(connection, search.getKey(), search.getValue());
        }
    }

    private void measureSearch(Connection connection, String title, Search search) throws SQLException {
        Map<Layout, double[]> cpu = new LinkedHashMap<>();
        Map<Layout, List<Long>> nanos = new LinkedHashMap<>();
        long found = -1;
        for (int round = 0; round <= SEARCH_ROUNDS; round++) {
            for (Layout layout : layouts) {
                Random random = new Random(round);
                List<Long> times = nanos.computeIfAbsent(layout, _ -> new ArrayList<>());
                double before = cpu();
                long results = 0;
                for (int query = 0; query < SEARCHES_A_ROUND; query++) {
                    long started = System.nanoTime();
                    results += search.run(layout, connection, random);
                    if (round > 0) {
                        times.add(System.nanoTime() - started);
                    }
                }
                if (round > 0) {
                    cpu.computeIfAbsent(layout, _ -> new double[1])[0] += cpu() - before;
                }
                found = requireSame(title, layout, layout == layouts.getFirst() ? results : found, results);
            }
        }
        for (Layout layout : layouts) {
            long[] sorted = nanos.getOrDefault(layout, List.of()).stream()
                    .mapToLong(Long::longValue)
                    .sorted()
                    .toArray();
            note(
                    title + ": CPU ms, p50/p99 ms",
                    layout,
                    "%.2f, %.2f/%.2f"
                            .formatted(
                                    cpu.getOrDefault(layout, new double[1])[0]
                                            / SEARCH_ROUNDS
                                            / SEARCHES_A_ROUND
                                            / 1000,
                                    sorted[sorted.length / 2] / 1e6,
                                    sorted[sorted.length * 99 / 100] / 1e6));
        }
    }

    /** A layout that finds something else is not a competitor but a mistake. */
    private static long requireSame(String title, Layout layout, long expected, long actual) {
        if (expected != actual) {
            throw new IllegalStateException(
                    "%s with %s: %d results (expected: %d)".formatted(title, layout.name(), actual, expected));
        }
        return actual;
    }

    private void measureNewParameter(Connection connection, Layout layout) throws SQLException {
        double before = cpu();
        layout.addTokenParameter(connection, Math.min(NEW_PARAMETER_SAMPLE, observations));
        note(
                "a new token parameter, CPU us a resource",
                layout,
                "%.0f".formatted((cpu() - before) / Math.min(NEW_PARAMETER_SAMPLE, observations)));
    }

    private static String code(Random random) {
        return SampleObservation.CODES.get(random.nextInt(SampleObservation.CODES.size()));
    }

    private double cpu() {
        return postgres.cpuMicros() + CpuTime.microsOf(ProcessHandle.current().pid());
    }

    private long bytes(Layout layout) throws SQLException {
        long sum = 0;
        for (String table : layout.tables()) {
            sum += number("SELECT pg_total_relation_size('" + table + "')");
        }
        return sum;
    }

    private long walBytes() throws SQLException {
        return number("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')");
    }

    private long number(String query) throws SQLException {
        try (Connection connection = postgres.connect();
                var statement = connection.createStatement();
                ResultSet results = statement.executeQuery(query)) {
            results.next();
            return results.getLong(1);
        }
    }

    private static void inParallel(Callable<?> task) throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<?>> futures = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                futures.add(executor.submit(task));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        }
    }

    private void note(String title, Layout layout, String figure) {
        rows.computeIfAbsent(title, _ -> new LinkedHashMap<>()).put(layout, figure);
    }

    private void print() {
        System.out.printf("%n%,d observations of %,d patients%n%n", observations, patients);
        System.out.printf(
                "| measure | %s |%n",
                String.join(" | ", layouts.stream().map(Layout::name).toList()));
        System.out.println("|---" + "|---".repeat(layouts.size()) + "|");
        rows.forEach((title, figures) -> System.out.printf(
                "| %s | %s |%n",
                title,
                String.join(
                        " | ",
                        layouts.stream()
                                .map(layout -> figures.getOrDefault(layout, ""))
                                .toList())));
    }
}
