package city.haihe.fhir.path;

import city.haihe.fhir.Ucum;
import city.haihe.fhir.path.Function.Call;
import city.haihe.fhir.path.SystemValue.IntegerValue;
import city.haihe.fhir.path.SystemValue.QuantityValue;
import city.haihe.fhir.path.TemporalValue.Kind;
import city.haihe.fhir.path.TemporalValue.Precision;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How precise values are, and between what they lie (FHIRPath 2.1 5.5.10, 5.7.11 to 5.7.13). */
final class BoundaryFunctions {

    private static final int MAX_DECIMAL_PRECISION = 28;
    private static final int DEFAULT_DECIMAL_PRECISION = 8;
    private static final int MILLI_PRECISION = 3;
    private static final int LAST_NANOS = 999_999_999;

    /** The first and the last zone in which a time without one may be. */
    private static final ZoneOffset EARLIEST = ZoneOffset.ofHours(14);

    private static final ZoneOffset LATEST = ZoneOffset.ofHours(-12);

    private BoundaryFunctions() {}

    static List<Function> all() {
        return List.of(
                new Function("lowBoundary", 0, 1, call -> boundary(call, true)),
                new Function("highBoundary", 0, 1, call -> boundary(call, false)),
                new Function("precision", 0, 0, BoundaryFunctions::precision),
                new Function("comparable", 1, 1, BoundaryFunctions::comparable));
    }

    private static List<Item> boundary(Call call, boolean low) {
        Item item = Evaluation.single(call.input(), call.name() + "()");
        if (item == null) {
            return List.of();
        }
        Integer precision = call.size() == 0 ? null : precisionArgument(call);
        if (call.size() == 1 && precision == null) {
            return List.of();
        }
        SystemValue value = Conversions.system(item);
        SystemValue result;
        if (value instanceof TemporalValue temporal) {
            result = boundary(temporal, precision, low);
        } else if (value instanceof QuantityValue(BigDecimal amount, String unit)) {
            BigDecimal bound = boundary(amount, precision, low);
            result = bound == null ? null : new QuantityValue(bound, unit);
        } else {
            BigDecimal number = Numbers.of(value);
            if (number == null) {
                throw call.error(item.type(), "a number, a Quantity, a date or a time");
            }
            BigDecimal bound = boundary(number, precision, low);
            result = bound == null ? null : Numbers.decimal(bound);
        }
        return result == null ? List.of() : List.of(result);
    }

    private static @Nullable Integer precisionArgument(Call call) {
        Item item = Evaluation.single(call.argument(0), call.name() + "()");
        if (item == null) {
            return null;
        }
        if (Conversions.system(item) instanceof IntegerValue(int precision)) {
            return precision;
        }
        throw call.error(item.type(), "an Integer");
    }

    private static @Nullable BigDecimal boundary(BigDecimal number, @Nullable Integer precision, boolean low) {
        int scale = precision == null ? DEFAULT_DECIMAL_PRECISION : precision;
        if (scale < 0 || scale > MAX_DECIMAL_PRECISION) {
            return null;
        }
        BigDecimal half = BigDecimal.valueOf(5).movePointLeft(Math.max(0, number.scale()) + 1);
        BigDecimal bound = low ? number.subtract(half) : number.add(half);
        return bound.setScale(scale, low ? RoundingMode.FLOOR : RoundingMode.CEILING);
    }

    private static @Nullable SystemValue boundary(TemporalValue value, @Nullable Integer digits, boolean low) {
        int wanted = digits != null ? digits : defaultDigits(value.kind());
        Precision precision = precision(value.kind(), wanted);
        if (precision == null) {
            return null;
        }
        LocalDateTime bound = low ? value.local() : last(value);
        boolean timed = value.kind() == Kind.DATE_TIME && precision.compareTo(Precision.HOUR) >= 0;
        ZoneOffset offset = !timed ? null : value.offset() != null ? value.offset() : low ? EARLIEST : LATEST;
        int fraction = precision == Precision.SECOND && isMilli(value.kind(), wanted) ? MILLI_PRECISION : 0;
        return new TemporalValue(value.kind(), precision, bound, fraction, offset);
    }

    private static int defaultDigits(Kind kind) {
        return switch (kind) {
            case DATE -> 8;
            case DATE_TIME -> 17;
            case TIME -> 9;
        };
    }

    private static boolean isMilli(Kind kind, int digits) {
        return digits == defaultDigits(kind);
    }

    /** The precision that a count of digits means, or null where it means none. */
    private static @Nullable Precision precision(Kind kind, int digits) {
        int all = kind == Kind.TIME ? digits + 8 : digits;
        Precision precision = switch (all) {
            case 4 -> Precision.YEAR;
            case 6 -> Precision.MONTH;
            case 8 -> Precision.DAY;
            case 10 -> Precision.HOUR;
            case 12 -> Precision.MINUTE;
            case 14, 17 -> Precision.SECOND;
            default -> null;
        };
        boolean fits = precision != null
                && switch (kind) {
                    case DATE -> precision.compareTo(Precision.DAY) <= 0;
                    case DATE_TIME -> true;
                    case TIME -> precision.compareTo(Precision.HOUR) >= 0;
                };
        return fits ? precision : null;
    }

    /** The last moment that a value may mean. */
    private static LocalDateTime last(TemporalValue value) {
        LocalDateTime first = value.local();
        LocalDateTime next = switch (value.precision()) {
            case YEAR -> first.plusYears(1);
            case MONTH -> first.plusMonths(1);
            case DAY -> first.plusDays(1);
            case HOUR -> first.plusHours(1);
            case MINUTE -> first.plusMinutes(1);
            case SECOND -> value.fractionDigits() == 0 ? first.plusSeconds(1) : first.plusNanos(1);
        };
        LocalDateTime last = next.minusNanos(1);
        return value.precision() == Precision.SECOND && value.fractionDigits() == 0 ? first.withNano(LAST_NANOS) : last;
    }

    private static List<Item> precision(Call call) {
        Item item = Evaluation.single(call.input(), "precision()");
        if (item == null) {
            return List.of();
        }
        SystemValue value = Conversions.system(item);
        BigDecimal number = Numbers.of(value);
        if (number != null) {
            return List.of(new IntegerValue(Math.max(0, number.scale())));
        }
        if (!(value instanceof TemporalValue temporal)) {
            throw call.error(item.type(), "a number, a date or a time");
        }
        int digits = switch (temporal.precision()) {
            case YEAR -> 4;
            case MONTH -> 6;
            case DAY -> 8;
            case HOUR -> 10;
            case MINUTE -> 12;
            case SECOND -> 14 + temporal.fractionDigits();
        };
        return List.of(new IntegerValue(temporal.kind() == Kind.TIME ? digits - 8 : digits));
    }

    private static List<Item> comparable(Call call) {
        Item item = Evaluation.single(call.input(), "comparable()");
        Item other = Evaluation.single(call.argument(0), "comparable()");
        QuantityValue left = item == null ? null : Ordering.quantity(Conversions.system(item));
        QuantityValue right = other == null ? null : Ordering.quantity(Conversions.system(other));
        if (left == null || right == null) {
            return List.of();
        }
        Ucum.Canonical unit = Units.of(left.unit());
        Ucum.Canonical otherUnit = Units.of(right.unit());
        return Evaluation.truth(left.unit().equals(right.unit()) || Units.comparable(unit, otherUnit));
    }
}
