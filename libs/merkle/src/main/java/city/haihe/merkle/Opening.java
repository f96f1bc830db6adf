package city.haihe.merkle;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a log's entry commits to: content and a salt. The entry itself is the commitment,
 * {@code SHA-256("haihe.city/commitment/v1\n" || salt || content)}, which says nothing about the content to whom the salt is not
 * known. When content and salt are erased the entry stays, and so do all proofs. The label keeps a commitment from being any other
 * hash of the log; the salt has a fixed length, so that no two pairs of salt and content have the same bytes. Immutable.
 */
public final class Opening {

    /** Salts of 256 bits cannot be guessed or found twice. */
    public static final int SALT_BYTES = 32;

    /** Base64 of it must fit a line of a proof within a note's bounds. */
    public static final int MAX_CONTENT_BYTES = 1 << 19;

    private static final byte[] COMMITMENT_LABEL = "haihe.city/commitment/v1\n".getBytes(US_ASCII);
    private static final byte[] OPENING_LABEL = "haihe.city/opening/v1\n".getBytes(US_ASCII);

    private final byte[] salt;
    private final byte[] content;

    private Opening(byte[] salt, byte[] content) {
        if (salt.length != SALT_BYTES || content.length > MAX_CONTENT_BYTES) {
            throw new IllegalArgumentException("salt of %d and content of %d bytes (expected: %d and <= %d)"
                    .formatted(salt.length, content.length, SALT_BYTES, MAX_CONTENT_BYTES));
        }
        this.salt = salt;
        this.content = content;
    }

    /** Content with the salt that was chosen for it. */
    public static Opening of(byte[] salt, byte[] content) {
        return new Opening(salt.clone(), content.clone());
    }

    /** Content with a new salt. */
    public static Opening salted(byte[] content, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new Opening(salt, content.clone());
    }

    /** Reads what {@link #encoded} wrote. */
    public static Optional<Opening> parse(byte[] bytes) {
        int head = OPENING_LABEL.length + SALT_BYTES;
        if (bytes.length < head
                || bytes.length - head > MAX_CONTENT_BYTES
                || !Arrays.equals(OPENING_LABEL, Arrays.copyOf(bytes, OPENING_LABEL.length))) {
            return Optional.empty();
        }
        return Optional.of(new Opening(
                Arrays.copyOfRange(bytes, OPENING_LABEL.length, head), Arrays.copyOfRange(bytes, head, bytes.length)));
    }

    /** The salt. */
    public byte[] salt() {
        return salt.clone();
    }

    /** The content, byte for byte as it was committed to. */
    public byte[] content() {
        return content.clone();
    }

    /** The log's entry: 32 bytes. */
    public byte[] commitment() {
        return Sha256.of(COMMITMENT_LABEL, salt, content);
    }

    /** As the extra data of a proof (C2SP tlog-proof): {@code "haihe.city/opening/v1\n" || salt || content}. */
    public byte[] encoded() {
        return ByteBuffer.allocate(OPENING_LABEL.length + SALT_BYTES + content.length)
                .put(OPENING_LABEL)
                .put(salt)
                .put(content)
                .array();
    }
}
