package city.haihe.bench.record;

import city.haihe.bench.HaiheProcess;
import city.haihe.bench.Meter;
import city.haihe.bench.Meter.Cost;
import city.haihe.bench.record.RecordLoad.Interaction;

/**
 * The record under 16 clients: an import of transaction bundles, then each interaction by itself, with the CPU time that the
 * JVM and PostgreSQL spend on it, a target, and what plain JDBC takes to move the same rows in the same PostgreSQL.
 */
public final class RecordBenchmark {

    private static final int CLIENTS = 16;
    private static final int DEFAULT_PATIENTS = 160;
    private static final int IMPORT_WARM_UP = 16;
    private static final int STATEMENTS_SHOWN = 14;

    private final Meter meter;
    private final RecordLoad load;
    private final BareRows bare;

    private RecordBenchmark(HaiheProcess haihe) throws Exception {
        this.meter = new Meter(haihe, CLIENTS);
        this.load = new RecordLoad(haihe, meter);
        this.bare = new BareRows(haihe);
    }

    /** Runs it: {@code [--patients N] [--only NAME]}. */
    public static void run(String[] arguments) throws Exception {
        int patients = DEFAULT_PATIENTS;
        String only = "";
        for (int index = 0; index + 1 < arguments.length; index += 2) {
            switch (arguments[index]) {
                case "--patients" -> patients = Integer.parseInt(arguments[index + 1]);
                case "--only" -> only = arguments[index + 1];
                default ->
                    throw new IllegalArgumentException(
                            "option: \"" + arguments[index] + "\" (expected: --patients N or --only NAME)");
            }
        }
        try (HaiheProcess haihe = HaiheProcess.start()) {
            new RecordBenchmark(haihe).measure(patients, only);
        }
    }

    private void measure(int count, String only) throws Exception {
        load.load(IMPORT_WARM_UP);
        long before = load.databaseBytes();
        long stored = load.resources();
        System.out.printf(
                "%n| interaction, %d clients | /s | p50 ms | p95 | p99 | CPU us: JVM | PostgreSQL | both", CLIENTS);
        System.out.printf(" | target | SQL | WAL flushes | bare us | ratio |%n|%s%n", "---|".repeat(13));
        Cost cost = load.load(count);
        print(
                "import, per resource",
                cost,
                PatientBundle.RESOURCES,
                300,
                bare.cost(count, PatientBundle.RESOURCES, true));
        System.out.printf(
                "| bytes on disk a resource | %,d |%n", (load.databaseBytes() - before) / (load.resources() - stored));
        meter.printStatements(STATEMENTS_SHOWN);
        for (Interaction interaction : load.interactions()) {
            if (interaction.name().contains(only)) {
                measure(interaction);
            }
        }
        meter.printStatements(STATEMENTS_SHOWN);
    }

    private void measure(Interaction interaction) throws Exception {
        print(
                interaction.name(),
                load.measure(interaction),
                1,
                interaction.target(),
                bare.cost(interaction.pieces(), interaction.rows(), interaction.writes()));
    }

    private static void print(String name, Cost cost, int parts, double target, double bareMicros) {
        double jvm = cost.jvmMicros() / parts;
        double database = cost.databaseMicros() / parts;
        System.out.printf(
                "| %s | %,.0f | %.1f | %.1f | %.1f | %,.0f | %,.0f | %,.0f | %,.0f | %.1f | %.2f | %,.0f | %.1f |%n",
                name,
                cost.perSecond() * parts,
                cost.millis(0.5),
                cost.millis(0.95),
                cost.millis(0.99),
                jvm,
                database,
                jvm + database,
                target,
                cost.statements() / parts,
                cost.flushes() / parts,
                bareMicros / parts,
                (jvm + database) / (bareMicros / parts));
    }
}
