package city.haihe.fhir.path;

import city.haihe.fhir.path.Function.Call;
import city.haihe.fhir.path.SystemValue.IntegerValue;
import city.haihe.fhir.path.SystemValue.QuantityValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions on numbers (FHIRPath 2.0 5.7). */
final class MathFunctions {

    /** A finer rounding than that changes nothing that a decimal may hold. */
    private static final int MAX_SCALE = Numbers.MAX_DIGITS;

    private MathFunctions() {}

    /** What a function makes of a number; null where it makes nothing. */
    private interface OnNumber {
        @Nullable
        SystemValue apply(BigDecimal number);
    }

    static List<Function> all() {
        return List.of(
                new Function("abs", 0, 0, MathFunctions::abs),
                new Function("ceiling", 0, 0, call -> apply(call, number -> whole(number, RoundingMode.CEILING))),
                new Function("floor", 0, 0, call -> apply(call, number -> whole(number, RoundingMode.FLOOR))),
                new Function("truncate", 0, 0, call -> apply(call, number -> whole(number, RoundingMode.DOWN))),
                new Function(
                        "exp", 0, 0, call -> apply(call, number -> Numbers.floating(Math.exp(number.doubleValue())))),
                new Function(
                        "ln",
                        0,
                        0,
                        call -> apply(
                                call,
                                number -> number.signum() <= 0
                                        ? null
                                        : Numbers.floating(Math.log(number.doubleValue())))),
                new Function("log", 1, 1, call -> apply(call, number -> log(call, number))),
                new Function("power", 1, 1, call -> apply(call, number -> power(call, number))),
                new Function("round", 0, 1, call -> apply(call, number -> round(call, number))),
                new Function("sqrt", 0, 0, call -> apply(call, MathFunctions::sqrt)));
    }

    private static List<Item> apply(Call call, OnNumber function) {
        Item item = Evaluation.single(call.input(), call.name() + "()");
        if (item == null) {
            return List.of();
        }
        SystemValue result = function.apply(number(call, item));
        return result == null ? List.of() : List.of(result);
    }

    private static BigDecimal number(Call call, Item item) {
        BigDecimal number = Numbers.of(Conversions.system(item));
        if (number == null) {
            throw call.error(item.type(), "a number");
        }
        return number;
    }

    private static @Nullable BigDecimal argument(Call call) {
        Item item = Evaluation.single(call.argument(0), call.name() + "()");
        return item == null ? null : number(call, item);
    }

    private static List<Item> abs(Call call) {
        Item item = Evaluation.single(call.input(), "abs()");
        if (item == null) {
            return List.of();
        }
        SystemValue value = Conversions.system(item);
        if (value instanceof QuantityValue(BigDecimal amount, String unit)) {
            return List.of(new QuantityValue(amount.abs(), unit));
        }
        BigDecimal number = number(call, item).abs();
        SystemValue result = value instanceof IntegerValue ? Numbers.integer(number) : Numbers.decimal(number);
        return result == null ? List.of() : List.of(result);
    }

    private static @Nullable SystemValue whole(BigDecimal number, RoundingMode mode) {
        return Numbers.integer(number.setScale(0, mode));
    }

    private static @Nullable SystemValue log(Call call, BigDecimal number) {
        BigDecimal base = argument(call);
        if (base == null || base.signum() <= 0 || number.signum() <= 0) {
            return null;
        }
        return Numbers.floating(Math.log(number.doubleValue()) / Math.log(base.doubleValue()));
    }

    /** Whole exponents are exact as far as the result is bounded. */
    private static @Nullable SystemValue power(Call call, BigDecimal number) {
        BigDecimal exponent = argument(call);
        if (exponent == null) {
            return null;
        }
        if (Numbers.isInteger(exponent) && exponent.signum() >= 0) {
            int times = exponent.intValueExact();
            if ((long) times * number.precision() > Numbers.MAX_DIGITS
                    || (long) times * Math.abs(number.scale()) > Numbers.MAX_DIGITS) {
                return Numbers.floating(Math.pow(number.doubleValue(), times));
            }
            BigDecimal result = number.pow(times);
            return number.scale() <= 0 && Numbers.isInteger(result) ? Numbers.integer(result) : Numbers.decimal(result);
        }
        return Numbers.floating(Math.pow(number.doubleValue(), exponent.doubleValue()));
    }

    private static @Nullable SystemValue round(Call call, BigDecimal number) {
        BigDecimal precision = call.size() == 0 ? BigDecimal.ZERO : argument(call);
        if (precision == null) {
            return null;
        }
        if (!Numbers.isInteger(precision) || precision.signum() < 0) {
            throw call.error("another precision", "an Integer of at least 0");
        }
        int scale = Math.min(precision.intValueExact(), MAX_SCALE);
        return Numbers.decimal(number.setScale(scale, RoundingMode.HALF_UP));
    }

    private static @Nullable SystemValue sqrt(BigDecimal number) {
        return number.signum() < 0 ? null : Numbers.decimal(number.sqrt(Numbers.PRECISION));
    }
}
