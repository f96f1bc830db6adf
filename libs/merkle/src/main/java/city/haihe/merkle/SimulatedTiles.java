package city.haihe.merkle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The tiles of a tree of any size whose entries repeat every 256, made when they are asked for: all tiles of a level are then the
 * same. Its roots and proofs are those of the real tree, and cost what they would cost, without what a store costs. For measuring.
 */
public final class SimulatedTiles implements TileStore {

    private static final int LEVELS = 8;

    private final byte[] bundle;
    private final List<byte[]> tiles = new ArrayList<>();

    /** Repeats this bundle of 256 entries. */
    public SimulatedTiles(List<byte[]> entries) {
        if (entries.size() != TileId.FULL_WIDTH) {
            throw new IllegalArgumentException("%d entries (expected: 256)".formatted(entries.size()));
        }
        TreeHasher hasher = new TreeHasher();
        bundle = EntryBundle.encode(entries);
        byte[] tile = new byte[TileId.FULL_WIDTH * Hash.BYTES];
        for (int slot = 0; slot < TileId.FULL_WIDTH; slot++) {
            put(hasher.leaf(entries.get(slot)), tile, slot);
        }
        tiles.add(tile);
        while (tiles.size() < LEVELS) {
            Hash node = hasher.perfect(tiles.getLast(), 0, TileId.FULL_WIDTH);
            byte[] above = new byte[TileId.FULL_WIDTH * Hash.BYTES];
            for (int slot = 0; slot < TileId.FULL_WIDTH; slot++) {
                put(node, above, slot);
            }
            tiles.add(above);
        }
    }

    private static void put(Hash hash, byte[] tile, int slot) {
        System.arraycopy(hash.shared(), 0, tile, slot * Hash.BYTES, Hash.BYTES);
    }

    @Override
    public Optional<byte[]> read(TileId tile) {
        if (!tile.isFull()) {
            return Optional.empty();
        }
        return Optional.of((tile.isEntries() ? bundle : tiles.get(tile.level())).clone());
    }

    @Override
    public void write(SequencedMap<TileId, byte[]> written) {
        throw new UnsupportedOperationException("simulated tiles are not written");
    }
}
