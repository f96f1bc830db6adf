package city.haihe.merkle;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Walks a whole log and names the first thing that is wrong: signatures, every tile, every entry, and what the entries commit to.
 * Holds a few tiles at a time, whatever the log's size.
 */
public final class LogVerifier {

    private final List<VerifierKey> keys;
    private final String origin;
    private final List<Checkpoint> earlier;
    private final @Nullable Openings openings;

    /** Ends a walk. */
    static final class BrokenException extends Exception {

        private final transient LogVerification.Broken broken;

        BrokenException(String path, OptionalLong index, String problem) {
            super(problem);
            this.broken = new LogVerification.Broken(path, index, problem);
        }
    }

    private LogVerifier(String origin, List<VerifierKey> keys, List<Checkpoint> earlier, @Nullable Openings openings) {
        this.origin = origin;
        this.keys = List.copyOf(keys);
        this.earlier = List.copyOf(earlier);
        this.openings = openings;
    }

    /**
     * Verifies the log of this origin. All of these keys must have signed: were one enough, nobody would notice when the others'
     * lines are damaged or left out, and the strongest signature would protect nothing.
     */
    public LogVerifier(String origin, List<VerifierKey> keys) {
        this(origin, keys, List.of(), null);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("no key (expected: at least one)");
        }
    }

    /**
     * Also demands that the log continues these checkpoints, which one has from somewhere else, such as its witnesses: a fork or a
     * log that was rolled back does not. They must have been verified.
     */
    public LogVerifier continuing(List<Checkpoint> checkpoints) {
        return new LogVerifier(origin, keys, checkpoints, openings);
    }

    /** Also compares every entry with what it commits to, where that was not erased. */
    public LogVerifier opening(Openings from) {
        return new LogVerifier(origin, keys, earlier, from);
    }

    /** Walks the log of this checkpoint and these tiles. */
    public LogVerification verify(byte[] checkpointNote, TileStore store) {
        try {
            Checkpoint checkpoint = checkpoint(checkpointNote);
            TreeWalk walk = new TreeWalk(store, checkpoint.head(), openings);
            walk.walk();
            checkEarlier(checkpoint, new TileTree(store, checkpoint.size()));
            return new LogVerification.Sound(checkpoint, walk.opened(), walk.erased());
        } catch (BrokenException found) {
            return found.broken;
        }
    }

    private Checkpoint checkpoint(byte[] note) throws BrokenException {
        try {
            SignedNote signed = SignedNote.parse(note);
            Checkpoint checkpoint = Checkpoint.of(signed);
            if (!checkpoint.origin().equals(origin)) {
                throw broken(
                        "origin: %s (expected: %s)".formatted(Lines.quoted(checkpoint.origin()), Lines.quoted(origin)));
            }
            checkSignatures(signed);
            return checkpoint;
        } catch (MalformedException malformed) {
            throw broken(String.valueOf(malformed.getMessage()));
        }
    }

    private void checkSignatures(SignedNote signed) throws BrokenException {
        List<VerifierKey> missing = new ArrayList<>(keys);
        switch (new NoteVerifier(keys).verify(signed)) {
            case NoteVerification.Forged(var key) ->
                throw broken("the line of %s (%s) is no signature of it".formatted(key.name(), key.kind()));
            case NoteVerification.Unsigned() -> {}
            case NoteVerification.Verified(var signatures) ->
                signatures.forEach(signature -> missing.remove(signature.key()));
        }
        if (!missing.isEmpty()) {
            throw broken("no signature of %s (%s)"
                    .formatted(missing.getFirst().name(), missing.getFirst().kind()));
        }
    }

    private void checkEarlier(Checkpoint checkpoint, TileTree tree) throws BrokenException {
        for (Checkpoint before : earlier) {
            if (before.size() > checkpoint.size()) {
                throw broken("size %d, and a checkpoint of size %d was seen before: the log was rolled back"
                        .formatted(checkpoint.size(), before.size()));
            }
            Hash root = tree.rootAt(before.size());
            if (!root.equals(before.root())) {
                throw broken("the root at size %d is %s, and %s was seen before: the log has forked"
                        .formatted(before.size(), root.base64(), before.root().base64()));
            }
        }
    }

    static BrokenException broken(String problem) {
        return new BrokenException("checkpoint", OptionalLong.empty(), problem);
    }
}
