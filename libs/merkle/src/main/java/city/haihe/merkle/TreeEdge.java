package city.haihe.merkle;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The right edge of a tree: its partial tiles and bundle, and the nodes that its next leaves are hashed with. */
final class TreeEdge {

    private final Frontier frontier;

    /** The hashes of the last tile of each level, from the leaves up; empty where the last one is full. */
    private final List<byte[]> tiles;

    /** The bundle of the last entries, as bytes. */
    private byte[] bundle;

    private TreeEdge(Frontier frontier, List<byte[]> tiles, byte[] bundle) {
        this.frontier = frontier;
        this.tiles = tiles;
        this.bundle = bundle;
    }

    static TreeEdge empty() {
        return new TreeEdge(new Frontier(), new ArrayList<>(), new byte[0]);
    }

    static TreeEdge read(TileStore store, long size) {
        List<byte[]> tiles = new ArrayList<>();
        TileReading reading = new TileReading(store, size);
        for (int level = 0; TileId.hashesIn(size, level) > 0; level++) {
            long hashes = TileId.hashesIn(size, level);
            tiles.add(hashes % TileId.FULL_WIDTH == 0 ? new byte[0] : reading.holding(level, hashes - 1));
        }
        return new TreeEdge(Frontier.of(new TileTree(store, size)), tiles, lastBundle(store, size));
    }

    private static byte[] lastBundle(TileStore store, long size) {
        if (size % TileId.FULL_WIDTH == 0) {
            return new byte[0];
        }
        TileId tile = TileId.holding(size, TileId.ENTRIES, size - 1);
        byte[] bytes = store.read(tile)
                .or(() -> store.read(tile.full()))
                .orElseThrow(() -> new DamagedTileException(tile, "missing (expected: it or the full bundle)"));
        try {
            List<byte[]> entries = EntryBundle.decode(bytes);
            if (entries.size() < tile.width()) {
                throw new DamagedTileException(
                        tile, "%d entries (expected: %d)".formatted(entries.size(), tile.width()));
            }
            return EntryBundle.encode(entries.subList(0, tile.width()));
        } catch (MalformedException malformed) {
            throw new DamagedTileException(tile, String.valueOf(malformed.getMessage()));
        }
    }

    TreeEdge copy() {
        return new TreeEdge(frontier.copy(), new ArrayList<>(tiles), bundle);
    }

    long size() {
        return frontier.size();
    }

    Hash root(TreeHasher hasher) {
        return frontier.root(hasher);
    }

    /** Adds the entries; returns the bundles and tiles that came of it, those without which nobody can check the others first. */
    SequencedMap<TileId, byte[]> append(List<byte[]> entries, TreeHasher hasher) {
        SequencedMap<TileId, byte[]> written = new LinkedHashMap<>();
        appendToBundles(entries, written);
        List<Growth> growths = new ArrayList<>();
        for (byte[] entry : entries) {
            frontier.append(hasher.leaf(entry), hasher, (level, hash) -> {
                if (level % TileId.HEIGHT == 0) {
                    growth(growths, level / TileId.HEIGHT).add(hash, written);
                }
            });
        }
        for (Growth growth : growths) {
            growth.end(written);
        }
        return written;
    }

    private void appendToBundles(List<byte[]> entries, SequencedMap<TileId, byte[]> written) {
        ByteArrayOutputStream open = new ByteArrayOutputStream();
        open.writeBytes(bundle);
        long size = frontier.size();
        for (byte[] entry : entries) {
            EntryBundle.append(open, entry);
            size++;
            if (size % TileId.FULL_WIDTH == 0) {
                written.put(TileId.holding(size, TileId.ENTRIES, size - 1), open.toByteArray());
                open.reset();
            }
        }
        bundle = open.toByteArray();
        if (bundle.length > 0) {
            written.put(TileId.holding(size, TileId.ENTRIES, size - 1), bundle);
        }
    }

    private Growth growth(List<Growth> growths, int level) {
        if (level == growths.size()) {
            if (level == tiles.size()) {
                tiles.add(new byte[0]);
            }
            // The frontier does not count the leaf yet that completes this node.
            long hashes = TileId.hashesIn(frontier.size() + 1, level) - 1;
            growths.add(new Growth(level, hashes / TileId.FULL_WIDTH, tiles.get(level)));
        }
        return growths.get(level);
    }

    /** The last tile of a level while a batch is added. */
    private final class Growth {

        private final int level;
        private final byte[] hashes = new byte[TileId.FULL_WIDTH * Hash.BYTES];
        private long index;
        private int width;

        private Growth(int level, long index, byte[] before) {
            this.level = level;
            this.index = index;
            this.width = before.length / Hash.BYTES;
            System.arraycopy(before, 0, hashes, 0, before.length);
        }

        private void add(Hash hash, SequencedMap<TileId, byte[]> written) {
            System.arraycopy(hash.shared(), 0, hashes, width * Hash.BYTES, Hash.BYTES);
            width++;
            if (width == TileId.FULL_WIDTH) {
                written.put(new TileId(level, index, width), hashes.clone());
                index++;
                width = 0;
            }
        }

        private void end(SequencedMap<TileId, byte[]> written) {
            byte[] rest = Arrays.copyOf(hashes, width * Hash.BYTES);
            tiles.set(level, rest);
            if (width > 0) {
                written.put(new TileId(level, index, width), rest);
            }
        }
    }
}
