package city.haihe.merkle;

/**
 * What a tree is at some size.
 *
 * @param size its number of entries
 * @param root its root hash (RFC 6962 2.1)
 */
public record TreeHead(long size, Hash root) {

    /** Checks the size. */
    public TreeHead {
        if (size < 0) {
            throw new IllegalArgumentException("tree size: %d (expected: >= 0)".formatted(size));
        }
    }

    /** The tree without entries. */
    public static TreeHead empty() {
        return new TreeHead(0, new TreeHasher().empty());
    }
}
