package city.haihe.app.record.internal;

import java.util.ArrayList;
import java.util.List;

/** Splits search values at separators that no backslash stands before (FHIR R4 3.1.1.4.0.1). */
final class ValueSplit {

    private ValueSplit() {}

    /** The parts, whose escapes stay. */
    static List<String> at(char separator, String text) {
        List<String> parts = new ArrayList<>(2);
        int start = 0;
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            if (c == '\\') {
                index++;
            } else if (c == separator) {
                parts.add(text.substring(start, index));
                start = index + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    /** The text without its escapes. A backslash before anything but a separator stands for itself. */
    static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            if (c == '\\' && index + 1 < text.length() && ",$|\\".indexOf(text.charAt(index + 1)) >= 0) {
                index++;
                plain.append(text.charAt(index));
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
