package city.haihe.bench.log;

import city.haihe.merkle.Checkpoint;
import city.haihe.merkle.ConsistencyProof;
import city.haihe.merkle.Hash;
import city.haihe.merkle.InclusionProof;
import city.haihe.merkle.LogDirectory;
import city.haihe.merkle.LogVerification;
import city.haihe.merkle.LogVerifier;
import city.haihe.merkle.MemoryTileStore;
import city.haihe.merkle.NoteVerification;
import city.haihe.merkle.NoteVerifier;
import city.haihe.merkle.Opening;
import city.haihe.merkle.SignatureKind;
import city.haihe.merkle.SignedNote;
import city.haihe.merkle.SignerKey;
import city.haihe.merkle.SimulatedTiles;
import city.haihe.merkle.TileStore;
import city.haihe.merkle.TileTree;
import city.haihe.merkle.TreeHasher;
import city.haihe.merkle.TreeHead;
import city.haihe.merkle.TreeWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Integrates entries into tiles and signs a checkpoint for every batch, in memory and on disk with everything flushed before the
 * checkpoint; then makes proofs in a simulated tree of 100 million entries. One thread does all of it.
 */
public final class LogBenchmark {

    private static final String ORIGIN = "log.example/bench";
    private static final long HUGE = 100_000_000L;
    private static final int MEMORY_BATCH = 5_000;
    private static final int[] DISK_BATCHES = {100, 1_000, 5_000};
    private static final int DISK_BATCHES_EACH = 60;
    private static final int WARM_UP_BATCHES = 20;
    private static final int PROOFS = 5_000;
    private static final int SIGNATURES = 300;
    private static final int TARGET_ENTRIES_A_SECOND = 5_000;
    private static final int TARGET_PROOF_MICROS = 5_000;

    private final SecureRandom random = new SecureRandom();
    private final List<SignerKey> keys = Stream.of(
                    SignatureKind.ED25519, SignatureKind.SM2_SM3, SignatureKind.ML_DSA_44_COSIGNATURE)
            .map(kind -> SignerKey.generate(ORIGIN, kind, random))
            .toList();
    private final int entries;
    private long cpuNanos;

    private LogBenchmark(int entries) {
        this.entries = entries;
    }

    /** Runs with a million entries in memory, or as many as the first argument says. */
    public static void run(String[] arguments) throws Exception {
        new LogBenchmark(arguments.length == 0 ? 1_000_000 : Integer.parseInt(arguments[0])).measure();
    }

    private void measure() throws Exception {
        System.out.printf("| what | measured | target |%n|---|---|---|%n");
        MemoryTileStore warm = new MemoryTileStore();
        integrate(warm, WARM_UP_BATCHES, MEMORY_BATCH, _ -> {});
        measureMemory();
        for (int batch : DISK_BATCHES) {
            measureDisk(batch);
        }
        measureProofs();
        measureSignatures();
    }

    private static void row(String what, String measured, String target) {
        System.out.printf("| %s | %s | %s |%n", what, measured, target);
    }

    /** CPU of this thread, which says more than a clock where the machine is shared. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Adds batches of commitments, signs each new head and hands the checkpoint on; returns what each batch took. */
    private long[] integrate(TileStore store, int batches, int size, Consumer<SignedNote> publish) {
        TreeWriter writer = TreeWriter.create(store);
        long[] nanos = new long[batches];
        cpuNanos = 0;
        for (int batch = 0; batch < batches; batch++) {
            List<byte[]> commitments = commitments(size);
            long started = System.nanoTime();
            long cpu = cpuNanos();
            TreeHead head = writer.append(commitments);
            publish.accept(new Checkpoint(ORIGIN, head).sign(keys, Instant.now()));
            nanos[batch] = System.nanoTime() - started;
            cpuNanos += cpuNanos() - cpu;
        }
        return nanos;
    }

    private List<byte[]> commitments(int count) {
        List<byte[]> commitments = new ArrayList<>(count);
        for (int number = 0; number < count; number++) {
            byte[] commitment = new byte[Hash.BYTES];
            random.nextBytes(commitment);
            commitments.add(commitment);
        }
        return commitments;
    }

    private void measureMemory() {
        MemoryTileStore store = new MemoryTileStore();
        int batches = Math.max(1, entries / MEMORY_BATCH);
        List<SignedNote> published = new ArrayList<>();
        long[] nanos = integrate(store, batches, MEMORY_BATCH, published::add);
        long integrated = (long) batches * MEMORY_BATCH;
        row(
                "in memory, batches of %,d, three signatures each: entries a second".formatted(MEMORY_BATCH),
                "%,.0f".formatted(integrated / seconds(nanos)),
                "≥ %,d".formatted(TARGET_ENTRIES_A_SECOND));
        row("the same: CPU µs an entry", "%.2f".formatted(cpuNanos / 1e3 / integrated), "");
        long started = System.nanoTime();
        LogVerification verification = new LogVerifier(
                        ORIGIN, keys.stream().map(SignerKey::verifier).toList())
                .verify(published.getLast().toString().getBytes(StandardCharsets.UTF_8), store);
        double seconds = (System.nanoTime() - started) / 1e9;
        if (!(verification instanceof LogVerification.Sound)) {
            throw new IllegalStateException("the log is not sound: " + verification);
        }
        row("walking and verifying all of it: entries a second", "%,.0f".formatted(integrated / seconds), "");
        byte[] content = new byte[300];
        long opened = System.nanoTime();
        for (int number = 0; number < integrated; number++) {
            content[number % content.length]++;
            Opening.salted(content, random).commitment();
        }
        row(
                "salting and committing to 300 bytes: a second",
                "%,.0f".formatted(integrated / ((System.nanoTime() - opened) / 1e9)),
                "");
    }

