package city.haihe.bench;

import city.haihe.bench.log.LogBenchmark;
import city.haihe.bench.mllp.MllpBenchmark;
import city.haihe.bench.policy.PolicyBenchmark;
import city.haihe.bench.record.GrowthBenchmark;
import city.haihe.bench.record.RecordBenchmark;
import city.haihe.bench.storage.StorageBenchmark;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The benchmarks by name: {@code ./haihe bench NAME}. */
public final class Bench {

    /** A benchmark. */
    @FunctionalInterface
    public interface Benchmark {
        /** Runs it and prints what was measured; throws where it could not measure. */
        void run(String[] arguments) throws Exception;
    }

    private record Entry(String summary, Benchmark benchmark) {}

    private Bench() {}

    /** Runs the benchmark that the first argument names, or lists all. */
    public static void main(String[] arguments) throws Exception {
        Map<String, Entry> benchmarks = new TreeMap<>(Map.of(
                "growth", new Entry("how the cost of each interaction grows with the record", GrowthBenchmark::run),
                "log",
                        new Entry(
                                "the transparency log: entries a second, and proofs at 10⁸ entries", LogBenchmark::run),
                "mllp",
                        new Entry(
                                "durable HL7 v2 messages a second, what each costs by stage, and how long senders wait",
                                MllpBenchmark::run),
                "policy", new Entry("policy decisions a second, beside the official engine", PolicyBenchmark::run),
                "record",
                        new Entry(
                                "each FHIR interaction with its CPU time, beside a target and plain JDBC",
                                RecordBenchmark::run),
                "storage", new Entry("three layouts of the record's storage, side by side", StorageBenchmark::run)));
        Entry entry = arguments.length == 0 ? null : benchmarks.get(arguments[0]);
        if (entry == null) {
            if (arguments.length > 0) {
                System.err.printf(
                        "haihe bench: name: \"%s\" (expected: one of %s)%n", arguments[0], benchmarks.keySet());
                System.exit(2);
            }
            System.out.println("usage: ./haihe bench NAME [OPTIONS]");
            System.out.println();
            benchmarks.forEach((name, known) -> System.out.printf("  %-10s %s%n", name, known.summary()));
            // Its peers are fetched only when it is asked for, so it is a program of its own.
            System.out.printf("  %-10s %s%n", "hl7", "parsing and mapping HL7 v2, beside the libraries that most use");
            return;
        }
        entry.benchmark().run(Arrays.copyOfRange(arguments, 1, arguments.length));
    }
}
