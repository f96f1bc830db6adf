package city.haihe.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A witness (C2SP tlog-witness): cosigns a log's checkpoint only if it follows from the one that it cosigned before, so that a log
 * that forks or shrinks cannot keep it from being seen. Without HTTP; for several threads at once.
 */
public final class Witness {

    /** How often a request is tried again when others of the same log come between. */
    private static final int MAX_TRIES = 8;

    private final Map<String, NoteVerifier> logs;
    private final Map<String, String> originsByHash;
    private final List<SignerKey> keys;
    private final WitnessStore store;
    private final InstantSource clock;

    /**
     * A witness.
     *
     * @param logs the keys that are trusted for each origin
     * @param keys the witness's own keys, all of a cosignature's kind
     */
    public Witness(Map<String, List<VerifierKey>> logs, List<SignerKey> keys, WitnessStore store, InstantSource clock) {
        if (keys.isEmpty()
                || !keys.stream().allMatch(key -> key.verifier().kind().isCosignature())) {
            throw new IllegalArgumentException("witness keys (expected: at least one, all of a cosignature's kind)");
        }
        this.logs = logs.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, log -> new NoteVerifier(log.getValue())));
        this.originsByHash =
                logs.keySet().stream().collect(Collectors.toUnmodifiableMap(Witness::originHash, origin -> origin));
        this.keys = List.copyOf(keys);
        this.store = store;
        this.clock = clock;
    }

    /** The lowercase hex that a log's checkpoint is found under (C2SP tlog-witness, Monitor Retrieval Mechanism). */
    public static String originHash(String origin) {
        return HexFormat.of().formatHex(Sha256.of(origin.getBytes(UTF_8)));
    }

    /** The checkpoint that was cosigned last for the log with this hash of its origin, or none. */
    public Optional<SignedNote> checkpoint(String originHash) {
        return Optional.ofNullable(originsByHash.get(originHash))
                .flatMap(store::latest)
                .map(WitnessStore.Cosigned::note);
    }

    /** Answers add-checkpoint. */
    public WitnessAnswer addCheckpoint(byte[] body) {
        AddCheckpoint request;
        try {
            request = AddCheckpoint.parse(body);
        } catch (MalformedException malformed) {
            return new WitnessAnswer.Malformed(String.valueOf(malformed.getMessage()));
        }
        NoteVerifier log = logs.get(request.checkpoint().origin());
        if (log == null) {
            return new WitnessAnswer.UnknownLog();
        }
        return switch (log.verify(request.note())) {
            case NoteVerification.Forged(var key) ->
                new WitnessAnswer.NotSigned("a line of %s is no signature of it".formatted(key.name()));
            case NoteVerification.Unsigned() -> new WitnessAnswer.NotSigned("no signature of a known key");
            case NoteVerification.Verified(var signatures) -> consider(request, signatures);
        };
    }

    private WitnessAnswer consider(AddCheckpoint request, List<VerifiedSignature> signatures) {
        Checkpoint checkpoint = request.checkpoint();
        if (request.oldSize() > checkpoint.size()) {
            return new WitnessAnswer.Malformed(
                    "old size: %d (expected: <= %d)".formatted(request.oldSize(), checkpoint.size()));
        }
        for (int attempt = 0; attempt < MAX_TRIES; attempt++) {
            Optional<WitnessStore.Cosigned> latest = store.latest(checkpoint.origin());
            TreeHead old = latest.map(WitnessStore.Cosigned::head).orElseGet(TreeHead::empty);
            if (request.oldSize() != old.size()) {
                return new WitnessAnswer.OtherSize(old.size());
            }
            Optional<String> problem = inconsistency(request, old);
            if (problem.isPresent()) {
                return new WitnessAnswer.Inconsistent(problem.get());
            }
            List<NoteSignature> cosignatures = cosign(request.note().text());
            if (store.replace(checkpoint.origin(), latest, remembered(request, signatures, cosignatures))) {
                return new WitnessAnswer.Cosigned(cosignatures);
            }
        }
        throw new IllegalStateException("the store refused %d tries to replace its state".formatted(MAX_TRIES));
    }

    private static Optional<String> inconsistency(AddCheckpoint request, TreeHead old) {
        Checkpoint checkpoint = request.checkpoint();
        if (checkpoint.size() == 0 && !checkpoint.head().equals(TreeHead.empty())) {
            return Optional.of("the root of size 0 is not that of the empty tree");
        }
        ConsistencyProof proof = new ConsistencyProof(old.size(), checkpoint.size(), request.path());
        if (proof.proves(old.root(), checkpoint.root())) {
            return Optional.empty();
        }
        return Optional.of(
                old.size() == checkpoint.size()
                        ? "another root for size %d, or a proof that must be empty".formatted(old.size())
                        : "the proof does not lead from size %d to size %d".formatted(old.size(), checkpoint.size()));
    }

    private List<NoteSignature> cosign(String text) {
        return keys.stream().map(key -> key.sign(text, clock.instant())).toList();
    }

    private static WitnessStore.Cosigned remembered(
            AddCheckpoint request, List<VerifiedSignature> ofLog, List<NoteSignature> cosignatures) {
        List<NoteSignature> lines =
                ofLog.stream().map(VerifiedSignature::line).distinct().toList();
        return new WitnessStore.Cosigned(
                request.checkpoint().head(), new SignedNote(request.note().text(), lines).with(cosignatures));
    }
}
