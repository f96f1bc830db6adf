package city.haihe.simulator;

import java.util.Random;

/** Random numbers that follow from a seed. Neighbouring seeds of {@link Random} begin alike, so they are mixed first. */
final class Seeds {

    private static final long STEP = 0x9e3779b97f4a7c15L;

    private Seeds() {}

    /**
     * The numbers for one thing of a city.
     *
     * @param seed the city's seed
     * @param what a kind of things, so that a resident and a hospital of one number have nothing in common
     * @param number which of its kind
     */
    static Random random(long seed, String what, long number) {
        return new Random(mixed(mixed(seed + what.hashCode() * STEP) + number * STEP));
    }

    /** The finalizer of SplitMix64: each bit of the answer depends on every bit of the number. */
    static long mixed(long number) {
        long mixed = (number ^ number >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
