package city.haihe.merkle;

import java.security.SecureRandom;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/** Ed25519 (RFC 8032); a private key is its seed of 32 bytes. */
final class Ed25519 implements SignatureAlgorithm {

    private static final int KEY_BYTES = 32;

    private final JdkSignatures jdk =
            new JdkSignatures("Ed25519", "302a300506032b6570032100", "302e020100300506032b657004220420");

    @Override
    public int publicKeyBytes() {
        return KEY_BYTES;
    }

    @Override
    public int privateKeyBytes() {
        return KEY_BYTES;
    }

    @Override
    public byte[] generate(SecureRandom random) {
        byte[] seed = new byte[KEY_BYTES];
        random.nextBytes(seed);
        return seed;
    }

    /** The JDK derives no public key from a private one. */
    @Override
    public byte[] publicKey(byte[] privateKey) {
        return new Ed25519PrivateKeyParameters(privateKey).generatePublicKey().getEncoded();
    }

    @Override
    public Signing signing(byte[] privateKey) {
        return jdk.signing(privateKey);
    }

    @Override
    public Verifying verifying(byte[] publicKey) {
        return jdk.verifying(publicKey);
    }
}
