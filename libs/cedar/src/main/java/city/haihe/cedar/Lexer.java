package city.haihe.cedar;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Cuts a policy or schema text into tokens (Cedar, grammar). One lexer reads one text. */
final class Lexer {

    enum Kind {
        IDENTIFIER,
        STRING,
        INTEGER,
        SYMBOL,
        SLOT,
        END
    }

    /**
     * A token.
     *
     * @param text the identifier, symbol or number as written, and of a string what is between the quotes, not yet unescaped
     */
    record Token(Kind kind, String text, Position at) {
        boolean is(String symbol) {
            return (kind == Kind.SYMBOL || kind == Kind.IDENTIFIER || kind == Kind.SLOT) && text.equals(symbol);
        }

        String shown() {
            return switch (kind) {
                case END -> "the end of the text";
                case STRING -> "a string";
                case IDENTIFIER, INTEGER, SYMBOL, SLOT -> '"' + text + '"';
            };
        }
    }

    /** A policy set of a city is far smaller; a text that is not one should not fill the memory. */
    static final int MAX_LENGTH = 16 << 20;

    private static final Set<String> TWO = Set.of("==", "!=", "<=", ">=", "&&", "||", "::");
    private static final String ONE = "()[]{},;:.<>!+-*@=?";

    private final String text;
    private int offset;
    private int line = 1;
    private int lineStart;

    Lexer(String text) {
        this.text = text;
    }

    List<Token> tokens() throws MalformedException {
        if (text.length() > MAX_LENGTH) {
            throw new MalformedException(
                    position(), "%d characters (expected: <= %d)".formatted(text.length(), MAX_LENGTH));
        }
        List<Token> tokens = new ArrayList<>();
        while (skipBlank()) {
            tokens.add(next());
        }
        tokens.add(new Token(Kind.END, "", position()));
        return tokens;
    }

    private Position position() {
        return new Position(line, offset - lineStart + 1);
    }

    private boolean skipBlank() {
        while (offset < text.length()) {
            char c = text.charAt(offset);
            if (c == '\n') {
                offset++;
                line++;
                lineStart = offset;
            } else if (Character.isWhitespace(c) || c == '\u0085' || c == '\u00a0') {
                offset++;
            } else if (text.startsWith("//", offset)) {
                int end = text.indexOf('\n', offset);
                offset = end < 0 ? text.length() : end;
            } else {
                return true;
            }
        }
        return false;
    }

    private Token next() throws MalformedException {
        char c = text.charAt(offset);
        Position at = position();
        int start = offset;
        if (c == '"') {
            return string(at);
        }
        if (isLetter(c)) {
            while (offset < text.length() && (isLetter(text.charAt(offset)) || isDigit(text.charAt(offset)))) {
                offset++;
            }
            return new Token(Kind.IDENTIFIER, text.substring(start, offset), at);
        }
        if (isDigit(c)) {
            while (offset < text.length() && isDigit(text.charAt(offset))) {
                offset++;
            }
            return new Token(Kind.INTEGER, text.substring(start, offset), at);
        }
        for (String slot : List.of("?principal", "?resource")) {
            if (text.startsWith(slot, offset)) {
                offset += slot.length();
                return new Token(Kind.SLOT, slot, at);
            }
        }
        if (offset + 2 <= text.length() && TWO.contains(text.substring(offset, offset + 2))) {
            offset += 2;
            return new Token(Kind.SYMBOL, text.substring(start, offset), at);
        }
        if (ONE.indexOf(c) >= 0) {
            offset++;
            return new Token(Kind.SYMBOL, String.valueOf(c), at);
        }
        throw new MalformedException(
                at, "character U+%04X (expected: a token of the language)".formatted(text.codePointAt(offset)));
    }

    private Token string(Position at) throws MalformedException {
        int start = ++offset;
        while (offset < text.length() && text.charAt(offset) != '"') {
            char c = text.charAt(offset++);
            if (c == '\\') {
                offset++;
            } else if (c == '\n') {
                line++;
                lineStart = offset;
            }
        }
        if (offset >= text.length()) {
            throw new MalformedException(at, "a string without end (expected: a closing quote)");
        }
        return new Token(Kind.STRING, text.substring(start, offset++), at);
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Unescapes a string literal. */
    static String unescape(Token token) throws MalformedException {
        return String.join("", pieces(token, false));
    }

    /** Unescapes a pattern; its wildcards are between the pieces. */
    static LikePattern pattern(Token token) throws MalformedException {
        return new LikePattern(pieces(token, true));
    }

    private static List<String> pieces(Token token, boolean pattern) throws MalformedException {
        String raw = token.text();
        List<String> pieces = new ArrayList<>();
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (pattern && c == '*') {
                pieces.add(out.toString());
                out.setLength(0);
            } else if (c != '\\') {
                out.append(c);
            } else {
                i = escape(token, raw, i + 1, pattern, out);
            }
        }
        pieces.add(out.toString());
        return pieces;
    }

    /** Appends what the escape at this offset means and answers the offset of its last character. */
    private static int escape(Token token, String raw, int at, boolean pattern, StringBuilder out)
            throws MalformedException {
        char kind = at < raw.length() ? raw.charAt(at) : ' ';
        switch (kind) {
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case '0' -> out.append('\0');
            case '\\', '"', '\'' -> out.append(kind);
            case 'x' -> {
                out.appendCodePoint(hexadecimal(token, raw, at + 1, at + 3, 0x7f));
                return at + 2;
            }
            case 'u' -> {
                int end = raw.indexOf('}', at);
                if (at + 1 >= raw.length() || raw.charAt(at + 1) != '{' || end < 0) {
                    throw wrongEscape(token);
                }
                out.appendCodePoint(hexadecimal(token, raw, at + 2, end, Character.MAX_CODE_POINT));
                return end;
            }
            default -> {
                if (kind != '*' || !pattern) {
                    throw wrongEscape(token);
                }
                out.append('*');
            }
        }
        return at;
    }

    private static int hexadecimal(Token token, String raw, int from, int to, int maximum) throws MalformedException {
        if (to > raw.length() || to <= from || to - from > 6) {
            throw wrongEscape(token);
        }
        String digits = raw.substring(from, to);
        if (!digits.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0)) {
            throw wrongEscape(token);
        }
        int point = Integer.parseInt(digits, 16);
        if (point > maximum || point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
            throw wrongEscape(token);
        }
        return point;
    }

    private static MalformedException wrongEscape(Token token) {
        return new MalformedException(
                token.at(),
                "an unknown escape in a string (expected: \\\" \\\\ \\n \\r \\t \\0 \\xHH \\u{…}, in patterns \\*)");
    }
}
