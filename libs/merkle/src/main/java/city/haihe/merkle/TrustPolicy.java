package city.haihe.merkle;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which logs and witnesses one trusts, and how many witnesses are enough (C2SP tlog-policy). Immutable. */
public final class TrustPolicy {

    private final List<VerifierKey> logs;
    private final Map<String, VerifierKey> witnesses;
    private final Quorum quorum;

    TrustPolicy(List<VerifierKey> logs, Map<String, VerifierKey> witnesses, Quorum quorum) {
        this.logs = List.copyOf(logs);
        this.witnesses = Map.copyOf(witnesses);
        this.quorum = quorum;
    }

    /** Reads a policy file. */
    public static TrustPolicy parse(byte[] policy) throws MalformedException {
        return new PolicyParser().parse(policy);
    }

    /** The keys of the logs. */
    public List<VerifierKey> logs() {
        return logs;
    }

    /** The keys of the witnesses, by their names in the policy. */
    public Map<String, VerifierKey> witnesses() {
        return witnesses;
    }

    /** Whether this is a checkpoint that one may trust. */
    public PolicyDecision decide(SignedNote note) {
        Checkpoint checkpoint;
        try {
            checkpoint = Checkpoint.of(note);
        } catch (MalformedException malformed) {
            return new PolicyDecision.Refused(PolicyDecision.Reason.MALFORMED, "checkpoint, " + malformed.getMessage());
        }
        List<VerifierKey> ofLog = logs.stream()
                .filter(key -> key.name().equals(checkpoint.origin()))
                .toList();
        if (ofLog.isEmpty()) {
            return new PolicyDecision.Refused(
                    PolicyDecision.Reason.UNKNOWN_LOG,
                    "origin: %s (expected: a log of the policy)".formatted(Lines.quoted(checkpoint.origin())));
        }
        List<VerifierKey> known = new ArrayList<>(ofLog);
        known.addAll(witnesses.values());
        return switch (new NoteVerifier(known).verify(note)) {
            case NoteVerification.Forged(var key) ->
                new PolicyDecision.Refused(
                        PolicyDecision.Reason.FORGED, "a line of %s is no signature of it".formatted(key.name()));
            case NoteVerification.Unsigned() -> notSigned(checkpoint);
            case NoteVerification.Verified(var signatures) -> decide(checkpoint, ofLog, signatures);
        };
    }

    private PolicyDecision decide(Checkpoint checkpoint, List<VerifierKey> ofLog, List<VerifiedSignature> signatures) {
        if (signatures.stream().noneMatch(signature -> ofLog.contains(signature.key()))) {
            return notSigned(checkpoint);
        }
        Set<String> cosigned = new LinkedHashSet<>();
        witnesses.forEach((name, key) -> {
            if (signatures.stream().anyMatch(signature -> signature.key().equals(key))) {
                cosigned.add(name);
            }
        });
        return quorum.isMetBy(cosigned)
                ? new PolicyDecision.Accepted(checkpoint, Set.copyOf(cosigned))
                : new PolicyDecision.Refused(
                        PolicyDecision.Reason.NO_QUORUM,
                        "cosigned by %d of %d witnesses (expected: the policy's quorum)"
                                .formatted(cosigned.size(), witnesses.size()));
    }

    private static PolicyDecision notSigned(Checkpoint checkpoint) {
        return new PolicyDecision.Refused(
                PolicyDecision.Reason.NOT_SIGNED,
                "no signature of a known key of %s".formatted(Lines.quoted(checkpoint.origin())));
    }
}
