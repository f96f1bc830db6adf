package city.haihe.merkle;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads a text line by line, each ending in a newline, and says where something is wrong. */
final class Lines {

    /** Enough to recognise a value by; it may be anything a stranger sent. */
    private static final int SHOWN = 60;

    /** 19 digits can be above a long. */
    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,18}");

    private final String text;
    private int at;
    private int line;

    /** Reads from the start of a text that begins at this line of a larger one. */
    Lines(String text, int firstLine) {
        this.text = text;
        this.line = firstLine - 1;
    }

    boolean atEnd() {
        return at == text.length();
    }

    /** The number of the line that was read last. */
    int line() {
        return line;
    }

    /** The next line without its newline. */
    String next(String expected) throws MalformedException {
        line++;
        int end = text.indexOf('\n', at);
        if (end < 0) {
            throw new MalformedException(
                    line, atEnd() ? "missing (expected: %s)".formatted(expected) : "no newline at the end");
        }
        String read = text.substring(at, end);
        at = end + 1;
        return read;
    }

    /** What is left. */
    String rest() {
        return text.substring(at);
    }

    MalformedException wrong(String value, String expected) {
        return new MalformedException(line, "%s (expected: %s)".formatted(quoted(value), expected));
    }

    /** A number as the formats write it: decimal, without leading zeroes, below 2^63. */
    long number(String value, String expected) throws MalformedException {
        return decimal(value).orElseThrow(() -> wrong(value, expected));
    }

    Hash hash(String value) throws MalformedException {
        return Hash.ofBase64(value).orElseThrow(() -> wrong(value, "base64 of a hash of 32 bytes"));
    }

    static OptionalLong decimal(String value) {
        if (!DECIMAL.matcher(value).matches()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(value));
        } catch (NumberFormatException tooLarge) {
            return OptionalLong.empty();
        }
    }

    static String quoted(String value) {
        String shown = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
        return "\"" + shown.replaceAll("\\p{Cntrl}", "?") + "\"";
    }
}
