package city.haihe.merkle;

import java.util.Set;

/** Whether a policy takes a checkpoint for valid (C2SP tlog-policy). */
public sealed interface PolicyDecision {

    /**
     * It does.
     *
     * @param checkpoint the checkpoint
     * @param witnesses the witnesses that have cosigned it, by their names in the policy
     */
    record Accepted(Checkpoint checkpoint, Set<String> witnesses) implements PolicyDecision {}

    /**
     * It does not.
     *
     * @param reason which
     * @param detail the value and what was expected
     */
    record Refused(Reason reason, String detail) implements PolicyDecision {}

    /** Why a checkpoint is refused. */
    enum Reason {
        /** The note's text is no checkpoint. */
        MALFORMED,
        /** The policy knows no log of this origin. */
        UNKNOWN_LOG,
        /** A line names a known key, and is no signature of it. */
        FORGED,
        /** No log of this origin has signed it. */
        NOT_SIGNED,
        /** Too few witnesses have cosigned it. */
        NO_QUORUM
    }
}
