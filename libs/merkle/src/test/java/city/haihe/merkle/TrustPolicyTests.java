package city.haihe.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrustPolicyTests {

    private static final SampleLog LOG = new SampleLog(20);
    private static final SignedNote SIGNED = LOG.signed();
    private static final String LOG_KEY = SampleLog.KEYS.getFirst().verifier().toString();

    /** Six witnesses, X1 to X3 and Y1 to Y3, as in the specification's example. */
    private static final List<SignerKey> SIX = new ArrayList<>();

    static {
        for (int number = 0; number < 6; number++) {
            byte[] seed = new byte[32];
            Arrays.fill(seed, (byte) (100 + number));
            SIX.add(SignerKey.of("w.example/" + number, SignatureKind.ED25519_COSIGNATURE, seed));
        }
    }

    private static String example() {
        return """
                # The specification's example, with keys.
                log %s https://log.example/city/

                witness X1 %s
                witness X2 %s
                \twitness  X3\t%s https://witness.example/
                group X-witnesses 2 X1 X2 X3

                witness Y1 %s
                witness Y2 %s
                witness Y3 %s
                group Y-witnesses any Y1 Y2 Y3

                group X-and-Y all X-witnesses Y-witnesses
                quorum X-and-Y
                """.formatted(
                        LOG_KEY,
                        SIX.get(0).verifier(),
                        SIX.get(1).verifier(),
                        SIX.get(2).verifier(),
                        SIX.get(3).verifier(),
                        SIX.get(4).verifier(),
                        SIX.get(5).verifier());
    }

    private static TrustPolicy policy(String text) throws MalformedException {
        return TrustPolicy.parse(text.getBytes(UTF_8));
    }

    private static SignedNote cosigned(int... witnesses) {
        String text = LOG.checkpoint().text();
        return SIGNED.with(Arrays.stream(witnesses)
                .mapToObj(number -> SIX.get(number).sign(text, SampleLog.TIME))
                .toList());
    }

    @Test
    void decidesTheSpecificationsExampleForEverySetOfWitnesses() throws MalformedException {
        TrustPolicy policy = policy(example());
        for (int set = 0; set < 1 << 6; set++) {
            int chosen = set;
            int[] witnesses = java.util.stream.IntStream.range(0, 6)
                    .filter(number -> (chosen >> number & 1) == 1)
                    .toArray();
            boolean expected = Integer.bitCount(set & 0b111) >= 2 && (set & 0b111000) != 0;
            PolicyDecision decision = policy.decide(cosigned(witnesses));
            assertThat(decision instanceof PolicyDecision.Accepted)
                    .as(Integer.toBinaryString(set))
                    .isEqualTo(expected);
        }
        assertThat(policy.decide(cosigned(0, 2, 5)))
                .isEqualTo(new PolicyDecision.Accepted(LOG.checkpoint(), Set.of("X1", "X3", "Y3")));
    }

    @Test
    void countsAWitnessOnce() throws MalformedException {
        assertThat(reason(policy(example()), cosigned(0, 0, 3, 4, 5))).isEqualTo(PolicyDecision.Reason.NO_QUORUM);
    }

    @Test
    void saysWhyItRefuses() throws MalformedException {
        TrustPolicy policy = policy("log " + LOG_KEY + "\nquorum none\n");
        assertThat(policy.decide(SIGNED)).isEqualTo(new PolicyDecision.Accepted(LOG.checkpoint(), Set.of()));
        SignerKey key = SampleLog.KEYS.getFirst();
        assertThat(reason(policy, SignedNote.sign("no checkpoint\n", List.of(key), SampleLog.TIME)))
                .isEqualTo(PolicyDecision.Reason.MALFORMED);
        Checkpoint other = new Checkpoint("other.example", LOG.head());
        assertThat(reason(policy, other.sign(List.of(key), SampleLog.TIME)))
                .isEqualTo(PolicyDecision.Reason.UNKNOWN_LOG);
        assertThat(reason(policy, LOG.checkpoint().sign(SIX, SampleLog.TIME)))
                .isEqualTo(PolicyDecision.Reason.NOT_SIGNED);
        SignedNote changed = new SignedNote(LOG.checkpoint().text().replace("\n20\n", "\n21\n"), SIGNED.signatures());
        assertThat(reason(policy, changed)).isEqualTo(PolicyDecision.Reason.FORGED);
    }

    /** A witness's signature is no log's: who has only witnesses sign has no log. */
    @Test
    void wantsTheLogsOwnSignature() throws MalformedException {
        SignedNote onlyWitnesses = LOG.checkpoint().sign(SIX, SampleLog.TIME);
        assertThat(reason(policy(example()), onlyWitnesses)).isEqualTo(PolicyDecision.Reason.NOT_SIGNED);
    }

    private static PolicyDecision.Reason reason(TrustPolicy policy, SignedNote note) {
        return policy.decide(note) instanceof PolicyDecision.Refused(var reason, var _)
                ? reason
                : org.assertj.core.api.Assertions.fail("accepted");
    }

    @Test
    void saysWhichLineIsWrong() {
        String witness = "witness w " + SIX.getFirst().verifier() + "\n";
        refuses("", "no quorum line (expected: one)");
        refuses("quorum none", "no newline at the end");
        refuses("quorum none\nquorum none\n", "line 2: expected: one quorum line");
        refuses("quorum w\n" + witness, "line 1: \"w\" (expected: the name of a witness or group of a line before)");
        refuses("\nsomething\n", "line 2: \"something\" (expected: log, witness, group or quorum)");
        refuses("log\n", "line 1: expected: log VKEY [URL]");
        refuses("log nonsense\n", "line 1: key: \"nonsense\"");
        refuses("log " + LOG_KEY + "\nlog " + LOG_KEY + "\n", "line 2: ");
        refuses(witness + witness, "line 2: ");
        refuses("witness w " + LOG_KEY + "\n", "(expected: a key of type 0x04 or 0x06, which cosignatures have)");
        refuses("witness none " + SIX.getFirst().verifier() + "\n", "line 1: \"none\"");
        refuses(witness + "group g 2 w\n", "line 2: \"2\" (expected: all, any, or 1 to 1)");
        refuses(witness + "group g 0 w\n", "line 2: \"0\"");
        refuses(witness + "group g all\n", "line 2: expected: group NAME all|any|K NAME...");
        refuses(witness + "group w all w\n", "line 2: \"w\" (expected: a name that means nothing else)");
        refuses(witness + "group g all g\n", "line 2: \"g\" (expected: the name of a witness");
        refuses(witness + "group g all none\n", "line 2: \"none\"");
        refuses(witness + "group g any w\ngroup h any w\n", "line 3: \"w\" (expected: a name that is in no group yet)");
        refuses(witness + "group g all w w\n", "line 2: \"w\" (expected: a name that is in no group yet)");
        refuses("quorum none\r\n", "line 1: a control character");
    }

    /** The same public key under another name would count twice. */
    @Test
    void refusesOnePublicKeyUnderTwoNames() {
        VerifierKey key = SIX.getFirst().verifier();
        VerifierKey again = VerifierKey.of("other.example", SignatureKind.ED25519_COSIGNATURE, key.publicKey());
        refuses("witness a " + key + "\nwitness b " + again + "\n", "line 2: ");
        VerifierKey log = SampleLog.KEYS.getFirst().verifier();
        VerifierKey asCosigner = VerifierKey.of("c.example", SignatureKind.ED25519_COSIGNATURE, log.publicKey());
        refuses("log " + log + "\nlog " + asCosigner + "\n", "line 2: ");
    }

    private static void refuses(String policy, String message) {
        assertThatThrownBy(() -> policy(policy))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(message);
    }

    @Test
    void takesNamesAsOctets() throws MalformedException {
        VerifierKey key = SIX.getFirst().verifier();
        VerifierKey chinese = SignerKey.of("见证.example/一", SignatureKind.ED25519_COSIGNATURE, new byte[32])
                .verifier();
        TrustPolicy policy = policy("witness K " + key + "\nwitness \u212a " + chinese + "\nquorum \u212a\n");
        assertThat(policy.witnesses().values()).containsExactlyInAnyOrder(key, chinese);
        assertThat(policy.logs()).isEmpty();
    }
}
