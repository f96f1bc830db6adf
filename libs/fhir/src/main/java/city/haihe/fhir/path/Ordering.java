package city.haihe.fhir.path;

import city.haihe.fhir.R4;
import city.haihe.fhir.Ucum;
import city.haihe.fhir.path.SystemValue.QuantityValue;
import city.haihe.fhir.path.SystemValue.StringValue;
import city.haihe.fhir.path.TemporalValue.Kind;
import city.haihe.fhir.path.TemporalValue.Precision;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Which of two values is the greater (FHIRPath 2.0 6.2); null where their precision or their units do not tell. */
final class Ordering {

    /** No zone is further from UTC: how much a time without a zone may be off. */
    private static final Duration WIDEST_OFFSET = Duration.ofHours(14);

    private static final BigDecimal MONTHS_A_YEAR = BigDecimal.valueOf(12);

    private Ordering() {}

    /** The order of two items, refused where they are of kinds that have no order between them. */
    static @Nullable Integer compare(Item left, Item right) {
        SystemValue one = Conversions.system(left);
        SystemValue other = Conversions.system(right);
        if (one instanceof StringValue(String text) && other instanceof StringValue(String otherText)) {
            return Integer.signum(text.compareTo(otherText));
        }
        if (one instanceof TemporalValue temporal && other instanceof TemporalValue otherTemporal) {
            if ((temporal.kind() == Kind.TIME) == (otherTemporal.kind() == Kind.TIME)) {
                return compare(temporal, otherTemporal);
            }
        }
        BigDecimal number = Numbers.of(one);
        BigDecimal otherNumber = Numbers.of(other);
        if (number != null && otherNumber != null) {
            return number.compareTo(otherNumber);
        }
        QuantityValue quantity = quantity(one);
        QuantityValue otherQuantity = quantity(other);
        if (quantity != null && otherQuantity != null) {
            return compare(quantity, otherQuantity);
        }
        if (isUnknown(left, one) || isUnknown(right, other)) {
            return null;
        }
        throw FhirPathException.execution(
                left.type() + " against " + right.type() + " (expected: values that have an order)");
    }

    /** Whether an element could have a value that has an order, and has none or only a bound of one. */
    private static boolean isUnknown(Item item, @Nullable SystemValue value) {
        return value == null
                && item instanceof Element element
                && (element.isPrimitive() || R4.definitions().isKindOf(element.type(), "Quantity"));
    }

    /** A quantity, also one that a number implies. */
    static @Nullable QuantityValue quantity(@Nullable SystemValue value) {
        if (value instanceof QuantityValue quantity) {
            return quantity;
        }
        BigDecimal number = Numbers.of(value);
        return number == null ? null : new QuantityValue(number, "1");
    }

    static @Nullable Integer compare(QuantityValue left, QuantityValue right) {
        if (left.unit().equals(right.unit())) {
            return left.value().compareTo(right.value());
        }
        BigDecimal months = months(left);
        BigDecimal otherMonths = months(right);
        if (months != null || otherMonths != null) {
            return months == null || otherMonths == null ? null : months.compareTo(otherMonths);
        }
        Ucum.Canonical unit = Units.of(left.unit());
        Ucum.Canonical otherUnit = Units.of(right.unit());
        return unit == null || otherUnit == null || !Units.comparable(unit, otherUnit)
                ? null
                : Units.compare(left.value(), unit, right.value(), otherUnit);
    }

    /** Calendar years and months, which no number of days equals. */
    private static @Nullable BigDecimal months(QuantityValue quantity) {
        CalendarUnit unit = CalendarUnit.of(quantity.unit());
        return unit == CalendarUnit.YEAR
                ? quantity.value().multiply(MONTHS_A_YEAR)
                : unit == CalendarUnit.MONTH ? quantity.value() : null;
    }

    static @Nullable Integer compare(TemporalValue left, TemporalValue right) {
        TemporalValue one = left;
        TemporalValue other = right;
        if (left.hasTime() && right.hasTime() && left.kind() != Kind.TIME) {
            if (left.offset() != null && right.offset() != null) {
                one = utc(left, left.offset());
                other = utc(right, right.offset());
            } else if (left.offset() != null || right.offset() != null) {
                return compareAcross(left, right);
            }
        }
        Precision common = one.precision().compareTo(other.precision()) < 0 ? one.precision() : other.precision();
        for (Precision at : Precision.values()) {
            if (at.compareTo(common) > 0) {
                return null;
            }
            int order = Integer.compare(one.field(at), other.field(at));
            if (order == 0 && at == Precision.SECOND) {
                order = Integer.compare(one.nanos(), other.nanos());
            }
            if (order != 0) {
                return order;
            }
            if (at == common && one.precision() == other.precision()) {
                return 0;
            }
        }
        return null;
    }

    /** One has a zone and the other none: they are ordered only where no zone could change it. */
    private static @Nullable Integer compareAcross(TemporalValue left, TemporalValue right) {
        ZoneOffset leftOffset = left.offset() == null ? ZoneOffset.UTC : left.offset();
        ZoneOffset rightOffset = right.offset() == null ? ZoneOffset.UTC : right.offset();
        Duration distance = Duration.between(
                left.local().toInstant(leftOffset), right.local().toInstant(rightOffset));
        if (distance.abs().compareTo(WIDEST_OFFSET.plusHours(1)) <= 0) {
            return null;
        }
        return distance.isNegative() ? 1 : -1;
    }

    private static TemporalValue utc(TemporalValue value, ZoneOffset offset) {
        return new TemporalValue(
                value.kind(),
                value.precision(),
                value.local().minusSeconds(offset.getTotalSeconds()),
                value.fractionDigits(),
                ZoneOffset.UTC);
    }
}
