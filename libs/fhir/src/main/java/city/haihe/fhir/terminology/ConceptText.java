package city.haihe.fhir.terminology;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * How words find concepts. Each word of a filter must stand somewhere in a concept's code, display or designations; one of a
 * letter or two must begin a word there. Chinese needs no spaces: any part finds it.
 *
 * <p>For an index, a text leaves terms: single Chinese characters and pairs, runs of three of anything else, and the first
 * letter and the first two of each word. A term holds its characters themselves, so that two terms are equal only where the
 * characters are.
 */
public final class ConceptText {

    /** Where the scripts begin that are written without spaces. */
    private static final char FIRST_IDEOGRAPHIC = '⺀';

    private static final int BITS = 16;
    private static final int KIND_SHIFT = 48;
    private static final long SINGLE = 1L << KIND_SHIFT;
    private static final long PAIR = 2L << KIND_SHIFT;
    private static final long TRIPLE = 3L << KIND_SHIFT;
    private static final long START_OF_ONE = 4L << KIND_SHIFT;
    private static final long START_OF_TWO = 5L << KIND_SHIFT;

    /** More words narrow nothing that a person would read. */
    private static final int MAX_WORDS = 10;

    private ConceptText() {}

    /** The text in the form that is compared: lower case, without accents, full-width letters as plain ones. */
    public static String normalise(String text) {
        boolean plain = text.chars().allMatch(c -> c < 0x80);
        if (plain) {
            return text.toLowerCase(java.util.Locale.ROOT);
        }
        String decomposed = Normalizer.normalize(text, Normalizer.Form.NFKD);
        StringBuilder kept = new StringBuilder(decomposed.length());
        for (int index = 0; index < decomposed.length(); index++) {
            char c = decomposed.charAt(index);
            if (Character.getType(c) != Character.NON_SPACING_MARK) {
                kept.append(c);
            }
        }
        return kept.toString().toLowerCase(java.util.Locale.ROOT);
    }

    /** The words of a filter, normalised. */
    public static List<String> words(String filter) {
        List<String> words = new ArrayList<>();
        for (String word : normalise(filter).strip().split("\\s+")) {
            if (!word.isEmpty() && words.size() < MAX_WORDS) {
                words.add(word);
            }
        }
        return words;
    }

    /** Whether a normalised text has all the words. */
    public static boolean matches(String normalised, List<String> words) {
        for (String word : words) {
            if (isStart(word) ? !startsAWord(normalised, word) : !normalised.contains(word)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a word of a filter is so short that it must begin a word. */
    public static boolean isStart(String word) {
        return word.length() <= 2
                && word.charAt(0) < FIRST_IDEOGRAPHIC
                && word.charAt(word.length() - 1) < FIRST_IDEOGRAPHIC;
    }

    private static boolean startsAWord(String text, String start) {
        for (int at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
            if (isWordStart(text, at)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWordStart(String text, int index) {
        return Character.isLetterOrDigit(text.charAt(index))
                && (index == 0
                        || text.charAt(index - 1) >= FIRST_IDEOGRAPHIC
                        || !Character.isLetterOrDigit(text.charAt(index - 1)));
    }

    /** The terms that a normalised text is found by. */
    public static void terms(String normalised, LongConsumer terms) {
        runs(normalised, terms);
        for (int index = 0; index < normalised.length(); index++) {
            char c = normalised.charAt(index);
            if (c < FIRST_IDEOGRAPHIC && isWordStart(normalised, index)) {
                terms.accept(START_OF_ONE | c);
                if (index + 1 < normalised.length()) {
                    terms.accept(START_OF_TWO | packed(normalised, index, 2));
                }
            }
        }
    }

    /** The terms that every text has that has the word; none where the word says too little, as {@code A1中} does not. */
    public static void wordTerms(String word, LongConsumer terms) {
        if (isStart(word)) {
            terms.accept((word.length() == 1 ? START_OF_ONE : START_OF_TWO) | packed(word, 0, word.length()));
        } else {
            runs(word, terms);
        }
    }

    private static void runs(String text, LongConsumer terms) {
        for (int index = 0; index < text.length(); index++) {
            if (text.charAt(index) >= FIRST_IDEOGRAPHIC) {
                terms.accept(SINGLE | text.charAt(index));
                if (index + 1 < text.length()) {
                    terms.accept(PAIR | packed(text, index, 2));
                }
            } else if (index + 3 <= text.length()) {
                terms.accept(TRIPLE | packed(text, index, 3));
            }
        }
    }

    private static long packed(String text, int start, int length) {
        long packed = 0;
        for (int index = start; index < start + length; index++) {
            packed = packed << BITS | text.charAt(index);
        }
        return packed;
    }
}
