package city.haihe.merkle;

import java.security.SecureRandom;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;

/**
 * ML-DSA-44 (FIPS 204, pure, with an empty context). A private key is its seed of 32 bytes, which FIPS 204 5.1 makes both keys from;
 * the JDK takes the expanded private key only.
 */
final class MlDsa44 implements SignatureAlgorithm {

    private static final int PUBLIC_KEY_BYTES = 1312;
    private static final int SEED_BYTES = 32;

    private final JdkSignatures jdk = new JdkSignatures(
            "ML-DSA-44",
            "30820532300b06096086480165030403110382052100",
            "30820a18020100300b060960864801650304031104820a0404820a00");

    @Override
    public int publicKeyBytes() {
        return PUBLIC_KEY_BYTES;
    }

    @Override
    public int privateKeyBytes() {
        return SEED_BYTES;
    }

    @Override
    public byte[] generate(SecureRandom random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return seed;
    }

    @Override
    public byte[] publicKey(byte[] privateKey) {
        return expanded(privateKey).getPublicKey();
    }

    @Override
    public Signing signing(byte[] privateKey) {
        return jdk.signing(expanded(privateKey).getEncoded());
    }

    @Override
    public Verifying verifying(byte[] publicKey) {
        return jdk.verifying(publicKey);
    }

    private static MLDSAPrivateKeyParameters expanded(byte[] seed) {
        return new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_44, seed);
    }
}
