package city.haihe.merkle;

import java.util.Optional;
import java.util.SequencedMap;

/**
 * Keeps tiles and bundles of entries (C2SP tlog-tiles). One writes, many may read at the same time. What cannot be read or written
 * throws {@link java.io.UncheckedIOException} or an exception of the store's own.
 */
public interface TileStore {

    /**
     * The bytes of exactly this tile, or none. A partial tile may be gone once the full one is there (tlog-tiles, Partial
     * Tiles).
     */
    Optional<byte[]> read(TileId tile);

    /**
     * Writes tiles in their order. They are durable when this returns; when it throws, any of them may be written or not. A tile
     * that is there is replaced: it can only be one that no checkpoint covers yet.
     */
    void write(SequencedMap<TileId, byte[]> tiles);
}
