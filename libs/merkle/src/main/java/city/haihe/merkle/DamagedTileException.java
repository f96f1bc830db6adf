package city.haihe.merkle;

/** A tile that the tree needs is missing or is not what it must be: the store has lost something. */
public final class DamagedTileException extends RuntimeException {

    private final transient TileId tile;

    DamagedTileException(TileId tile, String problem) {
        super(tile.path() + ": " + problem);
        this.tile = tile;
    }

    /** The tile. */
    public TileId tile() {
        return tile;
    }
}
