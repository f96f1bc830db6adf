package city.haihe.app.record.internal;

import java.util.function.LongConsumer;

/**
 * Which terms let a string be found by its beginning and by any part. Chinese is found by single characters and pairs, what
 * is written with letters by runs of three: PostgreSQL's own trigrams are empty for Chinese in the C locale.
 */
final class Grams {

    /** Beginnings of these lengths are terms; a search for another length takes the next shorter and rechecks. */
    private static final int[] START_LENGTHS = {1, 2, 4, 8};

    /** Where the scripts begin that are written without spaces. */
    private static final char FIRST_IDEOGRAPHIC = '⺀';

    /** What stands further behind in a long text, such as a description, is not found by {@code :contains}. */
    private static final int MAX_GRAM_TEXT = 200;

    private static final int LETTER_RUN = 3;

    private Grams() {}

    /** All beginnings of a stored string that are terms. */
    static void starts(long parameter, String normalised, LongConsumer terms) {
        for (int length : START_LENGTHS) {
            if (length > normalised.length()) {
                return;
            }
            terms.accept(TermHash.start(parameter, normalised.substring(0, length)));
        }
    }

    /** The term of the longest beginning that is one. */
    static long start(long parameter, String normalised) {
        int best = START_LENGTHS[0];
        for (int length : START_LENGTHS) {
            if (length <= normalised.length()) {
                best = length;
            }
        }
        return TermHash.start(parameter, normalised.substring(0, best));
    }

    /** Whether a beginning is a term itself, so that the term decides alone. */
    static boolean isStart(String normalised) {
        for (int length : START_LENGTHS) {
            if (length == normalised.length()) {
                return true;
            }
        }
        return false;
    }

    /** The runs of a string, stored or searched. Those of a part are among those of the whole. */
    static void runs(String normalised, LongConsumer terms) {
        int length = Math.min(normalised.length(), MAX_GRAM_TEXT);
        for (int index = 0; index < length; index++) {
            if (normalised.charAt(index) >= FIRST_IDEOGRAPHIC) {
                terms.accept(TermHash.gram(normalised.substring(index, index + 1)));
                if (index + 1 < length) {
                    terms.accept(TermHash.gram(normalised.substring(index, index + 2)));
                }
            } else if (index + LETTER_RUN <= length) {
                terms.accept(TermHash.gram(normalised.substring(index, index + LETTER_RUN)));
            }
        }
    }
}
