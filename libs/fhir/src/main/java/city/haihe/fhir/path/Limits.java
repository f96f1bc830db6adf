package city.haihe.fhir.path;

/**
 * How much one evaluation may take.
 *
 * @param steps how many nodes and comparisons
 * @param items how many items a collection may hold
 * @param textLength how many characters a text that an expression makes may have
 */
public record Limits(long steps, int items, int textLength) {

    /**
     * Enough for any expression of the specification on any resource that is accepted, and over within half a second: a step takes
     * about 50 ns.
     */
    public static final Limits DEFAULT = new Limits(5_000_000, 500_000, 5_000_000);
}
