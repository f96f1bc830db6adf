package city.haihe.app.record.internal;

import java.util.BitSet;

/** A set of hashes, each of which can be marked. It takes at most 33 bytes a hash. */
final class LongSet {

    private static final int INITIAL = 1 << 10;

    /** Stands in the table for 0, which stands for nothing. */
    private static final long ZERO = 1;

    private long[] table = new long[INITIAL];
    private final BitSet marked = new BitSet();
    private int size;

    /** Adds a hash; none may be added once one was marked. */
    void add(long hash) {
        if (!marked.isEmpty()) {
            throw new IllegalStateException("a hash was marked (expected: all are added before)");
        }
        if (2 * (size + 1) > table.length) {
            grow();
        }
        int slot = slot(hash);
        if (table[slot] == 0) {
            table[slot] = plain(hash);
            size++;
        }
    }

    /** Marks a hash; answers whether it is in the set. */
    boolean mark(long hash) {
        int slot = slot(hash);
        if (table[slot] == 0) {
            return false;
        }
        marked.set(slot);
        return true;
    }

    /** Whether the hash is in the set and was not marked. */
    boolean isUnmarked(long hash) {
        int slot = slot(hash);
        return table[slot] != 0 && !marked.get(slot);
    }

    int size() {
        return size;
    }

    /** How many were not marked. */
    int unmarked() {
        return size - marked.cardinality();
    }

    private int slot(long hash) {
        long value = plain(hash);
        int slot = (int) (value ^ value >>> 32) & (table.length - 1);
        while (table[slot] != 0 && table[slot] != value) {
            slot = (slot + 1) & (table.length - 1);
        }
        return slot;
    }

    private static long plain(long hash) {
        return hash == 0 ? ZERO : hash;
    }

    private void grow() {
        long[] full = table;
        table = new long[full.length * 2];
        for (long value : full) {
            if (value != 0) {
                table[slot(value)] = value;
            }
        }
    }
}
