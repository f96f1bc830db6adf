package city.haihe.merkle;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;

/**
 * A private key with its name and kind. Its text form is a secret: {@code PRIVATE+KEY+NAME+ID+BASE64} with the type and the raw
 * private key, as other implementations of signed notes write Ed25519. For several threads at once.
 */
public final class SignerKey {

    private static final String PREFIX = "PRIVATE+KEY+";
    private static final int PARTS = 3;

    private final VerifierKey verifier;
    private final byte[] privateKey;
    private final SignatureAlgorithm.Signing signing;

    private SignerKey(String name, SignatureKind kind, byte[] privateKey) {
        SignatureAlgorithm algorithm = kind.algorithm();
        if (privateKey.length != algorithm.privateKeyBytes()) {
            throw new IllegalArgumentException("private key of %d bytes (expected: %d for %s)"
                    .formatted(privateKey.length, algorithm.privateKeyBytes(), kind));
        }
        this.privateKey = privateKey;
        this.verifier = VerifierKey.of(name, kind, algorithm.publicKey(privateKey));
        this.signing = algorithm.signing(privateKey);
    }

    /** Makes a new key. */
    public static SignerKey generate(String name, SignatureKind kind, SecureRandom random) {
        return new SignerKey(name, kind, kind.algorithm().generate(random));
    }

    /**
     * A key from its raw private key: a seed of 32 bytes, or for SM2 the number.
     *
     * @throws IllegalArgumentException if name or key are not valid
     */
    public static SignerKey of(String name, SignatureKind kind, byte[] privateKey) {
        return new SignerKey(name, kind, privateKey.clone());
    }

    /** Reads the text form. The message of the exception never has any of it. */
    public static SignerKey parse(String secret) throws MalformedException {
        String[] parts =
                secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()).split("\\+", PARTS) : new String[0];
        byte[] typeAndKey =
                parts.length < PARTS ? new byte[0] : Base64Text.decode(parts[2]).orElse(new byte[0]);
        SignerKey key;
        try {
            SignatureKind kind = SignatureKind.of(typeAndKey);
            key = new SignerKey(parts[0], kind, Arrays.copyOfRange(typeAndKey, kind.type().length, typeAndKey.length));
        } catch (IllegalArgumentException invalid) {
            throw new MalformedException(0, "not a private key (expected: PRIVATE+KEY+NAME+ID+BASE64)");
        }
        if (!parts[1].equals(key.verifier.hexId())) {
            throw new MalformedException(0, "a private key with another id than its own");
        }
        return key;
    }

    /** The public key. */
    public VerifierKey verifier() {
        return verifier;
    }

    /**
     * Signs a note's text.
     *
     * @param time when; only cosignatures say it
     * @throws IllegalArgumentException if the kind signs checkpoints only and the text is none
     */
    public NoteSignature sign(String text, Instant time) {
        long seconds = time.getEpochSecond();
        if (seconds <= 0) {
            throw new IllegalArgumentException("time: %s (expected: after 1970)".formatted(time));
        }
        SignatureKind kind = verifier.kind();
        byte[] signature;
        try {
            signature = signing.sign(kind.message(verifier.name(), seconds, text));
        } catch (MalformedException noCheckpoint) {
            throw new IllegalArgumentException("%s signs checkpoints only".formatted(kind), noCheckpoint);
        }
        byte[] bytes = kind.isCosignature()
                ? ByteBuffer.allocate(Long.BYTES + signature.length)
                        .putLong(seconds)
                        .put(signature)
                        .array()
                : signature;
        return new NoteSignature(verifier.name(), verifier.id(), bytes);
    }

    /** The text form, which is the secret itself. */
    public String secret() {
        byte[] type = verifier.kind().type();
        byte[] bytes = ByteBuffer.allocate(type.length + privateKey.length)
                .put(type)
                .put(privateKey)
                .array();
        return PREFIX + verifier.name() + "+" + verifier.hexId() + "+" + Base64Text.encode(bytes);
    }

    /** Whose key it is; nothing of the secret. */
    @Override
    public String toString() {
        return "private key of " + verifier.name() + "+" + verifier.hexId();
    }
}
