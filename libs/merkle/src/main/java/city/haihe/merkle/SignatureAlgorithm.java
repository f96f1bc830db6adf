package city.haihe.merkle;

import java.security.SecureRandom;

/** Signs bytes and verifies. Keys are raw bytes, as the formats of notes have them. */
interface SignatureAlgorithm {

    /** A private key, ready to sign; for several threads at once. */
    @FunctionalInterface
    interface Signing {
        byte[] sign(byte[] message);
    }

    /** A public key, ready to verify; for several threads at once. */
    @FunctionalInterface
    interface Verifying {
        /** Whether it is a signature of the message; false too where it is none at all. */
        boolean verifies(byte[] message, byte[] signature);
    }

    /** The size of a public key. */
    int publicKeyBytes();

    /** The size of a private key. */
    int privateKeyBytes();

    /** A new private key. */
    byte[] generate(SecureRandom random);

    /** The public key that belongs to a private one. */
    byte[] publicKey(byte[] privateKey);

    /** Reads a private key. */
    Signing signing(byte[] privateKey);

    /**
     * Reads a public key.
     *
     * @throws IllegalArgumentException if these bytes are no public key
     */
    Verifying verifying(byte[] publicKey);
}
