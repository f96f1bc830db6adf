package city.haihe.app.record.internal;

import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes logical ids: 20 characters, the time first, so that new rows go to the end of an index and the order of ids is the
 * order of creation, then 52 random bits.
 */
final class ResourceIds {

    private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final int BITS = 5;
    private static final int MASK = (1 << BITS) - 1;
    private static final int TIME_DIGITS = 10;
    private static final int RANDOM_DIGITS = 10;

    private final InstantSource clock;

    ResourceIds(InstantSource clock) {
        this.clock = clock;
    }

    String next() {
        char[] id = new char[TIME_DIGITS + RANDOM_DIGITS];
        fill(id, 0, TIME_DIGITS, clock.millis());
        fill(id, TIME_DIGITS, RANDOM_DIGITS, ThreadLocalRandom.current().nextLong());
        return new String(id);
    }

    private static void fill(char[] id, int offset, int length, long value) {
        long rest = value;
        for (int index = offset + length - 1; index >= offset; index--) {
            id[index] = DIGITS[(int) (rest & MASK)];
            rest >>>= BITS;
        }
    }
}
