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
     * Enough for any expression of the specification on any resource that is accepted, and over within a second: a step takes about
     * 100 ns. The items of a collection take some 10 MB at most.
     */
    public static final Limits DEFAULT = new Limits(5_000_000, 200_000, 5_000_000);
}
