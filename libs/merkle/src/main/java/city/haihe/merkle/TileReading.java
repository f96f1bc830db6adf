package city.haihe.merkle;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Reads tiles for one answer, each once: a proof needs several nodes of the same tile. */
final class TileReading {

    private final TileStore store;
    private final long treeSize;
    private final Map<TileId, byte[]> tiles = new HashMap<>();

    TileReading(TileStore store, long treeSize) {
        this.store = store;
        this.treeSize = treeSize;
    }

    /** The hashes of the tile that holds a position of a level. */
    byte[] holding(int level, long position) {
        return tiles.computeIfAbsent(TileId.holding(treeSize, level, position), tile -> hashes(store, tile));
    }

    private static byte[] hashes(TileStore store, TileId tile) {
        byte[] bytes = store.read(tile).orElseGet(() -> prefixOfFull(store, tile));
        if (bytes.length != tile.width() * Hash.BYTES) {
            throw new DamagedTileException(
                    tile, "%d bytes (expected: %d)".formatted(bytes.length, tile.width() * Hash.BYTES));
        }
        return bytes;
    }

    /** A partial tile may be gone once the full one is there (C2SP tlog-tiles, Partial Tiles). */
    private static byte[] prefixOfFull(TileStore store, TileId tile) {
        byte[] full = store.read(tile.full())
                .orElseThrow(() -> new DamagedTileException(tile, "missing (expected: it or the full tile)"));
        return Arrays.copyOf(full, Math.min(full.length, tile.width() * Hash.BYTES));
    }
}
