package city.haihe.app.record.internal;

import city.haihe.fhir.IndexValue;
import city.haihe.fhir.Ucum;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Numbers as ranges of the same kind of column as dates: longs in the order of the numbers. */
final class Numbers {

    private static final BigDecimal HALF = new BigDecimal("0.5");
    private static final BigDecimal TENTH = new BigDecimal("0.1");

    private Numbers() {}

    /** A long for the number; less numbers have less longs. */
    static long ordered(double value) {
        // Adding zero makes one zero of the two.
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits >= 0 ? bits : bits ^ Long.MAX_VALUE;
    }

    /** The lower bound of a stored number; where it is null, that of an open range, before the long of every number. */
    static long low(@Nullable BigDecimal low) {
        return low == null ? Long.MIN_VALUE : ordered(low.doubleValue());
    }

    /** The upper bound of a stored number, which it does not reach; where it is null, behind the long of every number. */
    static long high(@Nullable BigDecimal high) {
        return high == null ? Long.MAX_VALUE : ordered(high.doubleValue()) + 1;
    }

    /** How the amount is said in canonical units, or null where its unit is not of UCUM or cannot be converted. */
    static Ucum.@Nullable Canonical canonical(IndexValue.Quantity quantity) {
        String code = quantity.code();
        return code != null && Ucum.SYSTEM.equals(quantity.system()) ? Ucum.canonical(code) : null;
    }

    /** A test of an amount, said in canonical units. */
    static Condition.RangeTest test(Condition.Prefix prefix, BigDecimal value, Ucum.Canonical canonical) {
        return switch (prefix) {
            case EQ, NE -> {
                BigDecimal half = HALF.movePointLeft(value.scale());
                yield between(prefix, canonical.exact(value.subtract(half)), canonical.exact(value.add(half)));
            }
            case AP -> {
                BigDecimal tenth = value.abs().multiply(TENTH);
                yield new Condition.RangeTest(
                        prefix,
                        ordered(canonical.exact(value.subtract(tenth)).doubleValue()),
                        ordered(canonical.exact(value.add(tenth)).doubleValue()) + 1);
            }
            case GT, LT, GE, LE, SA, EB -> {
                long point = ordered(canonical.exact(value).doubleValue());
                yield new Condition.RangeTest(prefix, point, point + 1);
            }
        };
    }

    /** The test of a number: by its precision where it is to be equal, exactly where it is compared (FHIR R4 3.1.1.4.6). */
    static Condition.RangeTest test(Condition.Prefix prefix, BigDecimal value) {
        return switch (prefix) {
            case EQ, NE -> {
                BigDecimal half = HALF.movePointLeft(value.scale());
                yield between(prefix, value.subtract(half), value.add(half));
            }
            case AP -> {
                BigDecimal tenth = value.abs().multiply(TENTH);
                yield new Condition.RangeTest(
                        prefix,
                        ordered(value.subtract(tenth).doubleValue()),
                        ordered(value.add(tenth).doubleValue()) + 1);
            }
            case GT, LT, GE, LE, SA, EB -> {
                long point = ordered(value.doubleValue());
                yield new Condition.RangeTest(prefix, point, point + 1);
            }
        };
    }

    private static Condition.RangeTest between(Condition.Prefix prefix, BigDecimal low, BigDecimal high) {
        return new Condition.RangeTest(prefix, ordered(low.doubleValue()), ordered(high.doubleValue()));
    }
}
