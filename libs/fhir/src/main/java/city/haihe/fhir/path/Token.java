package city.haihe.fhir.path;

/**
 * A piece of an expression's text.
 *
 * @param kind what it is
 * @param text its content, without quotes and escapes
 * @param position where it starts
 */
record Token(Kind kind, String text, int position) {

    enum Kind {
        IDENTIFIER,
        DELIMITED,
        STRING,
        NUMBER,
        DATE,
        DATE_TIME,
        TIME,
        VARIABLE,
        SPECIAL,
        SYMBOL,
        END
    }

    boolean is(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isWord(String word) {
        return kind == Kind.IDENTIFIER && text.equals(word);
    }
}
