package city.haihe.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SignedNoteTests {

    /** The example of C2SP signed-note with its key. */
    private static final String EXAMPLE = """
            This is an example message.

            — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
            """;

    private static final String EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    /** The example of the package that signed notes come from, with its private key. */
    private static final String GO_SECRET =
            "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

    private static final String GO_NOTE = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
            """;

    private static SignedNote parsed(String note) throws MalformedException {
        return SignedNote.parse(note.getBytes(UTF_8));
    }

    private static NoteVerification verify(String note, String... keys) throws MalformedException {
        List<VerifierKey> parsed = new java.util.ArrayList<>();
        for (String key : keys) {
            parsed.add(VerifierKey.parse(key));
        }
        return new NoteVerifier(parsed).verify(parsed(note));
    }

    @Test
    void verifiesTheSpecificationsExample() throws MalformedException {
        assertThat(verify(EXAMPLE, EXAMPLE_KEY)).isInstanceOf(NoteVerification.Verified.class);
        assertThat(VerifierKey.parse(EXAMPLE_KEY)).hasToString(EXAMPLE_KEY);
        assertThat(parsed(EXAMPLE)).hasToString(EXAMPLE);
    }

    @Test
    void signsWhatOthersSign() throws MalformedException {
        SignerKey key = SignerKey.parse(GO_SECRET);
        assertThat(key.secret()).isEqualTo(GO_SECRET);
        assertThat(key).hasToString("private key of PeterNeumann+c74f20a3");
        SignedNote note = parsed(GO_NOTE);
        assertThat(SignedNote.sign(note.text(), List.of(key), SampleLog.TIME)).hasToString(GO_NOTE);
    }

    @Test
    void ignoresLinesOfOtherKeys() throws MalformedException {
        String other = SampleLog.KEYS.getFirst().verifier().toString();
        assertThat(verify(EXAMPLE, other)).isEqualTo(new NoteVerification.Unsigned());
        String both = EXAMPLE + "— example.com/foo AAAAAAAA\n— other.example Uw2QOkn8\n";
        assertThat(verify(both, EXAMPLE_KEY, other))
                .isInstanceOfSatisfying(NoteVerification.Verified.class, verified -> {
                    assertThat(verified.signatures()).hasSize(1);
                    assertThat(verified.signatures().getFirst().time()).isEmpty();
                });
    }

    @Test
    void refusesTheWholeNoteForOneForgedLine() throws MalformedException {
        String forged = EXAMPLE + "— example.com/foo Uw2QOgAA\n";
        assertThat(verify(forged, EXAMPLE_KEY)).isEqualTo(new NoteVerification.Forged(VerifierKey.parse(EXAMPLE_KEY)));
        assertThat(verify(EXAMPLE.replace("This", "Thus"), EXAMPLE_KEY)).isInstanceOf(NoteVerification.Forged.class);
    }

    @Test
    void refusesAnyFlippedBitOfASignature() throws MalformedException {
        for (SignerKey key : SampleLog.KEYS) {
            NoteSignature good = key.sign(new SampleLog(5).checkpoint().text(), SampleLog.TIME);
            byte[] bytes = good.signature();
            NoteVerifier verifier = new NoteVerifier(List.of(key.verifier()));
            int step = System.getenv("HAIHE_LONG") == null ? Math.max(1, bytes.length / 32) : 1;
            for (int at = 0; at < bytes.length; at += step) {
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << at % 8);
                SignedNote note = new SignedNote(
                        new SampleLog(5).checkpoint().text(),
                        List.of(new NoteSignature(good.name(), good.keyId(), flipped)));
                assertThat(verifier.verify(note))
                        .as("%s, byte %d", key, at)
                        .isInstanceOf(NoteVerification.Forged.class);
            }
        }
    }

    @Test
    void splitsAtTheLastEmptyLine() throws MalformedException {
        String text = "first\n\n\nlast\n";
        SignedNote note = SignedNote.sign(text, List.of(SampleLog.KEYS.getFirst()), SampleLog.TIME);
        assertThat(parsed(note.toString())).isEqualTo(note);
        assertThat(parsed(note.toString()).text()).isEqualTo(text);
    }

    @Test
    void saysWhereANoteIsMalformed() {
        String line = "— a AAAAAAAA\n";
        refuses("text\n" + line, "line 1: no empty line (expected: one between text and signatures)");
        refuses("text\n\n", "line 3: missing (expected: a signature line)");
        refuses("te\txt\n\n" + line, "line 1: U+0009 (expected: no control characters)");
        refuses("text\n\n" + line.trim(), "line 3: no newline at the end");
        refuses("text\n\n- a AAAAAAAA\n", "line 3: \"- a AAAAAAAA\" (expected: — NAME BASE64)");
        refuses("text\n\n— a+b AAAAAAAA\n", "line 3: \"— a+b AAAAAAAA\" (expected: — NAME BASE64)");
        refuses("text\n\n— a\u00a0b AAAAAAAA\n", "line 3: \"— a\u00a0b AAAAAAAA\" (expected: — NAME BASE64)");
        refuses("text\n\n—  AAAAAAAA\n", "line 3: \"—  AAAAAAAA\" (expected: — NAME BASE64)");
        refuses(
                "text\n\n" + line + "— a AAAAAA==\n",
                "line 4: \"AAAAAA==\" (expected: base64 of a key id of 4 bytes and a signature)");
        refuses("text\n\n" + line.repeat(101), "line 103: signature line 101 (expected: <= 100)");
        assertThatThrownBy(() -> SignedNote.parse(new byte[] {(byte) 0xc3, '\n', '\n'}))
                .isInstanceOf(MalformedException.class)
                .hasMessage("bytes that are not UTF-8");
        assertThatThrownBy(() -> SignedNote.parse(new byte[SignedNote.MAX_BYTES + 1]))
                .hasMessage("1048577 bytes (expected: <= 1048576)");
    }

    private static void refuses(String note, String message) {
        assertThatThrownBy(() -> parsed(note))
                .isInstanceOf(MalformedException.class)
                .hasMessage(message);
    }

    @Test
    void takesManySignatures() throws MalformedException {
        SignedNote note = parsed("text\n\n" + "— a AAAAAAAA\n".repeat(100));
        assertThat(note.signatures()).hasSize(100);
        assertThatThrownBy(() -> note.with(note.signatures())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SignedNote("text", note.signatures()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SignedNote("text\n", Collections.emptyList()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Provide
    Arbitrary<SignedNote> notes() {
        Arbitrary<String> text = Arbitraries.strings()
                .withCharRange(' ', '\uD7FF')
                .withChars('\n')
                .ofMaxLength(60)
                .map(line -> line + "\n");
        Arbitrary<String> name = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars("./汉é")
                .ofMinLength(1)
                .ofMaxLength(20);
        Arbitrary<NoteSignature> signature = Combinators.combine(
                        name,
                        Arbitraries.integers(),
                        Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(80))
                .as(NoteSignature::new);
        return Combinators.combine(text, signature.list().ofMinSize(1).ofMaxSize(4))
                .as(SignedNote::new);
    }

    @Property(tries = 300)
    void readsWhatItWrites(@ForAll("notes") SignedNote note) throws MalformedException {
        assertThat(parsed(note.toString())).isEqualTo(note);
    }
}
