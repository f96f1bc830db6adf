package city.haihe.merkle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Verifies notes by the keys that one trusts; lines of other keys are ignored (C2SP signed-note, Signatures). */
public final class NoteVerifier {

    private record NameAndId(String name, int id) {}

    private final Map<NameAndId, VerifierKey> keys = new HashMap<>();

    /**
     * Trusts these keys.
     *
     * @throws IllegalArgumentException if two different keys have the same name and id, so that lines would be ambiguous
     */
    public NoteVerifier(Iterable<VerifierKey> trusted) {
        for (VerifierKey key : trusted) {
            VerifierKey other = keys.put(new NameAndId(key.name(), key.id()), key);
            if (other != null && !other.equals(key)) {
                throw new IllegalArgumentException(
                        "two keys are %s+%s (expected: one)".formatted(key.name(), key.hexId()));
            }
        }
    }

    /** Verifies all lines of known keys. */
    public NoteVerification verify(SignedNote note) {
        List<VerifiedSignature> verified = new ArrayList<>();
        for (NoteSignature line : note.signatures()) {
            VerifierKey key = keys.get(new NameAndId(line.name(), line.keyId()));
            if (key == null) {
                continue;
            }
            Optional<OptionalLong> valid = key.verify(note.text(), line);
            if (valid.isEmpty()) {
                return new NoteVerification.Forged(key);
            }
            verified.add(new VerifiedSignature(key, line, valid.orElseThrow()));
        }
        return verified.isEmpty()
                ? new NoteVerification.Unsigned()
                : new NoteVerification.Verified(List.copyOf(verified));
    }
}
