package city.haihe.merkle;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/**
 * SM2 with SM3 (GM/T 0003.2, GB/T 32918.2) on the curve sm2p256v1. A private key is its number d in 32 bytes, a public key the point in
 * 65 (04, x, y), a signature r and s in 32 bytes each. The signer's identifier is the default of GM/T 0009 10.
 */
final class Sm2 implements SignatureAlgorithm {

    private static final int NUMBER_BYTES = 32;
    private static final int PUBLIC_KEY_BYTES = 1 + 2 * NUMBER_BYTES;
    private static final byte UNCOMPRESSED = 0x04;
    private static final byte[] SIGNER = "1234567812345678".getBytes(US_ASCII);

    private final ECDomainParameters curve =
            new ECDomainParameters(org.bouncycastle.asn1.gm.GMNamedCurves.getByName("sm2p256v1"));

    @Override
    public int publicKeyBytes() {
        return PUBLIC_KEY_BYTES;
    }

    @Override
    public int privateKeyBytes() {
        return NUMBER_BYTES;
    }

    /** A number from 1 to n - 2 (GB/T 32918.1 6.1). */
    @Override
    public byte[] generate(SecureRandom random) {
        BigInteger d =
                BigIntegers.createRandomInRange(BigInteger.ONE, curve.getN().subtract(BigInteger.TWO), random);
        return BigIntegers.asUnsignedByteArray(NUMBER_BYTES, d);
    }

    @Override
    public byte[] publicKey(byte[] privateKey) {
        return new FixedPointCombMultiplier()
                .multiply(curve.getG(), number(privateKey))
                .normalize()
                .getEncoded(false);
    }

    @Override
    public Signing signing(byte[] privateKey) {
        ECPrivateKeyParameters key = new ECPrivateKeyParameters(number(privateKey), curve);
        return message -> {
            SM2Signer signer = signer(true, key);
            signer.update(message, 0, message.length);
            try {
                return signer.generateSignature();
            } catch (CryptoException failure) {
                throw new IllegalStateException("SM2 cannot sign", failure);
            }
        };
    }

    @Override
    public Verifying verifying(byte[] publicKey) {
        if (publicKey[0] != UNCOMPRESSED) {
            throw new IllegalArgumentException(
                    "not a public key of SM2: it begins with 0x%02x (expected: 0x04)".formatted(publicKey[0]));
        }
        ECPublicKeyParameters key = new ECPublicKeyParameters(curve.getCurve().decodePoint(publicKey), curve);
        return (message, signature) -> {
            SM2Signer signer = signer(false, key);
            signer.update(message, 0, message.length);
            return signer.verifySignature(signature);
        };
    }

    private BigInteger number(byte[] privateKey) {
        BigInteger d = new BigInteger(1, privateKey);
        if (d.signum() == 0 || d.compareTo(curve.getN().subtract(BigInteger.ONE)) >= 0) {
            throw new IllegalArgumentException("not a private key of SM2: out of range");
        }
        return d;
    }

    private static SM2Signer signer(boolean forSigning, CipherParameters key) {
        SM2Signer signer = new SM2Signer(PlainDSAEncoding.INSTANCE, new SM3Digest());
        signer.init(forSigning, new ParametersWithID(key, SIGNER));
        return signer;
    }
}
