package city.haihe.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointTests {

    /** The example of C2SP tlog-cosignature; its keys are not known. */
    private static final String EXAMPLE = """
            example.com/behind-the-sofa
            20852163
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

            — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
            — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
            """;

    private static final String ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    @Test
    void readsAndWritesTheSpecificationsExample() throws MalformedException {
        SignedNote note = SignedNote.parse(EXAMPLE.getBytes(UTF_8));
        Checkpoint checkpoint = Checkpoint.of(note);
        assertThat(checkpoint.origin()).isEqualTo("example.com/behind-the-sofa");
        assertThat(checkpoint.size()).isEqualTo(20_852_163);
        assertThat(checkpoint.root().base64() + "\n").isEqualTo(ROOT);
        assertThat(checkpoint.extensions()).isEmpty();
        assertThat(checkpoint.text()).isEqualTo(note.text());
        assertThat(note).hasToString(EXAMPLE);
        assertThat(note.signatures()).hasSize(2);
    }

    @Test
    void keepsExtensionLines() throws MalformedException {
        String text = "log\n0\n" + ROOT + "one\ntwo\n";
        Checkpoint checkpoint = Checkpoint.parse(text, 1);
        assertThat(checkpoint.extensions()).containsExactly("one", "two");
        assertThat(checkpoint.text()).isEqualTo(text);
    }

    @Test
    void saysWhichLineIsWrong() {
        refuses("\n1\n" + ROOT, "line 1: \"\" (expected: the origin)");
        refuses("log\n01\n" + ROOT, "line 2: \"01\" (expected: the tree size, decimal without leading zeroes)");
        refuses("log\n-1\n" + ROOT, "line 2: \"-1\"");
        refuses("log\n9223372036854775808\n" + ROOT, "line 2: \"9223372036854775808\"");
        refuses("log\n1\nAAAA\n", "line 3: \"AAAA\" (expected: base64 of a hash of 32 bytes)");
        refuses("log\n1\n", "line 3: missing (expected: the root hash)");
        refuses("log\n1\n" + ROOT + "\n", "line 4: \"\" (expected: an extension line)");
        assertThatThrownBy(() -> new Checkpoint("a\nb", TreeHead.empty())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Checkpoint("a", 0, TreeHead.empty().root(), List.of("")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void refuses(String text, String message) {
        assertThatThrownBy(() -> Checkpoint.parse(text, 1))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(message);
    }

    @Test
    void isSignedByAllThreeKeys() {
        SampleLog log = new SampleLog(400);
        SignedNote note = log.witnessed(3);
        List<VerifierKey> keys = SampleLog.verifiers(SampleLog.KEYS);
        assertThat(new NoteVerifier(keys).verify(note))
                .isInstanceOfSatisfying(
                        NoteVerification.Verified.class,
                        verified -> assertThat(verified.signatures())
                                .extracting(VerifiedSignature::key)
                                .containsExactlyElementsOf(keys));
    }
}
