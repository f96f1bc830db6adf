package city.haihe.bench.record;

import city.haihe.bench.HaiheProcess;
import city.haihe.bench.Meter;
import city.haihe.bench.Meter.Cost;
import city.haihe.bench.record.RecordLoad.Interaction;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the cost of each interaction grows with the record: the same work at several sizes of one growing record, beside the cost at
 * the first size.
 */
public final class GrowthBenchmark {

    private static final int CLIENTS = 16;
    private static final List<Long> DEFAULT_SIZES = List.of(10_000L, 100_000L, 1_000_000L);

    /** What the specification of this project allows a cost to grow by. */
    private static final double LIMIT = 1.5;

    /** Of the work that the record's benchmark does: enough for a stable figure, four times over. */
    private static final double PART = 0.3;

    private static final int LOADED_AT_ONCE = 200;

    private final HaiheProcess haihe;
    private final Meter meter;
    private final RecordLoad load;
    private final Map<String, List<Cost>> costs = new LinkedHashMap<>();
    private final List<String> hotNames = new ArrayList<>();

    private GrowthBenchmark(HaiheProcess haihe) throws Exception {
        this.haihe = haihe;
        this.meter = new Meter(haihe, CLIENTS);
        this.load = new RecordLoad(haihe, meter);
    }

    /** Runs it: {@code [--sizes 10000,100000,1000000,5000000]}. */
    public static void run(String[] arguments) throws Exception {
        List<Long> sizes = DEFAULT_SIZES;
        if (arguments.length > 0) {
            if (arguments.length != 2 || !arguments[0].equals("--sizes")) {
                throw new IllegalArgumentException("option: \"" + arguments[0] + "\" (expected: --sizes N,N,…)");
            }
            sizes = Arrays.stream(arguments[1].split(","))
                    .map(Long::valueOf)
                    .sorted()
                    .toList();
        }
        try (HaiheProcess haihe = HaiheProcess.start()) {
            new GrowthBenchmark(haihe).measure(sizes);
        }
    }

    private void measure(List<Long> sizes) throws Exception {
        for (long size : sizes) {
            grow(size);
            boolean first = size == sizes.getFirst();
            if (first) {
                // Compilers: without this the first size would look dear, and growth cheap.
                for (Interaction interaction : interactions()) {
                    load.measure(interaction);
                }
            }
            tidy();
            System.out.printf(
                    "%n%,d resources, %,d bytes each%n", load.resources(), load.databaseBytes() / load.resources());
            for (Interaction interaction : interactions()) {
                note(interaction.name(), load.measure(interaction));
            }
        }
        print(sizes);
        HotPatient hot = HotPatient.load(load.client());
        tidy();
        for (Interaction interaction : hot.interactions()) {
            hotNames.add(interaction.name());
            note(interaction.name(), load.measure(interaction));
        }
        printHot();
        new ScanCheck(haihe, load.client()).run();
        meter.printStatements(20);
    }

    private void grow(long size) throws Exception {
        long begun = System.nanoTime();
        while (load.resources() < size) {
            long missing = (size - load.resources() + PatientBundle.RESOURCES - 1) / PatientBundle.RESOURCES;
            Cost cost = load.load((int) Math.min(missing, LOADED_AT_ONCE));
            System.out.printf(
                    "%,d of %,d resources, %,.0f a second, CPU us each: %,.0f + %,.0f%n",
                    load.resources(),
                    size,
                    cost.perSecond() * PatientBundle.RESOURCES,
                    cost.jvmMicros() / PatientBundle.RESOURCES,
                    cost.databaseMicros() / PatientBundle.RESOURCES);
        }
        System.out.printf("%,d s%n", (System.nanoTime() - begun) / 1_000_000_000);
    }

    /** Lets maintenance finish that would else run beside the measurement. */
    private void tidy() throws Exception {
        try (Connection connection = haihe.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM ANALYZE");
            statement.execute("CHECKPOINT");
        }
    }

    /** The record's interactions, and searches that a large record makes dear unless their plan is right. */
    private List<Interaction> interactions() {
        List<Interaction> interactions = new ArrayList<>();
        for (Interaction interaction : load.interactions()) {
            interactions.add(interaction.times(PART));
        }
        interactions.add(asking("common code, first 20", "Observation?code=http://loinc.org%%7C%s&_count=20"));
        interactions.add(
                asking("common code, newest 20", "Observation?code=http://loinc.org%%7C%s&_sort=-date&_count=20"));
        interactions.add(new Interaction(
                "common code, then patient",
                1_000,
                0,
                1,
                false,
                piece -> load.client()
                        .get("Observation?code=http://loinc.org%7C" + PatientBundle.code(piece % 30) + "&patient="
                                + RecordLoad.any(load.patients(), piece))));
        interactions.add(new Interaction(
                "patient, then common code",
                1_000,
                0,
                1,
                false,
                piece -> load.client()
                        .get("Observation?patient=" + RecordLoad.any(load.patients(), piece)
                                + "&code=http://loinc.org%7C" + PatientBundle.code(piece % 30))));
        interactions.add(asking("common code of nobody", "Observation?code=http://loinc.org%%7C%s&patient=nobody"));
        return interactions;
    }

    private Interaction asking(String name, String address) {
        return new Interaction(
                name, 600, 0, 1, false, piece -> load.client().get(address.formatted(PatientBundle.code(piece % 30))));
    }

    private void note(String name, Cost cost) {
        costs.computeIfAbsent(name, _ -> new ArrayList<>()).add(cost);
        System.out.printf(
                "%-45s %,8.0f + %,6.0f us, p50 %.1f, p99 %.1f ms%n",
                name, cost.jvmMicros(), cost.databaseMicros(), cost.millis(0.5), cost.millis(0.99));
    }

    private void print(List<Long> sizes) {
        System.out.printf("%n| CPU us (p99 ms) at resources |");
        sizes.forEach(size -> System.out.printf(" %,d |", size));
        System.out.printf(" growth |%n|---|%s---|%n", "---|".repeat(sizes.size()));
        costs.forEach((name, row) -> {
            System.out.printf("| %s |", name);
            row.forEach(cost -> System.out.printf(" %,.0f (%.1f) |", both(cost), cost.millis(0.99)));
            double growth = both(row.getLast()) / both(row.getFirst());
            System.out.printf(" %.2f%s |%n", growth, growth > LIMIT ? ", over " + LIMIT : "");
        });
    }

    private void printHot() {
        System.out.printf(
                "%n| one patient with %,d Observations | CPU us: JVM + PostgreSQL | p50 / p99 ms |%n|---|---|---|%n",
                HotPatient.OBSERVATIONS);
        for (String name : hotNames) {
            Cost cost = costs.getOrDefault(name, List.of()).getLast();
            System.out.printf(
                    "| %s | %,.0f + %,.0f | %.1f / %.1f |%n",
                    name, cost.jvmMicros(), cost.databaseMicros(), cost.millis(0.5), cost.millis(0.99));
        }
    }

    private static double both(Cost cost) {
        return cost.jvmMicros() + cost.databaseMicros();
    }
}