    private void measureDisk(int batch) throws IOException {
        Path directory = Files.createTempDirectory("haihe-bench-log");
        try {
            LogDirectory store = new LogDirectory(directory);
            long[] nanos = integrate(store, DISK_BATCHES_EACH, batch, store::publish);
            long integrated = (long) DISK_BATCHES_EACH * batch;
            double perSecond = integrated / seconds(nanos);
            Arrays.sort(nanos);
            row(
                    "on disk, flushed, batches of %,d: entries a second".formatted(batch),
                    "%,.0f".formatted(perSecond),
                    "≥ %,d".formatted(TARGET_ENTRIES_A_SECOND));
            row(
                    "the same: ms a batch until its checkpoint is durable, p50 / p99",
                    "%.1f / %.1f".formatted(part(nanos, 0.5) / 1e6, part(nanos, 0.99) / 1e6),
                    "≤ 2,000");
            row("the same: CPU µs an entry", "%.2f".formatted(cpuNanos / 1e3 / integrated), "");
            if (batch == DISK_BATCHES[DISK_BATCHES.length - 1]) {
                row(
                        "bytes on disk an entry, at %,d entries".formatted(integrated),
                        "%.1f".formatted((double) sizeBytes(directory) / integrated),
                        "");
            }
        } finally {
            delete(directory);
        }
    }

    private void measureProofs() {
        List<byte[]> repeated = commitments(256);
        TileTree tree = new TileTree(new SimulatedTiles(repeated), HUGE);
        Hash root = tree.root();
        TreeHasher hasher = new TreeHasher();
        Random indexes = new Random(1);
        long[] inclusion = new long[PROOFS];
        long[] verifying = new long[PROOFS];
        long[] consistency = new long[PROOFS];
        long cpu = cpuNanos();
        for (int number = 0; number < PROOFS; number++) {
            long index = indexes.nextLong(HUGE);
            long started = System.nanoTime();
            InclusionProof proof = tree.inclusion(index, HUGE);
            long proven = System.nanoTime();
            Hash leaf = hasher.leaf(repeated.get((int) (index % 256)));
            require(proof.proves(leaf, root));
            long verified = System.nanoTime();
            ConsistencyProof growth = tree.consistency(index + 1, HUGE);
            consistency[number] = System.nanoTime() - verified;
            inclusion[number] = proven - started;
            verifying[number] = verified - proven;
            require(number % 100 > 0 || growth.proves(tree.rootAt(index + 1), root));
        }
        row(
                "an inclusion proof made and verified, and a consistency proof made: CPU µs",
                "%,.0f".formatted((cpuNanos() - cpu) / 1e3 / PROOFS),
                "");
        times("inclusion proof at 10⁸ entries, µs p50 / p99", inclusion, "≤ %,d".formatted(TARGET_PROOF_MICROS));
        times("verifying it, µs p50 / p99", verifying, "");
        times("consistency proof at 10⁸ entries, µs p50 / p99", consistency, "");
    }

    private void measureSignatures() {
        String text = new Checkpoint(ORIGIN, TreeHead.empty()).text();
        for (SignerKey key : keys) {
            NoteVerifier verifier = new NoteVerifier(List.of(key.verifier()));
            long[] signing = new long[SIGNATURES];
            long[] verifying = new long[SIGNATURES];
            for (int number = 0; number < SIGNATURES; number++) {
                long started = System.nanoTime();
                SignedNote note = SignedNote.sign(text, List.of(key), Instant.now());
                long signed = System.nanoTime();
                require(verifier.verify(note) instanceof NoteVerification.Verified);
                verifying[number] = System.nanoTime() - signed;
                signing[number] = signed - started;
            }
            times("signing by %s, µs p50 / p99".formatted(key.verifier().kind()), signing, "");
            times("verifying it, µs p50 / p99", verifying, "");
        }
    }

    private static void times(String what, long[] nanos, String target) {
        Arrays.sort(nanos);
        row(what, "%,.0f / %,.0f".formatted(part(nanos, 0.5) / 1e3, part(nanos, 0.99) / 1e3), target);
    }

    private static double part(long[] sorted, double part) {
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * part))];
    }

    private static double seconds(long[] nanos) {
        return Arrays.stream(nanos).sum() / 1e9;
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("a proof or signature does not verify");
        }
    }

    private static long sizeBytes(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
