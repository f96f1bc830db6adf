package city.haihe.merkle;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A text with signatures (C2SP signed-note). That it was read says nothing yet: {@link NoteVerifier} does.
 *
 * @param text the text with its final newline
 * @param signatures the signature lines, at least one
 */
public record SignedNote(String text, List<NoteSignature> signatures) {

    /** Room for every signature that a note may have, of which those of ML-DSA take 3.3 kB each. */
    public static final int MAX_BYTES = 1 << 20;

    /** The specification asks for 16 at least; a log with many witnesses has more. */
    public static final int MAX_SIGNATURES = 100;

    /** Keeps a copy of the signatures. */
    public SignedNote {
        signatures = List.copyOf(signatures);
        if (!text.endsWith("\n") || signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
            throw new IllegalArgumentException(
                    "note with %d signatures (expected: 1 to %d, and a newline at the end of the text)"
                            .formatted(signatures.size(), MAX_SIGNATURES));
        }
    }

    /** Signs a text, which must end in a newline, with each of the keys; the time counts for cosignatures. */
    public static SignedNote sign(String text, List<SignerKey> keys, Instant time) {
        return new SignedNote(
                text, keys.stream().map(key -> key.sign(text, time)).toList());
    }

    /** Reads a note, as it was stored or sent. */
    public static SignedNote parse(byte[] note) throws MalformedException {
        return parse(utf8(note), 1);
    }

    /** Reads a note that begins at some line of a larger text. */
    static SignedNote parse(String note, int firstLine) throws MalformedException {
        checkCharacters(note, firstLine);
        int separator = note.lastIndexOf("\n\n");
        if (separator < 0) {
            throw new MalformedException(firstLine, "no empty line (expected: one between text and signatures)");
        }
        String text = note.substring(0, separator + 1);
        int textLines = (int) text.chars().filter(c -> c == '\n').count();
        Lines lines = new Lines(note.substring(separator + 2), firstLine + textLines + 1);
        List<NoteSignature> signatures = new ArrayList<>();
        do {
            signatures.add(NoteSignature.parse(lines.next("a signature line"), lines));
            if (signatures.size() > MAX_SIGNATURES) {
                throw new MalformedException(
                        lines.line(),
                        "signature line %d (expected: <= %d)".formatted(signatures.size(), MAX_SIGNATURES));
            }
        } while (!lines.atEnd());
        return new SignedNote(text, signatures);
    }

    static String utf8(byte[] bytes) throws MalformedException {
        if (bytes.length > MAX_BYTES) {
            throw new MalformedException(0, "%d bytes (expected: <= %d)".formatted(bytes.length, MAX_BYTES));
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException noUtf8) {
            throw new MalformedException(0, "bytes that are not UTF-8");
        }
    }

    private static void checkCharacters(String note, int firstLine) throws MalformedException {
        int line = firstLine;
        for (int at = 0; at < note.length(); at++) {
            char c = note.charAt(at);
            if (c == '\n') {
                line++;
            } else if (c < ' ') {
                throw new MalformedException(line, "U+%04X (expected: no control characters)".formatted((int) c));
            }
        }
    }

    /** The same note with further signatures behind its own. */
    public SignedNote with(List<NoteSignature> further) {
        List<NoteSignature> all = new ArrayList<>(signatures);
        all.addAll(further);
        return new SignedNote(text, all);
    }

    /** The note as it is stored and sent. */
    @Override
    public String toString() {
        StringBuilder note = new StringBuilder(text).append('\n');
        signatures.forEach(signature -> note.append(signature).append('\n'));
        return note.toString();
    }
}
