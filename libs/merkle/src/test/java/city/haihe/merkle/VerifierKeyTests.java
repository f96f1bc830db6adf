package city.haihe.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.junit.jupiter.api.Test;

class VerifierKeyTests {

    private static final String TEXT = new SampleLog(7).checkpoint().text();

    @Test
    void signsVerifiesAndKeepsKeysOfEachKind() throws MalformedException {
        for (SignatureKind kind : SignatureKind.values()) {
            SignerKey key = SignerKey.generate("key.example/" + kind, kind, new SecureRandom());
            SignerKey again = SignerKey.parse(key.secret());
            assertThat(again.verifier()).isEqualTo(key.verifier());
            VerifierKey verifier = VerifierKey.parse(key.verifier().toString());
            assertThat(verifier).isEqualTo(key.verifier());
            NoteSignature line = again.sign(TEXT, SampleLog.TIME);
            assertThat(verifier.verify(TEXT, line))
                    .contains(
                            kind.isCosignature()
                                    ? OptionalLong.of(SampleLog.TIME.getEpochSecond())
                                    : OptionalLong.empty());
            assertThat(verifier.verify(TEXT.replace("\n7\n", "\n8\n"), line)).isEmpty();
            SignerKey other = SignerKey.generate(key.verifier().name(), kind, new SecureRandom());
            NoteSignature borrowed = new NoteSignature(
                    verifier.name(),
                    verifier.id(),
                    other.sign(TEXT, SampleLog.TIME).signature());
            assertThat(verifier.verify(TEXT, borrowed)).isEmpty();
            for (int length : new int[] {1, 7, 8, 9, line.signature().length - 1, line.signature().length + 1}) {
                byte[] cut = Arrays.copyOf(line.signature(), length);
                assertThat(verifier.verify(TEXT, new NoteSignature(verifier.name(), verifier.id(), cut)))
                        .as("%s of %d bytes", kind, length)
                        .isEmpty();
            }
        }
    }

    /** The message of tlog-cosignature, Ed25519 signed message, put together here and verified by another library. */
    @Test
    void cosignsTheMessageOfTheSpecification() {
        SignerKey key = SampleLog.WITNESSES.getFirst();
        byte[] signature = key.sign(TEXT, Instant.ofEpochSecond(1_679_315_147)).signature();
        assertThat(ByteBuffer.wrap(signature).getLong()).isEqualTo(1_679_315_147);
        byte[] message = ("cosignature/v1\ntime 1679315147\n" + TEXT).getBytes(UTF_8);
        Ed25519Signer verifier = new Ed25519Signer();
        verifier.init(false, new Ed25519PublicKeyParameters(key.verifier().publicKey()));
        verifier.update(message, 0, message.length);
        assertThat(verifier.verifySignature(Arrays.copyOfRange(signature, 8, signature.length)))
                .isTrue();
    }

    /** The structure of tlog-cosignature, ML-DSA-44 signed message, put together here and verified by another library. */
    @Test
    void signsTheStructureOfTheSpecification() throws MalformedException {
        SignerKey key = SampleLog.KEYS.get(2);
        byte[] signature = key.sign(TEXT, SampleLog.TIME).signature();
        Checkpoint checkpoint = Checkpoint.parse(TEXT, 1);
        byte[] name = key.verifier().name().getBytes(UTF_8);
        byte[] origin = checkpoint.origin().getBytes(UTF_8);
        byte[] message = ByteBuffer.allocate(12 + 1 + name.length + 8 + 1 + origin.length + 8 + 8 + 32)
                .put("subtree/v1\n\0".getBytes(UTF_8))
                .put((byte) name.length)
                .put(name)
                .putLong(SampleLog.TIME.getEpochSecond())
                .put((byte) origin.length)
                .put(origin)
                .putLong(0)
                .putLong(7)
                .put(checkpoint.root().bytes())
                .array();
        MLDSASigner verifier = new MLDSASigner();
        verifier.init(
                false,
                new MLDSAPublicKeyParameters(
                        MLDSAParameters.ml_dsa_44, key.verifier().publicKey()));
        verifier.update(message, 0, message.length);
        assertThat(verifier.verifySignature(Arrays.copyOfRange(signature, 8, signature.length)))
                .isTrue();
        assertThat(signature).hasSize(8 + 2420);
    }

