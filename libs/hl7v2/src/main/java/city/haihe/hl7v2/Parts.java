package city.haihe.hl7v2;

import java.util.ArrayList;
import java.util.List;

/** Splits text at a delimiter. Escape sequences never hold a bare delimiter, so no look at them is needed. */
final class Parts {

    private Parts() {}

    static List<String> split(String text, char delimiter) {
        List<String> parts = new ArrayList<>(4);
        int from = 0;
        int to;
        while ((to = text.indexOf(delimiter, from)) >= 0) {
            parts.add(text.substring(from, to));
            from = to + 1;
        }
        parts.add(text.substring(from));
        return parts;
    }

    /** The part with a number from 1; empty where there is none. A delimiter of 0 splits nothing. */
    static String part(String text, char delimiter, int number) {
        if (delimiter == 0) {
            return number == 1 ? text : "";
        }
        int from = 0;
        for (int skipped = 1; skipped < number; skipped++) {
            int next = text.indexOf(delimiter, from);
            if (next < 0) {
                return "";
            }
            from = next + 1;
        }
        int to = text.indexOf(delimiter, from);
        return to < 0 ? text.substring(from) : text.substring(from, to);
    }

    static int count(String text, char delimiter) {
        if (text.isEmpty()) {
            return 0;
        }
        int count = 1;
        for (int index = 0; index < text.length(); index++) {
            if (text.charAt(index) == delimiter && delimiter != 0) {
                count++;
            }
        }
        return count;
    }
}
