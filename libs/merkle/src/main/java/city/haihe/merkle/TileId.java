package city.haihe.merkle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a tile of hashes or a bundle of entries, whole or partial (C2SP tlog-tiles, Merkle Tree and Log entries).
 *
 * @param level 0 for leaf hashes, {@link #ENTRIES} for a bundle of entries
 * @param index the number of the tile within its level
 * @param width how many hashes or entries it has; 256 where it is full
 */
public record TileId(int level, long index, int width) {

    /** The level that stands for bundles of entries. */
    public static final int ENTRIES = -1;

    /** A full tile's hashes: a subtree of height 8. */
    public static final int FULL_WIDTH = 256;

    /** The height of the subtree in a tile. */
    static final int HEIGHT = 8;

    private static final int MAX_LEVEL = 63;
    private static final int GROUP = 1000;
    // Six groups of three digits: no tree has a tile above 2^63 / 256.
    private static final Pattern PATH =
            Pattern.compile("tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\\.p/([0-9]{1,3}))?");

    /** Checks the ranges. */
    public TileId {
        if (level < ENTRIES || level > MAX_LEVEL || index < 0 || width < 1 || width > FULL_WIDTH) {
            throw new IllegalArgumentException(
                    "tile: level %d, index %d, width %d (expected: level -1 to 63, index >= 0, width 1 to 256)"
                            .formatted(level, index, width));
        }
    }

    /** The tile that holds a hash of a level in a tree of this size; it must have that hash. */
    static TileId holding(long treeSize, int level, long position) {
        long index = position / FULL_WIDTH;
        return new TileId(level, index, widthIn(treeSize, level, index));
    }

    /** How wide this tile is in a tree of that size; 0 where it does not exist. */
    static int widthIn(long treeSize, int level, long index) {
        long hashes = level == ENTRIES ? treeSize : hashesIn(treeSize, level);
        return Math.clamp(hashes - index * FULL_WIDTH, 0, FULL_WIDTH);
    }

    /** How many hashes a level has in a tree of that size. */
    static long hashesIn(long treeSize, int level) {
        return level * HEIGHT > 62 ? 0 : treeSize >> (level * HEIGHT);
    }

    /** The same tile when it is full. */
    public TileId full() {
        return new TileId(level, index, FULL_WIDTH);
    }

    /** Whether it has all its 256 hashes or entries. */
    public boolean isFull() {
        return width == FULL_WIDTH;
    }

    /** Whether it is a bundle of entries. */
    public boolean isEntries() {
        return level == ENTRIES;
    }

    /** The path below a log's prefix, such as {@code tile/0/x001/x234/067.p/12}. */
    public String path() {
        StringBuilder path = new StringBuilder(fullPath());
        if (!isFull()) {
            path.append(".p/").append(width);
        }
        return path.toString();
    }

    /** The path that it has when it is full. */
    String fullPath() {
        String path = "%03d".formatted(index % GROUP);
        for (long rest = index / GROUP; rest > 0; rest /= GROUP) {
            path = "x%03d/%s".formatted(rest % GROUP, path);
        }
        return "tile/" + (isEntries() ? "entries" : Integer.toString(level)) + "/" + path;
    }

    /** The tile that a path names, if it is the one spelling of one. */
    public static Optional<TileId> parse(String path) {
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int level = matcher.group(1).equals("entries") ? ENTRIES : Integer.parseInt(matcher.group(1));
        String digits = matcher.group(2).replaceAll("[x/]", "");
        String partial = matcher.group(3);
        int width = partial == null ? FULL_WIDTH : Integer.parseInt(partial);
        if (level > MAX_LEVEL || width < 1 || width > FULL_WIDTH) {
            return Optional.empty();
        }
        TileId tile = new TileId(level, Long.parseLong(digits), width);
        return tile.path().equals(path) ? Optional.of(tile) : Optional.empty();
    }

    /** The partial tiles of hashes that a tree of this size ends in, from the highest level down. */
    static List<TileId> edge(long treeSize) {
        List<TileId> edge = new ArrayList<>();
        for (int level = MAX_LEVEL / HEIGHT; level >= 0; level--) {
            long hashes = hashesIn(treeSize, level);
            if (hashes % FULL_WIDTH > 0) {
                edge.add(holding(treeSize, level, hashes - 1));
            }
        }
        return edge;
    }
}
