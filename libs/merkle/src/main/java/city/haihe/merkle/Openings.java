package city.haihe.merkle;

/** Where content and salt of the log's entries lie. */
@FunctionalInterface
public interface Openings {

    /** What there is for the entry of this index. */
    Found at(long index);

    /** What there is for an entry. */
    sealed interface Found {

        /** Content and salt. */
        record Kept(Opening opening) implements Found {}

        /** They were erased, and that is on record. */
        record Erased() implements Found {}

        /** Nothing, and nothing says why. */
        record Missing() implements Found {}
    }
}
