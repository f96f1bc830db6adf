package city.haihe.merkle;

import java.util.Optional;

/** What a witness remembers: for each log the checkpoint that it cosigned last (C2SP tlog-witness). For several threads at once. */
public interface WitnessStore {

    /**
     * What was cosigned last.
     *
     * @param head the tree's size and root
     * @param note the checkpoint with the signatures of the log that were verified and those of the witness
     */
    record Cosigned(TreeHead head, SignedNote note) {}

    /** The last one of this log. */
    Optional<Cosigned> latest(String origin);

    /**
     * Replaces the last one, if it still is the expected one (or none); atomic against other calls, of other processes too, and
     * durable when it returns true. Without this a witness could be led back to a smaller tree.
     */
    boolean replace(String origin, Optional<Cosigned> expected, Cosigned next);
}
