package city.haihe.merkle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Checks all tiles and entries of a tree from its root down, so that whatever is compared against is already known to be right, and
 * the place that is named is the one that was changed. In the order of the entries, a few tiles in memory.
 */
final class TreeWalk {

    private final TileStore store;
    private final TreeHead head;
    private final @Nullable Openings openings;
    private final TreeHasher hasher = new TreeHasher();
    private long opened;
    private long erased;

    TreeWalk(TileStore store, TreeHead head, @Nullable Openings openings) {
        this.store = store;
        this.head = head;
        this.openings = openings;
    }

    long opened() {
        return opened;
    }

    long erased() {
        return erased;
    }

    private record EdgeTile(TileId id, byte[] hashes) {}

    void walk() throws LogVerifier.BrokenException {
        List<EdgeTile> edge = new ArrayList<>();
        for (TileId id : TileId.edge(head.size())) {
            edge.add(new EdgeTile(id, hashes(id)));
        }
        if (!root(edge).equals(head.root())) {
            throw locateInEdge(edge);
        }
        for (EdgeTile tile : edge) {
            descend(tile.id(), tile.hashes());
        }
    }

    /** Checks what is below a tile that is right. */
    private void descend(TileId tile, byte[] hashes) throws LogVerifier.BrokenException {
        if (tile.level() == 0) {
            checkEntries(tile, hashes);
            return;
        }
        for (int slot = 0; slot < tile.width(); slot++) {
            TileId below = below(tile, slot);
            byte[] lower = hashes(below);
            if (!hasher.perfect(lower, 0, TileId.FULL_WIDTH).equals(Hash.at(hashes, slot))) {
                throw locate(below, lower);
            }
            descend(below, lower);
        }
    }

    private static TileId below(TileId tile, int slot) {
        return new TileId(tile.level() - 1, tile.index() * TileId.FULL_WIDTH + slot, TileId.FULL_WIDTH);
    }

    private void checkEntries(TileId tile, byte[] hashes) throws LogVerifier.BrokenException {
        TileId bundle = new TileId(TileId.ENTRIES, tile.index(), tile.width());
        List<byte[]> entries = entries(bundle);
        for (int slot = 0; slot < tile.width(); slot++) {
            long index = tile.index() * TileId.FULL_WIDTH + slot;
            byte[] entry = entries.get(slot);
            if (!hasher.leaf(entry).equals(Hash.at(hashes, slot))) {
                throw broken(bundle, OptionalLong.of(index), "the entry is not the one that the tree has");
            }
            checkOpening(bundle, index, entry);
        }
    }

    private void checkOpening(TileId bundle, long index, byte[] entry) throws LogVerifier.BrokenException {
        if (openings == null) {
            return;
        }
        switch (openings.at(index)) {
            case Openings.Found.Erased() -> erased++;
            case Openings.Found.Missing() ->
                throw broken(bundle, OptionalLong.of(index), "salt and content are missing, and were not erased");
            case Openings.Found.Kept(var opening) -> {
                if (!Arrays.equals(opening.commitment(), entry)) {
                    throw broken(bundle, OptionalLong.of(index), "salt and content are not what the entry commits to");
                }
                opened++;
            }
        }
    }

    /** A full tile does not give the hash that is right for it: which of its hashes is to blame? */
    private LogVerifier.BrokenException locate(TileId tile, byte[] hashes) {
        for (int slot = 0; slot < tile.width(); slot++) {
            Optional<Hash> below = hashBelow(tile, slot);
            if (below.isPresent() && !below.get().equals(Hash.at(hashes, slot))) {
                return wrongHash(tile, slot);
            }
        }
        return broken(tile, OptionalLong.empty(), "its hashes do not give the hash that the tile above has for it");
    }

    /** The edge does not give the signed root: what in it differs from what is below it? */
    private LogVerifier.BrokenException locateInEdge(List<EdgeTile> edge) {
        for (EdgeTile tile : edge) {
            for (int slot = 0; slot < tile.id().width(); slot++) {
                Optional<Hash> below = hashBelow(tile.id(), slot);
                if (below.isPresent() && !below.get().equals(Hash.at(tile.hashes(), slot))) {
                    return wrongHash(tile.id(), slot);
                }
            }
        }
        return LogVerifier.broken("root: %s (expected: %s, which the tiles give)"
                .formatted(head.root().base64(), root(edge).base64()));
    }

    private static LogVerifier.BrokenException wrongHash(TileId tile, int slot) {
        return broken(tile, OptionalLong.of(slot), "the hash is not the one of what is below it");
    }

    /** The hash for a slot by what is below, if that can be read. */
    private Optional<Hash> hashBelow(TileId tile, int slot) {
        try {
            if (tile.level() > 0) {
                return Optional.of(hasher.perfect(hashes(below(tile, slot)), 0, TileId.FULL_WIDTH));
            }
            List<byte[]> entries = entries(new TileId(TileId.ENTRIES, tile.index(), tile.width()));
            return Optional.of(hasher.leaf(entries.get(slot)));
        } catch (LogVerifier.BrokenException unreadable) {
            return Optional.empty();
        }
    }

    /** The root by the tiles of the edge: their hashes are the digits of the size to the base 256. */
    private Hash root(List<EdgeTile> edge) {
        Hash root = null;
        for (EdgeTile tile : edge.reversed()) {
            int end = tile.id().width();
            while (end > 0) {
                int count = Integer.lowestOneBit(end);
                Hash peak = hasher.perfect(tile.hashes(), end - count, count);
                root = root == null ? peak : hasher.node(peak, root);
                end -= count;
            }
        }
        return root == null ? hasher.empty() : root;
    }

    private byte[] hashes(TileId tile) throws LogVerifier.BrokenException {
        Read read = read(tile);
        int expected = read.id().width() * Hash.BYTES;
        if (read.bytes().length != expected) {
            throw broken(
                    read.id(),
                    OptionalLong.empty(),
                    "%d bytes (expected: %d)".formatted(read.bytes().length, expected));
        }
        return Arrays.copyOf(read.bytes(), tile.width() * Hash.BYTES);
    }

    private List<byte[]> entries(TileId bundle) throws LogVerifier.BrokenException {
        Read read = read(bundle);
        List<byte[]> entries;
        try {
            entries = EntryBundle.decode(read.bytes());
        } catch (MalformedException malformed) {
            throw broken(read.id(), OptionalLong.empty(), String.valueOf(malformed.getMessage()));
        }
        if (entries.size() != read.id().width()) {
            throw broken(
                    read.id(),
                    OptionalLong.empty(),
                    "%d entries (expected: %d)"
                            .formatted(entries.size(), read.id().width()));
        }
        return entries;
    }

    private record Read(TileId id, byte[] bytes) {}

    /** A partial tile may have given way to the full one, and then is its beginning (C2SP tlog-tiles, Partial Tiles). */
    private Read read(TileId tile) throws LogVerifier.BrokenException {
        Optional<byte[]> bytes = store.read(tile);
        if (bytes.isPresent()) {
            return new Read(tile, bytes.get());
        }
        return store.read(tile.full())
                .map(full -> new Read(tile.full(), full))
                .orElseThrow(() -> broken(tile, OptionalLong.empty(), "missing"));
    }

    private static LogVerifier.BrokenException broken(TileId tile, OptionalLong index, String problem) {
        return new LogVerifier.BrokenException(tile.path(), index, problem);
    }
}
