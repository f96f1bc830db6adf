package city.haihe.merkle;

import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;

/** Tiles in memory, for trees that are rebuilt or short-lived. */
public final class MemoryTileStore implements TileStore {

    private final Map<TileId, byte[]> tiles = new ConcurrentHashMap<>();

    /** An empty store. */
    public MemoryTileStore() {}

    @Override
    public Optional<byte[]> read(TileId tile) {
        return Optional.ofNullable(tiles.get(tile)).map(byte[]::clone);
    }

    @Override
    public void write(SequencedMap<TileId, byte[]> written) {
        written.forEach((tile, bytes) -> tiles.put(tile, bytes.clone()));
    }

    /** How many bytes all tiles and bundles have. */
    public long sizeBytes() {
        return tiles.values().stream().mapToLong(bytes -> bytes.length).sum();
    }
}
