package city.haihe.merkle;

/** The names of keys (C2SP signed-note, Format). */
final class KeyName {

    /** U+0085 is a space to Unicode, but not to Java. */
    private static final int NEXT_LINE = 0x85;

    private KeyName() {}

    /** Whether it is not empty and has neither Unicode spaces nor a plus. */
    static boolean isValid(String name) {
        return !name.isEmpty()
                && name.codePoints()
                        .noneMatch(c -> c == '+'
                                || c == NEXT_LINE
                                || c < ' '
                                || Character.isWhitespace(c)
                                || Character.isSpaceChar(c));
    }

    static String checked(String name) {
        if (!isValid(name)) {
            throw new IllegalArgumentException(
                    "key name: %s (expected: not empty, without spaces and +)".formatted(Lines.quoted(name)));
        }
        return name;
    }
}
