package city.haihe.app.record.internal;

/**
 * One key of an order. A resource without a value comes before those with one, or after them where the order descends.
 *
 * @param by what is compared
 * @param descending the direction
 */
record SortKey(By by, boolean descending) {

    /** What an order compares. */
    sealed interface By {

        /** The logical id, which is the order of creation. */
        record Id() implements By {}

        /** When it was last updated. */
        record Updated() implements By {}

        /** The lower bound of a range; of several the lowest or, where the order descends, the highest. */
        record Range(TypeTable.RangeColumn column) implements By {}

        /** The first of a string parameter's normalised values, or the last where the order descends. */
        record Text(String parameter) implements By {}
    }

    /** Whether every resource has a value. */
    boolean always() {
        return switch (by) {
            case By.Id _, By.Updated _ -> true;
            case By.Range _, By.Text _ -> false;
        };
    }
}
