package city.haihe.fhir.path;

import city.haihe.fhir.path.FhirPathException.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts an expression's text into tokens (FHIRPath 2.0, appendix B). */
final class Lexer {

    /** The longest expression of R4 has 2,000 characters; a longer one than this is no expression that a person wrote. */
    static final int MAX_LENGTH = 20_000;

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> tokens(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new FhirPathException(
                    Kind.LIMIT,
                    "expression: " + text.length() + " characters (expected: at most " + MAX_LENGTH + ")",
                    0);
        }
        Lexer lexer = new Lexer(text);
        lexer.read();
        return lexer.tokens;
    }

    private void read() {
        skipSpaces();
        while (at < text.length()) {
            int start = at;
            char c = text.charAt(at);
            if (c == '\'') {
                add(Token.Kind.STRING, quoted(), start);
            } else if (c == '`') {
                add(Token.Kind.DELIMITED, quoted(), start);
            } else if (isDigit(c)) {
                add(Token.Kind.NUMBER, number(), start);
            } else if (isLetter(c)) {
                add(Token.Kind.IDENTIFIER, word(), start);
            } else if (c == '@') {
                temporal();
            } else if (c == '%') {
                at++;
                add(Token.Kind.VARIABLE, variable(), start);
            } else if (c == '$') {
                at++;
                add(Token.Kind.SPECIAL, word(), start);
            } else {
                add(Token.Kind.SYMBOL, symbol(), start);
            }
            skipSpaces();
        }
        add(Token.Kind.END, "", at);
    }

    private void add(Token.Kind kind, String content, int start) {
        tokens.add(new Token(kind, content, start));
    }

    private void skipSpaces() {
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    throw error("comment without an end (expected: */)", at);
                }
                at = end + 2;
            } else {
                return;
            }
        }
    }

    private String variable() {
        if (at < text.length() && "`'\"".indexOf(text.charAt(at)) >= 0) {
            return quoted();
        }
        return word();
    }

    private String word() {
        int start = at;
        while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
            at++;
        }
        if (start == at) {
            throw error("name missing (expected: a letter)", at);
        }
        return text.substring(start, at);
    }

    private String number() {
        int start = at;
        skipDigits();
        if (at + 1 < text.length() && text.charAt(at) == '.' && isDigit(text.charAt(at + 1))) {
            at++;
            skipDigits();
        }
        return text.substring(start, at);
    }

    private void skipDigits() {
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
    }

    private void temporal() {
        int start = at++;
        int content = at;
        if (at < text.length() && text.charAt(at) == 'T') {
            at++;
            skipTime();
            add(Token.Kind.TIME, text.substring(content + 1, at), start);
            return;
        }
        skipDigits();
        for (int part = 0; part < 2 && followedByDigit('-'); part++) {
            at++;
            skipDigits();
        }
        if (at == text.length() || text.charAt(at) != 'T') {
            add(Token.Kind.DATE, text.substring(content, at), start);
            return;
        }
        at++;
        if (at < text.length() && isDigit(text.charAt(at))) {
            skipTime();
            if (at < text.length() && text.charAt(at) == 'Z') {
                at++;
            } else if (followedByDigit('+') || followedByDigit('-')) {
                at++;
                skipDigits();
                if (followedByDigit(':')) {
                    at++;
                    skipDigits();
                }
            }
        }
        add(Token.Kind.DATE_TIME, text.substring(content, at), start);
    }

    private void skipTime() {
        skipDigits();
        int parts = 1;
        while (parts < 3 && followedByDigit(':')) {
            at++;
            skipDigits();
            parts++;
        }
        if (parts == 3 && followedByDigit('.')) {
            at++;
            skipDigits();
        }
    }

    private boolean followedByDigit(char c) {
        return at + 1 < text.length() && text.charAt(at) == c && isDigit(text.charAt(at + 1));
    }

    private String symbol() {
        for (String two : List.of("!=", "!~", "<=", ">=")) {
            if (text.startsWith(two, at)) {
                at += 2;
                return two;
            }
        }
        char c = text.charAt(at);
        if (".,()[]{}+-*/&|=~<>".indexOf(c) < 0) {
            throw error("'" + c + "' (expected: FHIRPath)", at);
        }
        at++;
        return String.valueOf(c);
    }

    /** The content of a quoted text; a backslash and a sign that is no escape both stay what they are. */
    private String quoted() {
        int start = at;
        char quote = text.charAt(at++);
        StringBuilder content = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length()) {
                escape(content);
            } else {
                content.append(c);
            }
        }
        if (at == text.length()) {
            throw error("text without an end (expected: " + quote + ")", start);
        }
        at++;
        return content.toString();
    }

    private void escape(StringBuilder content) {
        char c = text.charAt(at++);
        switch (c) {
            case 'n' -> content.append('\n');
            case 'r' -> content.append('\r');
            case 't' -> content.append('\t');
            case 'f' -> content.append('\f');
            case 'u' -> {
                try {
                    content.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                } catch (IndexOutOfBoundsException | NumberFormatException malformed) {
                    throw error("escape \\u (expected: four hexadecimal digits)", at - 2);
                }
                at += 4;
            }
            case '\'', '"', '`', '\\', '/' -> content.append(c);
            default -> content.append('\\').append(c);
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private static FhirPathException error(String message, int position) {
        return new FhirPathException(Kind.SYNTAX, message, position);
    }
}
