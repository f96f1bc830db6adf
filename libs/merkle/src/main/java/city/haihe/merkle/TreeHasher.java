package city.haihe.merkle;

import java.security.MessageDigest;

/**
 * The hashes of RFC 6962 2.1: leaves and inner nodes have prefixes of their own, so that neither can pass for the other. Not for
 * several threads at once.
 */
public final class TreeHasher {

    private static final byte LEAF = 0x00;
    private static final byte NODE = 0x01;

    private final MessageDigest digest = Sha256.digest();

    /** The root of a tree without entries: the hash of nothing. */
    public Hash empty() {
        return Hash.wrap(digest.digest());
    }

    /** The leaf hash of an entry. */
    public Hash leaf(byte[] entry) {
        digest.update(LEAF);
        digest.update(entry);
        return Hash.wrap(digest.digest());
    }

    /** The node over two nodes. */
    public Hash node(Hash left, Hash right) {
        digest.update(NODE);
        digest.update(left.shared());
        digest.update(right.shared());
        return Hash.wrap(digest.digest());
    }

    /**
     * The node over a perfect subtree whose lowest nodes stand one behind the other.
     *
     * @param hashes 32 bytes a node
     * @param from the first node's slot
     * @param count how many nodes, a power of two
     */
    public Hash perfect(byte[] hashes, int from, int count) {
        if (Integer.bitCount(count) != 1) {
            throw new IllegalArgumentException("count: %d (expected: a power of two)".formatted(count));
        }
        if (count == 1) {
            return Hash.at(hashes, from);
        }
        byte[] level = new byte[count / 2 * Hash.BYTES];
        hashPairs(hashes, from, level, count / 2);
        for (int width = count / 4; width >= 1; width /= 2) {
            hashPairs(level, 0, level, width);
        }
        return Hash.at(level, 0);
    }

    /** Hashes pairs of nodes into the nodes above; the target may be the source, since it is read ahead of what is written. */
    private void hashPairs(byte[] source, int from, byte[] target, int pairs) {
        for (int pair = 0; pair < pairs; pair++) {
            digest.update(NODE);
            digest.update(source, (from + 2 * pair) * Hash.BYTES, 2 * Hash.BYTES);
            System.arraycopy(digest.digest(), 0, target, pair * Hash.BYTES, Hash.BYTES);
        }
    }
}
