package city.haihe.merkle;

import java.util.Optional;

/** Verifies proofs of logging without the log (C2SP tlog-proof, Verifying a tlog proof). For several threads at once. */
public final class ProofVerifier {

    private final TrustPolicy policy;

    /** Trusts what the policy trusts. */
    public ProofVerifier(TrustPolicy policy) {
        this.policy = policy;
    }

    /** Verifies that what the proof itself says was logged. */
    public ProofVerification verify(LogProof proof) {
        Optional<Opening> opening = proof.opening();
        return opening.isEmpty()
                ? new ProofVerification.NotProven(
                        ProofVerification.Step.ENTRY, "no salt and content in the extra data (expected: both)")
                : verify(proof, opening.get().commitment());
    }

    /** Verifies that this entry was logged; the proof's extra data does not count. */
    public ProofVerification verify(LogProof proof, byte[] entry) {
        return switch (policy.decide(proof.checkpoint())) {
            case PolicyDecision.Refused(var reason, var detail) ->
                new ProofVerification.NotProven(ProofVerification.Step.CHECKPOINT, reason + ": " + detail);
            case PolicyDecision.Accepted(var checkpoint, var witnesses) -> {
                Hash leaf = new TreeHasher().leaf(entry);
                InclusionProof inclusion = new InclusionProof(proof.index(), checkpoint.size(), proof.path());
                yield inclusion.proves(leaf, checkpoint.root())
                        ? new ProofVerification.Proven(checkpoint, proof.index(), witnesses)
                        : new ProofVerification.NotProven(
                                ProofVerification.Step.INCLUSION,
                                "the path of index %d does not lead from the entry to the root of size %d"
                                        .formatted(proof.index(), checkpoint.size()));
            }
        };
    }
}
