package city.haihe.fhir.path;

import city.haihe.fhir.Ucum;
import city.haihe.fhir.path.SystemValue.IntegerValue;
import city.haihe.fhir.path.SystemValue.QuantityValue;
import city.haihe.fhir.path.SystemValue.StringValue;
import city.haihe.fhir.path.TemporalValue.Kind;
import city.haihe.fhir.path.TemporalValue.Precision;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The operators on numbers, quantities, dates and texts (FHIRPath 2.0 6.6); null where there is no result. */
final class Arithmetic {

    private static final int NANO_DIGITS = 9;
    private static final int MILLI_DIGITS = 3;

    private final Budget budget;

    Arithmetic(Budget budget) {
        this.budget = budget;
    }

    @Nullable
    SystemValue apply(Operator operator, Item left, Item right) {
        SystemValue one = Conversions.system(left);
        SystemValue other = Conversions.system(right);
        if (one instanceof StringValue(String text)
                && other instanceof StringValue(String more)
                && operator == Operator.PLUS) {
            return joined(text, more);
        }
        if (one instanceof TemporalValue temporal
                && other instanceof QuantityValue quantity
                && (operator == Operator.PLUS || operator == Operator.MINUS)) {
            return add(temporal, operator == Operator.MINUS ? negate(quantity) : quantity);
        }
        BigDecimal number = Numbers.of(one);
        BigDecimal otherNumber = Numbers.of(other);
        if (number != null && otherNumber != null) {
            boolean integers = one instanceof IntegerValue && other instanceof IntegerValue;
            return numbers(operator, number, otherNumber, integers);
        }
        QuantityValue quantity = Ordering.quantity(one);
        QuantityValue otherQuantity = Ordering.quantity(other);
        if (quantity != null && otherQuantity != null && operator != Operator.DIV && operator != Operator.MOD) {
            return quantities(operator, quantity, otherQuantity);
        }
        throw FhirPathException.execution(left.type() + " " + operator.symbol() + " " + right.type()
                + " (expected: operands that can be computed with)");
    }

    /** {@code &}: nothing is an empty text to it. */
    SystemValue concatenate(@Nullable Item left, @Nullable Item right) {
        return joined(concatenable(left), concatenable(right));
    }

    private static String concatenable(@Nullable Item item) {
        if (item == null) {
            return "";
        }
        if (Conversions.system(item) instanceof StringValue(String text)) {
            return text;
        }
        throw FhirPathException.execution("&: " + item.type() + " (expected: a String)");
    }

    private SystemValue joined(String left, String right) {
        budget.length((long) left.length() + right.length());
        return new StringValue(left + right);
    }

    @Nullable
    SystemValue signed(boolean minus, Item item) {
        SystemValue value = Conversions.system(item);
        BigDecimal number = Numbers.of(value);
        if (number != null) {
            BigDecimal result = minus ? number.negate() : number;
            return value instanceof IntegerValue ? Numbers.integer(result) : Numbers.decimal(result);
        }
        if (value instanceof QuantityValue quantity) {
            return minus ? negate(quantity) : quantity;
        }
        throw FhirPathException.execution(
                (minus ? "-" : "+") + item.type() + " (expected: a number or a Quantity after a sign)");
    }

    private static QuantityValue negate(QuantityValue quantity) {
        return new QuantityValue(quantity.value().negate(), quantity.unit());
    }

    private static @Nullable SystemValue numbers(
            Operator operator, BigDecimal left, BigDecimal right, boolean integers) {
        return switch (operator) {
            case PLUS -> number(left.add(right), integers);
            case MINUS -> number(left.subtract(right), integers);
            case TIMES -> number(left.multiply(right), integers);
            case DIVIDE -> right.signum() == 0 ? null : Numbers.decimal(divide(left, right));
            case DIV -> right.signum() == 0 ? null : Numbers.integer(left.divideToIntegralValue(right));
            case MOD -> right.signum() == 0 ? null : number(left.remainder(right), integers);
            default -> throw FhirPathException.execution(operator.symbol() + " (expected: an operator on numbers)");
        };
    }

    private static @Nullable SystemValue number(BigDecimal value, boolean integer) {
        return integer ? Numbers.integer(value) : Numbers.decimal(value);
    }

    private static BigDecimal divide(BigDecimal left, BigDecimal right) {
        BigDecimal quotient = left.divide(right, Numbers.PRECISION);
        return quotient.scale() < 0 ? quotient.setScale(0) : quotient;
    }

    private @Nullable SystemValue quantities(Operator operator, QuantityValue left, QuantityValue right) {
        return switch (operator) {
            case PLUS, MINUS -> sum(left, operator == Operator.MINUS ? negate(right) : right);
            case TIMES ->
                new QuantityValue(bounded(left.value().multiply(right.value())), product(left.unit(), right.unit()));
            case DIVIDE ->
                right.value().signum() == 0
                        ? null
                        : new QuantityValue(divide(left.value(), right.value()), quotient(left.unit(), right.unit()));
            default -> throw FhirPathException.execution(operator.symbol() + " (expected: an operator on Quantities)");
        };
    }

    private static BigDecimal bounded(BigDecimal value) {
        Numbers.decimal(value);
        return value;
    }

