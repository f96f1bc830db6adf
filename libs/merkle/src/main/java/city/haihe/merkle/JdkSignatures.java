package city.haihe.merkle;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import org.bouncycastle.util.Arrays;

/** Signing and verifying by the JDK, which takes raw keys only in their DER wrappings. */
final class JdkSignatures {

    private final String algorithm;
    private final byte[] publicPrefix;
    private final byte[] privatePrefix;

    /** The prefixes are those of SubjectPublicKeyInfo and of PKCS #8 before the raw key, in hex. */
    JdkSignatures(String algorithm, String publicPrefix, String privatePrefix) {
        this.algorithm = algorithm;
        this.publicPrefix = HexFormat.of().parseHex(publicPrefix);
        this.privatePrefix = HexFormat.of().parseHex(privatePrefix);
    }

    SignatureAlgorithm.Signing signing(byte[] rawPrivateKey) {
        PrivateKey key;
        try {
            key = KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(Arrays.concatenate(privatePrefix, rawPrivateKey)));
        } catch (GeneralSecurityException invalid) {
            throw new IllegalArgumentException("not a private key of " + algorithm, invalid);
        }
        return message -> {
            try {
                Signature signature = Signature.getInstance(algorithm);
                signature.initSign(key);
                signature.update(message);
                return signature.sign();
            } catch (GeneralSecurityException failure) {
                throw new IllegalStateException(algorithm + " cannot sign", failure);
            }
        };
    }

    SignatureAlgorithm.Verifying verifying(byte[] rawPublicKey) {
        PublicKey key;
        try {
            key = KeyFactory.getInstance(algorithm)
                    .generatePublic(new X509EncodedKeySpec(Arrays.concatenate(publicPrefix, rawPublicKey)));
            // A point that is not on the curve is noticed only here.
            Signature.getInstance(algorithm).initVerify(key);
        } catch (GeneralSecurityException invalid) {
            throw new IllegalArgumentException("not a public key of " + algorithm, invalid);
        }
        return (message, bytes) -> verifies(key, message, bytes);
    }

    private boolean verifies(PublicKey key, byte[] message, byte[] bytes) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initVerify(key);
            signature.update(message);
            return signature.verify(bytes);
        } catch (SignatureException noSignature) {
            return false;
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(algorithm + " cannot verify", failure);
        }
    }
}
