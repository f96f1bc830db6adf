package city.haihe.app.record.internal;

import java.util.Arrays;
import java.util.function.LongConsumer;

/** Gathers terms, each once. */
final class TermSet implements LongConsumer {

    private static final int INITIAL = 64;

    private long[] terms = new long[INITIAL];
    private int size;

    @Override
    public void accept(long term) {
        if (size == terms.length) {
            terms = Arrays.copyOf(terms, size * 2);
        }
        terms[size++] = term;
    }

    /** The terms in order. */
    long[] toArray() {
        long[] sorted = Arrays.copyOf(terms, size);
        Arrays.sort(sorted);
        int kept = 0;
        for (int index = 0; index < sorted.length; index++) {
            if (index == 0 || sorted[index] != sorted[index - 1]) {
                sorted[kept++] = sorted[index];
            }
        }
        return Arrays.copyOf(sorted, kept);
    }
}
