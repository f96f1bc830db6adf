package city.haihe.merkle;

import java.util.List;

/**
 * Grows a tree by batches of entries and keeps its tiles in a store. A batch costs what its own entries cost and one partial tile a
 * level; no node of the past is hashed again. For one thread, and one writer a store.
 *
 * <p>A batch is durable before {@link #append} returns its tree head, so that a checkpoint is only ever signed for what is there. If
 * the store fails, the writer stays at the size before, and the batch, or another, may be tried again.
 */
public final class TreeWriter {

    /** The tiles of a batch are held in memory until they are written; this bounds them to a few megabytes. */
    public static final int MAX_BATCH = 1 << 16;

    private final TileStore store;
    private final TreeHasher hasher = new TreeHasher();
    private TreeEdge edge;
    private TreeHead head;

    private TreeWriter(TileStore store, TreeEdge edge, TreeHead head) {
        this.store = store;
        this.edge = edge;
        this.head = head;
    }

    /** Starts a tree without entries. */
    public static TreeWriter create(TileStore store) {
        return new TreeWriter(store, TreeEdge.empty(), TreeHead.empty());
    }

    /**
     * Goes on where a tree head was made.
     *
     * @throws DamagedTileException if a tile of the tree's edge is missing
     * @throws IllegalStateException if the tiles do not give the head's root
     */
    public static TreeWriter resume(TileStore store, TreeHead head) {
        TreeEdge edge = TreeEdge.read(store, head.size());
        Hash root = edge.root(new TreeHasher());
        if (!root.equals(head.root())) {
            throw new IllegalStateException("the tiles of size %d give the root %s (expected: %s)"
                    .formatted(head.size(), root.base64(), head.root().base64()));
        }
        return new TreeWriter(store, edge, head);
    }

    /** The tree as it was written last. */
    public TreeHead head() {
        return head;
    }

    /** Adds entries at the end, in order, and returns the tree's new head when all of it is durable. */
    public TreeHead append(List<byte[]> entries) {
        if (entries.isEmpty()) {
            return head;
        }
        if (entries.size() > MAX_BATCH) {
            throw new IllegalArgumentException(
                    "batch of %d entries (expected: <= %d)".formatted(entries.size(), MAX_BATCH));
        }
        TreeEdge grown = edge.copy();
        store.write(grown.append(entries, hasher));
        edge = grown;
        head = new TreeHead(grown.size(), grown.root(hasher));
        return head;
    }
}
