package city.haihe.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class LogProofTests {

    private static final SampleLog LOG = new SampleLog(1_000);

    private static LogProof parsed(String proof) throws MalformedException {
        return LogProof.parse(proof.getBytes(UTF_8));
    }

    private static ProofVerification verify(String proof, int threshold) throws MalformedException {
        return new ProofVerifier(SampleLog.policy(threshold)).verify(parsed(proof));
    }

    @Test
    void provesAnEntryByItself() throws MalformedException {
        for (int index : new int[] {0, 1, 255, 256, 700, 999}) {
            LogProof proof = LOG.proof(index, 2);
            assertThat(parsed(proof.toString())).isEqualTo(proof);
            assertThat(verify(proof.toString(), 2))
                    .isEqualTo(new ProofVerification.Proven(LOG.checkpoint(), index, Set.of("w1", "w2")));
            assertThat(proof.opening().orElseThrow().content()).isEqualTo(SampleLog.entry(index));
        }
    }

    @Test
    void provesAnEntryThatIsKnownFromElsewhere() throws MalformedException {
        LogProof proof = LogProof.of(LOG.tree().inclusion(5, 1_000), LOG.witnessed(1));
        ProofVerifier verifier = new ProofVerifier(SampleLog.policy(1));
        assertThat(parsed(proof.toString())).isEqualTo(proof);
        assertThat(verifier.verify(proof, LOG.openings.get(5).commitment()))
                .isInstanceOf(ProofVerification.Proven.class);
        assertThat(verifier.verify(proof, LOG.openings.get(6).commitment()))
                .isInstanceOfSatisfying(
                        ProofVerification.NotProven.class,
                        not -> assertThat(not.step()).isEqualTo(ProofVerification.Step.INCLUSION));
        assertThat(verifier.verify(proof))
                .isInstanceOfSatisfying(
                        ProofVerification.NotProven.class,
                        not -> assertThat(not.step()).isEqualTo(ProofVerification.Step.ENTRY));
    }

    @Test
    void wantsEnoughWitnesses() throws MalformedException {
        for (int threshold = 1; threshold <= 3; threshold++) {
            for (int witnesses = 0; witnesses <= 3; witnesses++) {
                ProofVerification verification = verify(LOG.proof(7, witnesses).toString(), threshold);
                assertThat(verification instanceof ProofVerification.Proven).isEqualTo(witnesses >= threshold);
            }
        }
    }

    /** Every bit of every line counts; only what is ignored by the specification may change: the spelling of nothing. */
    @Test
    void refusesAnyFlippedBit() throws MalformedException {
        byte[] good = LOG.proof(600, 3).toString().getBytes(UTF_8);
        ProofVerifier verifier = new ProofVerifier(SampleLog.policy(3));
        assertThat(verifier.verify(LogProof.parse(good))).isInstanceOf(ProofVerification.Proven.class);
        int step = System.getenv("HAIHE_LONG") == null ? 23 : 1;
        for (int at = 0; at < good.length; at += step) {
            byte[] flipped = good.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            assertThat(isProven(verifier, flipped))
                    .as("byte %d of %s", at, new String(flipped, UTF_8))
                    .isFalse();
        }
    }

    private static boolean isProven(ProofVerifier verifier, byte[] proof) {
        try {
            // A line of the log whose name or id is changed is another key's, and then the log's other two lines still
            // stand.
            return verifier.verify(LogProof.parse(proof)) instanceof ProofVerification.Proven
                    && LogProof.parse(proof).checkpoint().signatures().stream()
                                    .filter(line -> SampleLog.KEYS.stream().anyMatch(key -> line.isOf(key.verifier())))
                                    .count()
                            == SampleLog.KEYS.size();
        } catch (MalformedException malformed) {
            return false;
        }
    }

    @Test
    void readsTheSpecificationsExampleUpToWhereItIsCut() {
        String example = """
                c2sp.org/tlog-proof@v1
                index 73894
                gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
                B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=

                example.com/fancylog
                109482
                sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

                — example.com/fancylog hI2DJw[...]1roloI=
                """;
        refuses(example, "line 10: \"hI2DJw[...]1roloI=\" (expected: base64 of a key id of 4 bytes and a signature)");
    }

    @Test
    void saysWhereAProofIsMalformed() {
        String good = LOG.proof(3, 1).toString();
        refuses(good.replace("@v1", "@v2"), "line 1: \"c2sp.org/tlog-proof@v2\" (expected: c2sp.org/tlog-proof@v1)");
        refuses(good.replace("extra ", "extra ?"), "line 2: extra data (expected: base64)");
        refuses(good.replace("index 3", "index 03"), "line 3: \"03\" (expected: an index");
        refuses(good.replace("index 3\n", "index 3\nx\n"), "line 4: \"x\" (expected: base64 of a hash of 32 bytes)");
        String hash = LOG.head().root().base64() + "\n";
        refuses(good.replace("index 3\n", "index 3\n" + hash.repeat(60)), "(expected: an empty line behind 63 hashes)");
        refuses("c2sp.org/tlog-proof@v1\nindex 1\n", "line 3: missing (expected: a hash or an empty line)");
        refuses(good.replace("\n1000\n", "\n1e3\n"), "\"1e3\" (expected: the tree size");
    }

    private static void refuses(String proof, String message) {
        assertThatThrownBy(() -> parsed(proof))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(message);
    }
}
