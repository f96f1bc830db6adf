package city.haihe.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A public key with its name and kind, and its text form, the vkey line (C2SP signed-note, Verifier keys). Immutable; for several
 * threads at once.
 */
public final class VerifierKey {

    private static final int PARTS = 3;

    private final String name;
    private final SignatureKind kind;
    private final byte[] publicKey;
    private final int id;
    private final SignatureAlgorithm.Verifying verifying;

    private VerifierKey(String name, SignatureKind kind, byte[] publicKey) {
        SignatureAlgorithm algorithm = kind.algorithm();
        if (publicKey.length != algorithm.publicKeyBytes()) {
            throw new IllegalArgumentException("public key of %d bytes (expected: %d for %s)"
                    .formatted(publicKey.length, algorithm.publicKeyBytes(), kind));
        }
        this.name = KeyName.checked(name);
        this.kind = kind;
        this.publicKey = publicKey;
        this.id = id(name, kind, publicKey);
        this.verifying = algorithm.verifying(publicKey);
    }

    /**
     * A key from its raw public key.
     *
     * @throws IllegalArgumentException if name or key are not valid
     */
    public static VerifierKey of(String name, SignatureKind kind, byte[] publicKey) {
        return new VerifierKey(name, kind, publicKey.clone());
    }

    /**
     * Reads a vkey line.
     *
     * @throws MalformedException if it is none, names another key id than its own, or is of a kind that we do not know
     */
    public static VerifierKey parse(String vkey) throws MalformedException {
        // Base64 may have a plus too, names may not.
        String[] parts = vkey.split("\\+", PARTS);
        byte[] typeAndKey =
                parts.length < PARTS ? new byte[0] : Base64Text.decode(parts[2]).orElse(new byte[0]);
        if (typeAndKey.length == 0) {
            throw new MalformedException(
                    0, "key: %s (expected: NAME+ID+BASE64 of type and public key)".formatted(Lines.quoted(vkey)));
        }
        VerifierKey key;
        try {
            SignatureKind kind = SignatureKind.of(typeAndKey);
            key = new VerifierKey(
                    parts[0], kind, Arrays.copyOfRange(typeAndKey, kind.type().length, typeAndKey.length));
        } catch (IllegalArgumentException invalid) {
            throw new MalformedException(0, "key %s: %s".formatted(Lines.quoted(vkey), invalid.getMessage()));
        }
        if (!parts[1].equals(key.hexId())) {
            throw new MalformedException(0, "key id: %s (expected: %s)".formatted(Lines.quoted(parts[1]), key.hexId()));
        }
        return key;
    }

    private static int id(String name, SignatureKind kind, byte[] publicKey) {
        return ByteBuffer.wrap(Sha256.of(name.getBytes(UTF_8), new byte[] {'\n'}, kind.type(), publicKey))
                .getInt();
    }

    /** The key's name; for a log, its origin. */
    public String name() {
        return name;
    }

    /** What it verifies. */
    public SignatureKind kind() {
        return kind;
    }

    /** The short number that signature lines name the key by. */
    public int id() {
        return id;
    }

    /** The raw public key. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    String hexId() {
        return HexFormat.of().toHexDigits(id);
    }

    /** The raw public key and the type before it, as the vkey has them. */
    byte[] typeAndKey() {
        return ByteBuffer.allocate(kind.type().length + publicKey.length)
                .put(kind.type())
                .put(publicKey)
                .array();
    }

    /** What verifying a signature line found: when it was made, if its kind says so. Empty if it is not valid. */
    Optional<OptionalLong> verify(String text, NoteSignature line) {
        if (!line.isOf(this)) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(line.signature());
        long time = 0;
        if (kind.isCosignature()) {
            if (bytes.remaining() < Long.BYTES) {
                return Optional.empty();
            }
            time = bytes.getLong();
        }
        byte[] signature = new byte[bytes.remaining()];
        bytes.get(signature);
        try {
            return time >= 0 && verifying.verifies(kind.message(name, time, text), signature)
                    ? Optional.of(kind.isCosignature() ? OptionalLong.of(time) : OptionalLong.empty())
                    : Optional.empty();
        } catch (MalformedException noCheckpoint) {
            return Optional.empty();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifierKey key
                && kind == key.kind
                && name.equals(key.name)
                && Arrays.equals(publicKey, key.publicKey);
    }

    @Override
    public int hashCode() {
        return id;
    }

    /** The vkey line. */
    @Override
    public String toString() {
        return name + "+" + hexId() + "+" + Base64Text.encode(typeAndKey());
    }
}
