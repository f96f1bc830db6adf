package city.haihe.merkle;

import java.util.Set;

/** What came of verifying a proof (C2SP tlog-proof, Verifying a tlog proof). */
public sealed interface ProofVerification {

    /**
     * It was logged.
     *
     * @param checkpoint the log's checkpoint that has it
     * @param index the entry's index in the log
     * @param witnesses who has cosigned the checkpoint, by their names in the policy
     */
    record Proven(Checkpoint checkpoint, long index, Set<String> witnesses) implements ProofVerification {}

    /**
     * That is not proven.
     *
     * @param step where it failed
     * @param detail the value and what was expected
     */
    record NotProven(Step step, String detail) implements ProofVerification {}

    /** The steps, in their order. */
    enum Step {
        /** The proof does not say what was logged. */
        ENTRY,
        /** The checkpoint is not one that the policy trusts. */
        CHECKPOINT,
        /** The entry is not in the checkpoint's tree. */
        INCLUSION
    }
}
