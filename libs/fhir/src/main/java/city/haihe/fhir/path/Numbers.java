package city.haihe.fhir.path;

import city.haihe.fhir.path.SystemValue.DecimalValue;
import city.haihe.fhir.path.SystemValue.IntegerValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Exact numbers within bounds (FHIRPath 2.0 4.1.2 and 4.1.3). */
final class Numbers {

    /** Many times the digits that a decimal must have (28); more are no measure but an attack. */
    static final int MAX_DIGITS = 400;

    /** What division and roots are rounded to. */
    static final MathContext PRECISION = MathContext.DECIMAL128;

    /** The digits on which a computation with binary floating point can be relied. */
    private static final MathContext FLOATING = new MathContext(15, RoundingMode.HALF_EVEN);

    private static final BigDecimal MIN_INTEGER = BigDecimal.valueOf(Integer.MIN_VALUE);
    private static final BigDecimal MAX_INTEGER = BigDecimal.valueOf(Integer.MAX_VALUE);

    private Numbers() {}

    /** The exact number of a value, or null where it is none. */
    static @Nullable BigDecimal of(@Nullable SystemValue value) {
        return switch (value) {
            case IntegerValue(int number) -> BigDecimal.valueOf(number);
            case DecimalValue(BigDecimal number) -> number;
            case null -> null;
            case SystemValue.BooleanValue _,
                    SystemValue.StringValue _,
                    SystemValue.QuantityValue _,
                    SystemValue.TypeValue _,
                    TemporalValue _ -> null;
        };
    }

    static boolean isInteger(BigDecimal number) {
        return number.scale() <= 0 && number.compareTo(MIN_INTEGER) >= 0 && number.compareTo(MAX_INTEGER) <= 0;
    }

    /** A whole number as an Integer; null where it has more than 32 bits: then there is no result. */
    static @Nullable SystemValue integer(BigDecimal number) {
        BigDecimal whole = number.setScale(0, RoundingMode.DOWN);
        return isInteger(whole) ? new IntegerValue(whole.intValueExact()) : null;
    }

    /** A decimal, refused where it has more digits than anyone needs. */
    static SystemValue decimal(BigDecimal number) {
        if (number.precision() > MAX_DIGITS || Math.abs(number.scale()) > MAX_DIGITS) {
            throw FhirPathException.limit("decimal: too long (expected: at most " + MAX_DIGITS + " digits)");
        }
        return new DecimalValue(number);
    }

    /** A result of floating point, or null where it is no number. */
    static @Nullable SystemValue floating(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return null;
        }
        BigDecimal exact = new BigDecimal(number).round(FLOATING).stripTrailingZeros();
        return decimal(exact.scale() < 0 ? exact.setScale(0) : exact);
    }

    /** Whether two numbers agree when both are rounded to the coarser of their precisions (FHIRPath 2.0 6.1.2). */
    static boolean alike(BigDecimal left, BigDecimal right) {
        int scale = Math.min(significantScale(left), significantScale(right));
        return left.setScale(scale, RoundingMode.HALF_UP).compareTo(right.setScale(scale, RoundingMode.HALF_UP)) == 0;
    }

    private static int significantScale(BigDecimal number) {
        return number.signum() == 0
                ? 0
                : Math.max(0, number.stripTrailingZeros().scale());
    }
}
