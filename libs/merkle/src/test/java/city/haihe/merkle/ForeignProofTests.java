package city.haihe.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A proof that other people's code has made: tree and log signature by {@code golang.org/x/mod/sumdb} (0.43.0), cosignatures of both kinds
 * by {@code github.com/transparency-dev/formats} (0.1.1), with 5,000 entries of random salts.
 */
class ForeignProofTests {

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = ForeignProofTests.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    @Test
    void verifiesWhatOthersHaveMade() throws IOException, MalformedException {
        byte[] bytes = resource("go-4321.tlog-proof");
        LogProof proof = LogProof.parse(bytes);
        ProofVerifier verifier = new ProofVerifier(TrustPolicy.parse(resource("go.policy")));
        assertThat(verifier.verify(proof)).isInstanceOfSatisfying(ProofVerification.Proven.class, proven -> {
            assertThat(proven.index()).isEqualTo(4321);
            assertThat(proven.checkpoint().size()).isEqualTo(5_000);
            assertThat(proven.witnesses()).isEqualTo(Set.of("w1", "w2"));
        });
        assertThat(new String(proof.opening().orElseThrow().content(), UTF_8)).isEqualTo("content 4321");
        assertThat(proof).hasToString(new String(bytes, UTF_8));
    }
}
