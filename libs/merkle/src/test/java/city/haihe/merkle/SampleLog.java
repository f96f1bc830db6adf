package city.haihe.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A log of salted commitments in memory, the same each time, with its three keys and three witnesses. */
final class SampleLog {

    static final String ORIGIN = "log.example/city";
    static final Instant TIME = Instant.parse("2026-11-24T10:00:00Z");

    static final List<SignerKey> KEYS = List.of(
            key(ORIGIN, SignatureKind.ED25519, 1),
            key(ORIGIN, SignatureKind.SM2_SM3, 2),
            key(ORIGIN, SignatureKind.ML_DSA_44_COSIGNATURE, 3));

    static final List<SignerKey> WITNESSES = List.of(
            key("witness.example/w1", SignatureKind.ED25519_COSIGNATURE, 11),
            key("witness.example/w2", SignatureKind.ML_DSA_44_COSIGNATURE, 12),
            key("witness.example/w3", SignatureKind.ED25519_COSIGNATURE, 13));

    final List<Opening> openings = new ArrayList<>();
    final MemoryTileStore store = new MemoryTileStore();
    private final TreeWriter writer = TreeWriter.create(store);

    SampleLog(int size) {
        grow(size);
    }

    private static SignerKey key(String name, SignatureKind kind, int number) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) number);
        return SignerKey.of(name, kind, seed);
    }

    static List<VerifierKey> verifiers(List<SignerKey> keys) {
        return keys.stream().map(SignerKey::verifier).toList();
    }

    static byte[] entry(int number) {
        return ("entry " + number).getBytes(UTF_8);
    }

    static List<byte[]> entries(int count) {
        List<byte[]> entries = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            entries.add(entry(number));
        }
        return entries;
    }

    /** Adds so many entries in one batch. */
    void grow(int by) {
        List<byte[]> entries = new ArrayList<>();
        for (int added = 0; added < by; added++) {
            int number = openings.size();
            byte[] salt = Sha256.of(("salt " + number).getBytes(UTF_8));
            Opening opening = Opening.of(salt, entry(number));
            openings.add(opening);
            entries.add(opening.commitment());
        }
        writer.append(entries);
    }

    TreeHead head() {
        return writer.head();
    }

    TileTree tree() {
        return new TileTree(store, head().size());
    }

    Checkpoint checkpoint() {
        return new Checkpoint(ORIGIN, head());
    }

    SignedNote signed() {
        return checkpoint().sign(KEYS, TIME);
    }

    /** The checkpoint with the log's signatures and those of the first so many witnesses. */
    SignedNote witnessed(int witnesses) {
        String text = checkpoint().text();
        return signed().with(WITNESSES.subList(0, witnesses).stream()
                .map(key -> key.sign(text, TIME))
                .toList());
    }

    LogProof proof(int index, int witnesses) {
        return LogProof.of(openings.get(index), tree().inclusion(index, head().size()), witnessed(witnesses));
    }

    /** Replaces a tile of the store, as nobody may. */
    void put(TileId tile, byte[] bytes) {
        SequencedMap<TileId, byte[]> changed = new LinkedHashMap<>();
        changed.put(tile, bytes);
        store.write(changed);
    }

    /** A policy that asks for so many of the three witnesses. */
    static TrustPolicy policy(int threshold) throws MalformedException {
        StringBuilder policy = new StringBuilder();
        verifiers(KEYS).forEach(key -> policy.append("log ").append(key).append('\n'));
        for (int number = 0; number < WITNESSES.size(); number++) {
            policy.append("witness w%d %s%n"
                    .formatted(number + 1, WITNESSES.get(number).verifier()));
        }
        policy.append("group all-three ").append(threshold).append(" w1 w2 w3\nquorum all-three\n");
        return TrustPolicy.parse(policy.toString().getBytes(UTF_8));
    }
}