    /** The sum in the finer of two comparable units. */
    private static @Nullable SystemValue sum(QuantityValue left, QuantityValue right) {
        if (left.unit().equals(right.unit())) {
            return new QuantityValue(bounded(left.value().add(right.value())), left.unit());
        }
        Ucum.Canonical unit = Units.of(left.unit());
        Ucum.Canonical other = Units.of(right.unit());
        if (unit == null || other == null || !Units.comparable(unit, other)) {
            return null;
        }
        boolean leftIsFiner = unit.factor().compareTo(other.factor()) <= 0;
        return leftIsFiner
                ? new QuantityValue(bounded(left.value().add(Units.convert(right.value(), other, unit))), left.unit())
                : new QuantityValue(bounded(right.value().add(Units.convert(left.value(), unit, other))), right.unit());
    }

    private String product(String left, String right) {
        if (left.equals("1") || right.equals("1")) {
            return left.equals("1") ? right : left;
        }
        return budget.bounded(code(left) + "." + factor(right));
    }

    private String quotient(String left, String right) {
        if (left.equals(right)) {
            return "1";
        }
        return right.equals("1") ? left : budget.bounded(code(left) + "/" + factor(right));
    }

    private static String factor(String unit) {
        String code = code(unit);
        return code.indexOf('/') < 0 && code.indexOf('.') < 0 ? code : "(" + code + ")";
    }

    /** The UCUM code of a calendar word that has one. */
    private static String code(String unit) {
        CalendarUnit calendar = CalendarUnit.of(unit);
        String code = calendar == null ? null : calendar.code();
        return code == null ? unit : code;
    }

    /** A time later by a quantity: whole units, of the value's own precision at the finest (FHIRPath 2.0 6.6.7). */
    private static @Nullable SystemValue add(TemporalValue value, QuantityValue quantity) {
        CalendarUnit unit = CalendarUnit.addable(quantity.unit());
        if (unit == null || value.kind() == Kind.TIME && unit.chrono().compareTo(ChronoUnit.HALF_DAYS) > 0) {
            throw FhirPathException.execution(value.type() + " and '" + quantity.unit()
                    + "' (expected: a unit of time that is no mean of years or months)");
        }
        try {
            return unit == CalendarUnit.SECOND || unit == CalendarUnit.MILLISECOND
                    ? addSeconds(value, quantity, unit)
                    : addUnits(
                            value,
                            quantity.value().setScale(0, RoundingMode.DOWN).longValueExact(),
                            unit.chrono());
        } catch (ArithmeticException | DateTimeException outOfRange) {
            return null;
        }
    }

    private static TemporalValue addSeconds(TemporalValue value, QuantityValue quantity, CalendarUnit unit) {
        BigDecimal seconds = unit == CalendarUnit.SECOND
                ? quantity.value()
                : quantity.value().movePointLeft(MILLI_DIGITS);
        if (value.precision() != Precision.SECOND) {
            return addUnits(value, seconds.setScale(0, RoundingMode.DOWN).longValueExact(), ChronoUnit.SECONDS);
        }
        BigDecimal nanos = seconds.movePointRight(NANO_DIGITS).setScale(0, RoundingMode.DOWN);
        LocalDateTime moved = value.local().plusNanos(nanos.longValueExact());
        int digits = moved.getNano() == 0 ? 0 : MILLI_DIGITS;
        return moved(value, moved, Math.max(value.fractionDigits(), digits));
    }

    /** Adds whole units; those finer than the value's precision count as far as they fill one of it. */
    private static TemporalValue addUnits(TemporalValue value, long amount, ChronoUnit unit) {
        ChronoUnit finest = switch (value.precision()) {
            case YEAR -> ChronoUnit.YEARS;
            case MONTH -> ChronoUnit.MONTHS;
            case DAY -> ChronoUnit.DAYS;
            case HOUR -> ChronoUnit.HOURS;
            case MINUTE -> ChronoUnit.MINUTES;
            case SECOND -> ChronoUnit.SECONDS;
        };
        long whole = amount;
        ChronoUnit used = unit;
        if (unit.compareTo(finest) < 0) {
            // A month counts for 30 days and a year for 365 here, by the specification.
            used = finest;
            whole = finest == ChronoUnit.YEARS && unit == ChronoUnit.MONTHS
                    ? amount / 12
                    : Math.multiplyExact(amount, unit.getDuration().toSeconds()) / seconds(finest);
        }
        return moved(value, value.local().plus(whole, used), value.fractionDigits());
    }

    private static long seconds(ChronoUnit unit) {
        return switch (unit) {
            case YEARS -> ChronoUnit.DAYS.getDuration().toSeconds() * 365;
            case MONTHS -> ChronoUnit.DAYS.getDuration().toSeconds() * 30;
            default -> unit.getDuration().toSeconds();
        };
    }

    private static TemporalValue moved(TemporalValue value, LocalDateTime moved, int fractionDigits) {
        if (moved.getYear() < 1 || moved.getYear() > 9999) {
            throw new DateTimeException("year");
        }
        LocalDateTime local = value.kind() == Kind.TIME
                ? moved.toLocalTime().atDate(value.local().toLocalDate())
                : moved;
        return new TemporalValue(value.kind(), value.precision(), local, fractionDigits, value.offset());
    }
}
