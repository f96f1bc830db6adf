package city.haihe.merkle;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** A node of the tree: 32 bytes of SHA-256 (RFC 6962 2.1). Immutable. */
public final class Hash {

    /** The size of SHA-256. */
    public static final int BYTES = 32;

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of these 32 bytes. */
    public static Hash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("hash of %d bytes (expected: %d)".formatted(bytes.length, BYTES));
        }
        return new Hash(bytes.clone());
    }

    /** The hash at a slot of hashes that stand one behind the other, as in a tile (C2SP tlog-tiles). */
    public static Hash at(byte[] hashes, int slot) {
        return new Hash(Arrays.copyOfRange(hashes, slot * BYTES, (slot + 1) * BYTES));
    }

    /** The hash that canonical base64 of 32 bytes stands for (RFC 4648 4), if it is that. */
    public static Optional<Hash> ofBase64(String text) {
        return Base64Text.decode(text).filter(bytes -> bytes.length == BYTES).map(Hash::new);
    }

    /** Takes the array as it is; nobody else may hold it. */
    static Hash wrap(byte[] bytes) {
        return new Hash(bytes);
    }

    /** The array itself, for hashing; it must not be changed. */
    byte[] shared() {
        return bytes;
    }

    /** A copy of the 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Base64 with padding (RFC 4648 4), as checkpoints and proofs write it. */
    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Lowercase hex. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
