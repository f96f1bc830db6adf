package city.haihe.fhir.path;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Reads a UCUM code (UCUM 2.1 §§ 5-12): products, quotients, powers, parentheses and annotations. */
final class UnitReader {

    /** No code in use is longer, by far. */
    private static final int MAX_LENGTH = 200;

    /** Beyond it a power is a mistake, and dear to compute. */
    private static final int MAX_EXPONENT = 30;

    private static final int MAX_DEPTH = 10;

    private final String code;
    private int at;
    private int depth;

    UnitReader(String code) {
        this.code = code;
    }

    Units.@Nullable Unit read() {
        if (code.isEmpty() || code.length() > MAX_LENGTH) {
            return null;
        }
        Units.Unit unit = term();
        return at == code.length() ? unit : null;
    }

    private Units.@Nullable Unit term() {
        if (++depth > MAX_DEPTH) {
            return null;
        }
        Units.Unit product = skip('/') ? over(Units.ONE, component()) : component();
        while (product != null && at < code.length() && code.charAt(at) != ')') {
            if (skip('.')) {
                Units.Unit factor = component();
                product = factor == null ? null : product.times(factor, 1);
            } else if (skip('/')) {
                product = over(product, component());
            } else {
                return null;
            }
        }
        depth--;
        return product;
    }

    private static Units.@Nullable Unit over(Units.Unit left, Units.@Nullable Unit right) {
        return right == null ? null : left.times(right, -1);
    }

    private Units.@Nullable Unit component() {
        if (skip('(')) {
            Units.Unit inner = term();
            return skip(')') ? inner : null;
        }
        if (at < code.length() && code.charAt(at) == '{') {
            return annotation() ? Units.ONE : null;
        }
        Units.Unit unit = power();
        if (unit != null && at < code.length() && code.charAt(at) == '{' && !annotation()) {
            return null;
        }
        return unit;
    }

    private boolean annotation() {
        int end = code.indexOf('}', at);
        if (end < 0) {
            return false;
        }
        at = end + 1;
        return true;
    }

    private Units.@Nullable Unit power() {
        int start = at;
        while (at < code.length() && isDigit(code.charAt(at))) {
            at++;
        }
        if (at > start && (at == code.length() || "./){".indexOf(code.charAt(at)) >= 0)) {
            return Units.ONE.multiplied(new BigDecimal(code.substring(start, at)));
        }
        at = start;
        Units.Unit unit = atom();
        Integer exponent = unit == null ? null : exponent();
        if (unit == null || exponent == null || Math.abs(exponent) > MAX_EXPONENT) {
            return null;
        }
        Units.Unit power = exponent == 1 ? unit : Units.ONE;
        for (int count = 0; exponent != 1 && count < Math.abs(exponent); count++) {
            power = power.times(unit, Integer.signum(exponent));
        }
        return power;
    }

    /** The symbol up to its exponent; what stands in brackets may hold anything. */
    private Units.@Nullable Unit atom() {
        int start = at;
        boolean bracket = false;
        while (at < code.length()) {
            char c = code.charAt(at);
            if (c == '[') {
                bracket = true;
            } else if (c == ']') {
                bracket = false;
            } else if (!bracket && (isDigit(c) && !isPowerOfTen(start) || "./(){}+-".indexOf(c) >= 0)) {
                break;
            }
            at++;
        }
        return start == at ? null : Units.atom(code.substring(start, at));
    }

    /** Whether the digits here are those of {@code 10*} and {@code 10^}. */
    private boolean isPowerOfTen(int start) {
        return at < start + 2 && (code.startsWith("10*", start) || code.startsWith("10^", start));
    }

    private @Nullable Integer exponent() {
        int start = at;
        if (at < code.length() && (code.charAt(at) == '+' || code.charAt(at) == '-')) {
            at++;
        }
        int digits = at;
        while (at < code.length() && isDigit(code.charAt(at))) {
            at++;
        }
        if (digits == at) {
            return start == at ? 1 : null;
        }
        return at - digits > 2 ? null : Integer.valueOf(code.substring(start, at));
    }

    private boolean skip(char c) {
        if (at < code.length() && code.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
