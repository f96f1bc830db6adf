package city.haihe.v2fhir;

/** Characters that FHIR does not take (FHIR R4 2.24.0.1, string and code); the raw message keeps them. */
final class Characters {

    private static final char REPLACEMENT = '\uFFFD';

    private Characters() {}

    /** The text with other control characters than tab and line ends replaced by U+FFFD. */
    static String text(String text) {
        return hasOdd(text, false) ? cleaned(text, false) : text;
    }

    /** The same for codes and the like, in which any run of white space becomes one space. */
    static String word(String text) {
        return hasOdd(text, true) ? cleaned(text, true).strip() : text;
    }

    private static boolean hasOdd(String text, boolean word) {
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            if (isControl(c) || word && isSpace(c) && (c != ' ' || index > 0 && text.charAt(index - 1) == ' ')) {
                return true;
            }
        }
        return false;
    }

    private static String cleaned(String text, boolean word) {
        StringBuilder out = new StringBuilder(text.length());
        boolean space = false;
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            if (!word || !isSpace(c)) {
                out.append(isControl(c) ? REPLACEMENT : c);
                space = false;
            } else if (!space) {
                out.append(' ');
                space = true;
            }
        }
        return out.toString();
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private static boolean isControl(char c) {
        return c < ' ' && c != '\t' && c != '\n' && c != '\r' || c >= 0x7f && c < 0xa0;
    }
}
