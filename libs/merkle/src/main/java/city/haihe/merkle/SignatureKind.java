package city.haihe.merkle;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.bouncycastle.util.Arrays;

/** The signatures that notes carry here (C2SP signed-note, Signature types; C2SP tlog-cosignature). */
public enum SignatureKind {
    /** Type 0x01: Ed25519 over the text. */
    ED25519(new byte[] {0x01}, new Ed25519(), false),

    /** Type 0x04: a witness's Ed25519 over time and checkpoint. */
    ED25519_COSIGNATURE(new byte[] {0x04}, new Ed25519(), true),

    /** Type 0x06: a log's or witness's ML-DSA-44 over names, time and tree head. */
    ML_DSA_44_COSIGNATURE(new byte[] {0x06}, new MlDsa44(), true),

    /**
     * Type 0xff, for kinds without a number, and our identifier {@code haihe.city/sm2-sm3/v1} with a newline: SM2 with SM3 over
     * the text.
     */
    SM2_SM3(
            Arrays.concatenate(new byte[] {(byte) 0xff}, "haihe.city/sm2-sm3/v1\n".getBytes(US_ASCII)),
            new Sm2(),
            false);

    private static final byte[] SUBTREE_LABEL = "subtree/v1\n\0".getBytes(US_ASCII);
    private static final int MAX_NAME_BYTES = 255;

    private final byte[] type;
    private final SignatureAlgorithm algorithm;
    private final boolean timestamped;

    SignatureKind(byte[] type, SignatureAlgorithm algorithm, boolean timestamped) {
        this.type = type;
        this.algorithm = algorithm;
        this.timestamped = timestamped;
    }

    /** The type byte, and for 0xff the identifier behind it. */
    public byte[] type() {
        return type.clone();
    }

    /** Whether a signature begins with the time that it was made at, and a witness may make it. */
    public boolean isCosignature() {
        return timestamped;
    }

    SignatureAlgorithm algorithm() {
        return algorithm;
    }

    /** The kind whose type these bytes begin with; the public key is behind it. */
    static SignatureKind of(byte[] typeAndKey) {
        for (SignatureKind kind : values()) {
            if (Arrays.areEqual(
                    kind.type, 0, kind.type.length, typeAndKey, 0, Math.min(kind.type.length, typeAndKey.length))) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                typeAndKey.length == 0
                        ? "no signature type"
                        : "signature type: 0x%02x (expected: 0x01, 0x04, 0x06, or 0xff with haihe.city/sm2-sm3/v1)"
                                .formatted(typeAndKey[0]));
    }

    /**
     * The bytes that are signed.
     *
     * @param keyName the key's name
     * @param time POSIX seconds, for cosignatures
     * @param text the note's text
     * @throws MalformedException if the kind signs checkpoints only and the text is none
     */
    byte[] message(String keyName, long time, String text) throws MalformedException {
        return switch (this) {
            case ED25519, SM2_SM3 -> text.getBytes(UTF_8);
            case ED25519_COSIGNATURE -> {
                Checkpoint.parse(text, 1);
                yield "cosignature/v1\ntime %d\n%s".formatted(time, text).getBytes(UTF_8);
            }
            case ML_DSA_44_COSIGNATURE -> cosignedMessage(keyName, time, Checkpoint.parse(text, 1));
        };
    }

    /** The structure cosigned_message of tlog-cosignature, ML-DSA-44 signed message. */
    private static byte[] cosignedMessage(String cosigner, long time, Checkpoint checkpoint) throws MalformedException {
        byte[] name = cosigner.getBytes(UTF_8);
        byte[] origin = checkpoint.origin().getBytes(UTF_8);
        if (name.length > MAX_NAME_BYTES || origin.length > MAX_NAME_BYTES) {
            throw new MalformedException(
                    1, "names of %d and %d bytes (expected: <= 255)".formatted(name.length, origin.length));
        }
        return ByteBuffer.allocate(SUBTREE_LABEL.length + 2 + name.length + origin.length + 3 * Long.BYTES + Hash.BYTES)
                .put(SUBTREE_LABEL)
                .put((byte) name.length)
                .put(name)
                .putLong(time)
                .put((byte) origin.length)
                .put(origin)
                .putLong(0)
                .putLong(checkpoint.size())
                .put(checkpoint.root().shared())
                .array();
    }
}
