package city.haihe.merkle;

import java.util.ArrayList;
import java.util.List;

/**
 * A tree as its tiles hold it: roots at any size up to its own, inclusion and consistency proofs. An answer reads a few tiles a
 * level, whatever the tree's size. For several threads at once where the store is.
 */
public final class TileTree {

    private final TileStore store;
    private final long size;

    /** The tree of this many entries in the store. */
    public TileTree(TileStore store, long size) {
        if (size < 0) {
            throw new IllegalArgumentException("tree size: %d (expected: >= 0)".formatted(size));
        }
        this.store = store;
        this.size = size;
    }

    /** The number of entries. */
    public long size() {
        return size;
    }

    /** The root hash. */
    public Hash root() {
        return rootAt(size);
    }

    /** The root hash that the tree had when it was of this size (RFC 6962 2.1). */
    public Hash rootAt(long earlier) {
        if (earlier < 0 || earlier > size) {
            throw new IllegalArgumentException("size: %d (expected: 0 to %d)".formatted(earlier, size));
        }
        Walk walk = new Walk();
        return earlier == 0 ? walk.hasher.empty() : walk.range(0, earlier);
    }

    /** Proves that an entry is in the tree of this size (RFC 6962 2.1.1). */
    public InclusionProof inclusion(long index, long inSize) {
        if (index < 0 || index >= inSize || inSize > size) {
            throw new IllegalArgumentException(
                    "index %d in size %d (expected: index < size <= %d)".formatted(index, inSize, size));
        }
        Walk walk = new Walk();
        walk.path(index, 0, inSize);
        return new InclusionProof(index, inSize, walk.proof);
    }

    /** Proves that the tree of a later size has the tree of an earlier as its beginning (RFC 6962 2.1.2). */
    public ConsistencyProof consistency(long earlier, long later) {
        if (earlier < 0 || earlier > later || later > size) {
            throw new IllegalArgumentException(
                    "sizes %d and %d (expected: 0 <= earlier <= later <= %d)".formatted(earlier, later, size));
        }
        Walk walk = new Walk();
        if (earlier > 0) {
            walk.subproof(earlier, 0, later, true);
        }
        return new ConsistencyProof(earlier, later, walk.proof);
    }

    /** The root of the perfect subtree over entries {@code index * 2^level} on. */
    Hash node(int level, long index) {
        return new Walk().node(level, index);
    }

    /** One answer. */
    private final class Walk {

        private final TreeHasher hasher = new TreeHasher();
        private final TileReading tiles = new TileReading(store, size);
        private final List<Hash> proof = new ArrayList<>();

        /** PATH(m, D[n]) of RFC 6962 2.1.1 over the entries {@code from} to {@code to}, exclusive. */
        private void path(long index, long from, long to) {
            if (to - from == 1) {
                return;
            }
            long middle = from + split(to - from);
            if (index < middle) {
                path(index, from, middle);
                proof.add(range(middle, to));
            } else {
                path(index, middle, to);
                proof.add(range(from, middle));
            }
        }

        /** SUBPROOF(m, D[n], b) of RFC 6962 2.1.2, m being the end of the earlier tree within D. */
        private void subproof(long earlier, long from, long to, boolean known) {
            if (earlier == to) {
                if (!known) {
                    proof.add(range(from, to));
                }
                return;
            }
            long middle = from + split(to - from);
            if (earlier <= middle) {
                subproof(earlier, from, middle, known);
                proof.add(range(middle, to));
            } else {
                subproof(earlier, middle, to, false);
                proof.add(range(from, middle));
            }
        }

        /** MTH(D[from:to]) of RFC 6962 2.1. */
        private Hash range(long from, long to) {
            long count = to - from;
            if (Long.bitCount(count) == 1) {
                int level = Long.numberOfTrailingZeros(count);
                return node(level, from >> level);
            }
            long middle = from + split(count);
            return hasher.node(range(from, middle), range(middle, to));
        }

        private Hash node(int level, long index) {
            int tileLevel = level / TileId.HEIGHT;
            int below = level % TileId.HEIGHT;
            long first = index << below;
            byte[] hashes = tiles.holding(tileLevel, first);
            return hasher.perfect(hashes, (int) (first % TileId.FULL_WIDTH), 1 << below);
        }
    }

    /** The largest power of two below this number, which is at least 2. */
    static long split(long count) {
        return Long.highestOneBit(count - 1);
    }
}