    /** Extension lines are part of an Ed25519 cosignature and not of one of ML-DSA-44. */
    @Test
    void saysNothingOfExtensionLinesByMlDsa() {
        for (SignerKey key : SampleLog.WITNESSES) {
            boolean covered = key.verifier().kind() == SignatureKind.ED25519_COSIGNATURE;
            NoteSignature line = key.sign(TEXT + "extension\n", SampleLog.TIME);
            assertThat(key.verifier().verify(TEXT + "other\n", line).isPresent())
                    .isEqualTo(!covered);
        }
    }

    /** The example of GM/T 0003.5 A.2 on the recommended curve. */
    @Test
    void verifiesTheStandardsExampleOfSm2() throws MalformedException {
        byte[] d = HexFormat.of().parseHex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8");
        SignerKey key = SignerKey.of("sm2.example", SignatureKind.SM2_SM3, d);
        assertThat(HexFormat.of().formatHex(key.verifier().publicKey()))
                .isEqualTo("0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
                        + "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13");
        byte[] signature = HexFormat.of()
                .parseHex("f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
                        + "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa");
        NoteSignature line = new NoteSignature("sm2.example", key.verifier().id(), signature);
        assertThat(key.verifier().verify("message digest", line)).isPresent();
        assertThat(key.verifier().verify("message digests", line)).isEmpty();
    }

    @Test
    void cosignsCheckpointsOnly() {
        for (SignerKey key : SampleLog.WITNESSES) {
            assertThatThrownBy(() -> key.sign("no checkpoint\n", SampleLog.TIME))
                    .hasMessageContaining("signs checkpoints only");
            NoteSignature line = key.sign(TEXT, SampleLog.TIME);
            assertThat(key.verifier().verify("no checkpoint\n", line)).isEmpty();
            assertThatThrownBy(() -> key.sign(TEXT, Instant.EPOCH)).hasMessageContaining("expected: after 1970");
        }
    }

    @Test
    void refusesKeysThatAreNotOnes() {
        String good = SampleLog.KEYS.getFirst().verifier().toString();
        refuses("", "key: \"\" (expected: NAME+ID+BASE64 of type and public key)");
        refuses(good.replace("+", "-"), "expected: NAME+ID+BASE64 of type and public key");
        refuses(good.substring(0, good.length() - 1), "expected: NAME+ID+BASE64 of type and public key");
        refuses(good.replaceFirst("\\+.{8}\\+", "+00000000+"), "key id: \"00000000\" (expected: ");
        refuses("a+00000000+AAEC", "signature type: 0x00 (expected: 0x01, 0x04, 0x06, or 0xff");
        refuses("a+00000000+AQEC", "public key of 2 bytes (expected: 32 for ED25519)");
        refuses("a b" + good.substring(good.indexOf('+')), "key name: \"a b\" (expected: not empty");
        byte[] noPoint = new byte[65];
        noPoint[0] = 4;
        assertThatThrownBy(() -> VerifierKey.of("a", SignatureKind.SM2_SM3, noPoint))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> VerifierKey.of("a", SignatureKind.SM2_SM3, new byte[65]))
                .hasMessage("not a public key of SM2: it begins with 0x00 (expected: 0x04)");
        byte[] large = new byte[32];
        Arrays.fill(large, (byte) 0xff);
        assertThatThrownBy(() -> SignerKey.of("a", SignatureKind.SM2_SM3, large))
                .hasMessage("not a private key of SM2: out of range");
    }

    private static void refuses(String vkey, String message) {
        assertThatThrownBy(() -> VerifierKey.parse(vkey))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(message);
    }

    @Test
    void neverRepeatsASecret() {
        String secret = SampleLog.KEYS.getFirst().secret();
        String key = secret.substring(secret.lastIndexOf('+') + 1);
        for (String wrong :
                List.of(secret + "A", secret.replace("PRIVATE", "PUBLIC"), secret.replace("city", "town"))) {
            assertThatThrownBy(() -> SignerKey.parse(wrong))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageNotContaining(key);
        }
        assertThat(SampleLog.KEYS.getFirst().toString()).doesNotContain(key);
    }
}
