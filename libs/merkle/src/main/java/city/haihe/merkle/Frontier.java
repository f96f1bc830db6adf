package city.haihe.merkle;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The roots of the perfect subtrees that a tree of some size consists of, one for each bit of the size: all that is needed to
 * grow the tree. Each inner node is hashed once in the log's life (RFC 9162 2.1.2 says it with a stack).
 */
final class Frontier {

    /** A size is a positive long. */
    private static final int LEVELS = 63;

    private final @Nullable Hash[] peaks;
    private long size;

    /** Told of every node that became complete: its level above the leaves, and its hash. */
    @FunctionalInterface
    interface NodeSink {
        void node(int level, Hash hash);
    }

    Frontier() {
        this(new @Nullable Hash[LEVELS], 0);
    }

    private Frontier(@Nullable Hash[] peaks, long size) {
        this.peaks = peaks;
        this.size = size;
    }

    /** That of a tree whose tiles are known. */
    static Frontier of(TileTree tree) {
        Frontier frontier = new Frontier();
        frontier.size = tree.size();
        for (int level = 0; level < LEVELS; level++) {
            if ((frontier.size >> level & 1) == 1) {
                frontier.peaks[level] = tree.node(level, (frontier.size >> level) - 1);
            }
        }
        return frontier;
    }

    Frontier copy() {
        return new Frontier(Arrays.copyOf(peaks, peaks.length), size);
    }

    long size() {
        return size;
    }

    /** Adds a leaf hash at the end. */
    void append(Hash leaf, TreeHasher hasher, NodeSink sink) {
        Hash node = leaf;
        int level = 0;
        sink.node(level, node);
        for (Hash left = peaks[level]; left != null; left = peaks[level]) {
            peaks[level] = null;
            node = hasher.node(left, node);
            level++;
            sink.node(level, node);
        }
        peaks[level] = node;
        size++;
    }

    Hash root(TreeHasher hasher) {
        Hash root = null;
        for (Hash peak : peaks) {
            if (peak != null) {
                root = root == null ? peak : hasher.node(peak, root);
            }
        }
        return root == null ? hasher.empty() : root;
    }
}
