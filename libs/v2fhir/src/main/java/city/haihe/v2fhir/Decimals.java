package city.haihe.v2fhir;

import org.jspecify.annotations.Nullable;

/** Numbers of HL7 v2 (2.5.1 2.A.47, NM) as JSON numbers with the same digits. */
final class Decimals {

    /** More digits than any measurement has; the standard's own bound is 16. */
    private static final int MAXIMUM_LENGTH = 64;

    private Decimals() {}

    /** The number with its digits kept; null where the text is none. {@code +5}, {@code .5} and {@code 007} are written as JSON has it. */
    static @Nullable String parse(String text) {
        int start = 0;
        boolean negative = false;
        if (!text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+')) {
            negative = text.charAt(0) == '-';
            start = 1;
        }
        int point = -1;
        for (int index = start; index < text.length(); index++) {
            char c = text.charAt(index);
            if (c == '.' && point < 0) {
                point = index;
            } else if (c < '0' || c > '9') {
                return null;
            }
        }
        int integerEnd = point < 0 ? text.length() : point;
        int digits = text.length() - start - (point < 0 ? 0 : 1);
        if (digits < 1 || text.length() > MAXIMUM_LENGTH) {
            return null;
        }
        while (start < integerEnd - 1 && text.charAt(start) == '0') {
            start++;
        }
        String whole = start == integerEnd ? "0" : text.substring(start, integerEnd);
        String fraction = integerEnd + 1 < text.length() ? text.substring(integerEnd) : "";
        return (negative ? "-" : "") + whole + fraction;
    }

    /** A whole number greater than 0, or null. */
    static @Nullable String parsePositive(String text) {
        String number = parse(text);
        return number == null
                        || number.indexOf('.') >= 0
                        || number.startsWith("-")
                        || number.equals("0")
                        || number.length() > 9
                ? null
                : number;
    }
}
