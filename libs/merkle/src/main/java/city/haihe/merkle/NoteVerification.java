package city.haihe.merkle;

import java.util.List;

/** What came of verifying a note (C2SP signed-note, Signatures). */
public sealed interface NoteVerification {

    /** All signatures of known keys are valid, and there is at least one. */
    record Verified(List<VerifiedSignature> signatures) implements NoteVerification {}

    /** A line with the name and id of a known key is no signature of that key: the whole note is refused. */
    record Forged(VerifierKey key) implements NoteVerification {}

    /** No signature is of a known key. */
    record Unsigned() implements NoteVerification {}
}
