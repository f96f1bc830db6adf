package city.haihe.fhir.path;

import org.jspecify.annotations.Nullable;

/** The operators between two operands and how tightly they bind (FHIRPath 2.0 6.9). */
enum Operator {
    IMPLIES("implies", 1),
    OR("or", 2),
    XOR("xor", 2),
    AND("and", 3),
    IN("in", 4),
    CONTAINS("contains", 4),
    EQUAL("=", 5),
    EQUIVALENT("~", 5),
    NOT_EQUAL("!=", 5),
    NOT_EQUIVALENT("!~", 5),
    LESS("<", 6),
    LESS_OR_EQUAL("<=", 6),
    GREATER(">", 6),
    GREATER_OR_EQUAL(">=", 6),
    UNION("|", 7),
    PLUS("+", 9),
    MINUS("-", 9),
    CONCATENATE("&", 9),
    TIMES("*", 10),
    DIVIDE("/", 10),
    DIV("div", 10),
    MOD("mod", 10);

    /** How tightly {@code is} and {@code as} bind. */
    static final int TYPE_POWER = 8;

    /** How tightly a sign binds. */
    static final int SIGN_POWER = 11;

    private final String symbol;
    private final int power;

    Operator(String symbol, int power) {
        this.symbol = symbol;
        this.power = power;
    }

    /** The operator of a symbol, or null. */
    static @Nullable Operator of(String symbol) {
        for (Operator operator : values()) {
            if (operator.symbol.equals(symbol)) {
                return operator;
            }
        }
        return null;
    }

    String symbol() {
        return symbol;
    }

    int power() {
        return power;
    }
}
