package city.haihe.merkle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * That something was logged, to be verified without the log (C2SP tlog-proof). With an {@link Opening} as its extra data it says by
 * itself what was logged. Immutable; nothing of it is verified yet: {@link ProofVerifier} does.
 */
public final class LogProof {

    private static final String HEADER = "c2sp.org/tlog-proof@v1";
    private static final String EXTRA = "extra ";
    private static final String INDEX = "index ";

    private final byte @Nullable [] extra;
    private final long index;
    private final List<Hash> path;
    private final SignedNote checkpoint;

    private LogProof(byte @Nullable [] extra, long index, List<Hash> path, SignedNote checkpoint) {
        this.extra = extra;
        this.index = index;
        this.path = List.copyOf(path);
        this.checkpoint = checkpoint;
    }

    /** A proof without extra data; the proof must be for the checkpoint's size. */
    public static LogProof of(InclusionProof proof, SignedNote checkpoint) {
        return new LogProof(null, proof.index(), proof.path(), checkpoint);
    }

    /** A proof that says what was logged. */
    public static LogProof of(Opening opening, InclusionProof proof, SignedNote checkpoint) {
        return new LogProof(opening.encoded(), proof.index(), proof.path(), checkpoint);
    }

    /** Reads a proof. */
    public static LogProof parse(byte[] proof) throws MalformedException {
        String text = SignedNote.utf8(proof);
        Lines lines = new Lines(text, 1);
        String line = lines.next(HEADER);
        if (!line.equals(HEADER)) {
            throw lines.wrong(line, HEADER);
        }
        byte[] extra = null;
        line = lines.next("extra or index");
        if (line.startsWith(EXTRA)) {
            // It may be personal data and so is not repeated.
            extra = Base64Text.decode(line.substring(EXTRA.length()))
                    .orElseThrow(() -> new MalformedException(lines.line(), "extra data (expected: base64)"));
            line = lines.next("index");
        }
        if (!line.startsWith(INDEX)) {
            throw lines.wrong(line, "index N");
        }
        long index = lines.number(line.substring(INDEX.length()), "an index, decimal without leading zeroes");
        List<Hash> path = hashes(lines, InclusionProof.MAX_PATH);
        SignedNote checkpoint = SignedNote.parse(lines.rest(), lines.line() + 1);
        Checkpoint.parse(checkpoint.text(), lines.line() + 1);
        return new LogProof(extra, index, path, checkpoint);
    }

    /** Lines of hashes up to an empty line, which is read too. */
    static List<Hash> hashes(Lines lines, int most) throws MalformedException {
        List<Hash> hashes = new ArrayList<>();
        for (String line = lines.next("a hash or an empty line");
                !line.isEmpty();
                line = lines.next("a hash or an empty line")) {
            if (hashes.size() == most) {
                throw lines.wrong(line, "an empty line behind " + most + " hashes");
            }
            hashes.add(lines.hash(line));
        }
        return hashes;
    }

    /** The extra data, which nothing has authenticated. */
    public Optional<byte[]> extra() {
        return Optional.ofNullable(extra).map(byte[]::clone);
    }

    /** What was logged, if the extra data says it. */
    public Optional<Opening> opening() {
        return extra().flatMap(Opening::parse);
    }

    /** The entry's index in the log. */
    public long index() {
        return index;
    }

    /** The siblings from the leaf's up. */
    public List<Hash> path() {
        return path;
    }

    /** The log's checkpoint with its signatures. */
    public SignedNote checkpoint() {
        return checkpoint;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogProof that
                && Arrays.equals(extra, that.extra)
                && index == that.index
                && path.equals(that.path)
                && checkpoint.equals(that.checkpoint);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(index) + 31 * checkpoint.hashCode();
    }

    /** The proof as it is stored, in files {@code *.tlog-proof}. */
    @Override
    public String toString() {
        StringBuilder proof = new StringBuilder(HEADER).append('\n');
        if (extra != null) {
            proof.append(EXTRA).append(Base64Text.encode(extra)).append('\n');
        }
        proof.append(INDEX).append(index).append('\n');
        path.forEach(hash -> proof.append(hash.base64()).append('\n'));
        return proof.append('\n').append(checkpoint).toString();
    }
}
