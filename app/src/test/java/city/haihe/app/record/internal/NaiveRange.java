package city.haihe.app.record.internal;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A range of times, in milliseconds since 1970, or of numbers. A bound that is null is open.
 *
 * @param low its first value
 * @param high what it does not reach or, of numbers, its last value
 * @param closed whether it has its last value
 */
record NaiveRange(@Nullable BigDecimal low, @Nullable BigDecimal high, boolean closed) {

    private static final ZoneOffset CHINA = ZoneOffset.ofHours(8);
    private static final BigDecimal TENTH = new BigDecimal("0.1");

    private static NaiveRange times(@Nullable Long low, @Nullable Long high) {
        return new NaiveRange(
                low == null ? null : BigDecimal.valueOf(low), high == null ? null : BigDecimal.valueOf(high), false);
    }

    static NaiveRange number(@Nullable BigDecimal low, @Nullable BigDecimal high) {
        return new NaiveRange(low, high, true);
    }

    /** The time that a date, dateTime or instant leaves open by its precision. */
    static NaiveRange time(String text) {
        int zone = text.indexOf('T') < 0 ? -1 : Math.max(text.indexOf('Z'), text.lastIndexOf('+'));
        if (text.indexOf('T') > 0 && zone < 0) {
            zone = text.lastIndexOf('-') > text.indexOf('T') ? text.lastIndexOf('-') : -1;
        }
        if (text.indexOf('T') < 0) {
            String[] parts = text.split("-");
            LocalDate first;
            LocalDate next;
            if (parts.length == 1) {
                first = LocalDate.of(Integer.parseInt(text), 1, 1);
                next = first.plusYears(1);
            } else if (parts.length == 2) {
                first = YearMonth.parse(text).atDay(1);
                next = first.plusMonths(1);
            } else {
                first = LocalDate.parse(text);
                next = first.plusDays(1);
            }
            return times(millis(first), millis(next));
        }
        String local = zone < 0 ? text : text.substring(0, zone);
        int dot = local.indexOf('.');
        int fraction = dot < 0 ? 0 : local.length() - dot - 1;
        boolean toMinute = local.length() == "2000-01-01T10:00".length();
        long width = toMinute
                ? 60_000
                : switch (fraction) {
                    case 0 -> 1_000;
                    case 1 -> 100;
                    case 2 -> 10;
                    default -> 1;
                };
        Instant start = zone < 0
                ? LocalDateTime.parse(local).toInstant(CHINA)
                : OffsetDateTime.parse((toMinute ? local + ":00" : local) + text.substring(zone))
                        .toInstant();
        return times(start.toEpochMilli(), start.toEpochMilli() + width);
    }

    private static long millis(LocalDate date) {
        return date.atStartOfDay().toInstant(CHINA).toEpochMilli();
    }

    /** The range of an element that a date parameter reads; null where it says no time. */
    static @Nullable NaiveRange time(String type, @Nullable FhirValue value) {
        if (value instanceof FhirString(String text)) {
            return time(text);
        }
        if (!(value instanceof FhirObject object)) {
            return null;
        }
        if (type.equals("Period")) {
            return period(object);
        }
        List<NaiveRange> limits = new ArrayList<>();
        if (object.array("event") instanceof FhirArray events) {
            events.forEach(event -> limits.add(time(event instanceof FhirString(String text) ? text : "")));
        }
        FhirObject repeat = object.object("repeat");
        FhirObject bounds = repeat == null ? null : repeat.object("boundsPeriod");
        NaiveRange outer = bounds == null ? null : period(bounds);
        if (outer != null) {
            limits.add(outer);
        }
        return limits.isEmpty() ? null : hull(limits);
    }

    private static @Nullable NaiveRange period(FhirObject period) {
        String start = period.string("start");
        String end = period.string("end");
        return start == null && end == null
                ? null
                : new NaiveRange(
                        start == null ? null : time(start).low(),
                        end == null ? null : time(end).high(),
                        false);
    }

    private static NaiveRange hull(List<NaiveRange> ranges) {
        BigDecimal low = null;
        BigDecimal high = null;
        if (ranges.stream().allMatch(range -> range.low() != null)) {
            low = ranges.stream()
                    .map(NaiveRange::lowOrZero)
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
        }
        if (ranges.stream().allMatch(range -> range.high() != null)) {
            high = ranges.stream()
                    .map(NaiveRange::highOrZero)
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
        return new NaiveRange(low, high, false);
    }

    private BigDecimal lowOrZero() {
        return low == null ? BigDecimal.ZERO : low;
    }

    private BigDecimal highOrZero() {
        return high == null ? BigDecimal.ZERO : high;
    }

    /** The number of an element that a number parameter reads; null where it has none. */
    static @Nullable NaiveRange number(@Nullable FhirValue value) {
        if (value instanceof FhirNumber number) {
            BigDecimal exact = number.toBigDecimal();
            return number(exact, exact);
        }
        if (value instanceof FhirObject range && (range.has("low") || range.has("high"))) {
            return number(amount(range.object("low")), amount(range.object("high")));
        }
        return null;
    }

    static @Nullable BigDecimal amount(@Nullable FhirObject quantity) {
        return quantity != null && quantity.get("value") instanceof FhirNumber number ? number.toBigDecimal() : null;
    }

    /** Whether the time passes a date's value as it is searched for (FHIR R4 3.1.1.4.3). */
    boolean passesTime(String value, Instant now) {
        String prefix = prefix(value);
        NaiveRange asked = time(value.substring(prefix.length()));
        BigDecimal start = asked.lowOrZero();
        BigDecimal end = asked.highOrZero();
        if (prefix.equals("ap")) {
            BigDecimal slack = BigDecimal.valueOf(Math.abs(now.toEpochMilli() - start.longValueExact()) / 10);
            start = start.subtract(slack);
            end = end.add(slack);
        }
        boolean contained = low != null && low.compareTo(start) >= 0 && high != null && high.compareTo(end) <= 0;
        boolean above = high == null || high.compareTo(end) > 0;
        boolean below = low == null || low.compareTo(start) < 0;
        return switch (prefix) {
            case "ne" -> !contained;
            case "gt" -> above;
            case "lt" -> below;
            case "ge" -> above || contained;
            case "le" -> below || contained;
            case "sa" -> low != null && low.compareTo(end) >= 0;
            case "eb" -> high != null && high.compareTo(start) <= 0;
            case "ap" -> (low == null || low.compareTo(end) < 0) && (high == null || high.compareTo(start) > 0);
            default -> contained;
        };
    }

    /**
     * Whether the number passes a number as it is searched for: within its precision where it is to be equal, exactly where it
     * is compared (FHIR R4 3.1.1.4.6).
     *
     * @param unit how the number that is asked for is said in the unit of this one
     */
    boolean passesNumber(String value, NaiveUnits.Scale unit) {
        String prefix = prefix(value);
        BigDecimal asked = new BigDecimal(value.substring(prefix.length()));
        BigDecimal exact = unit.apply(asked);
        BigDecimal half = new BigDecimal("0.5").movePointLeft(asked.scale());
        boolean within = low != null
                && high != null
                && low.compareTo(unit.apply(asked.subtract(half))) >= 0
                && high.compareTo(unit.apply(asked.add(half))) < 0;
        boolean above = high == null || high.compareTo(exact) > 0;
        boolean below = low == null || low.compareTo(exact) < 0;
        boolean same = low != null && high != null && low.compareTo(exact) == 0 && high.compareTo(exact) == 0;
        BigDecimal tenth = asked.abs().multiply(TENTH);
        return switch (prefix) {
            case "ne" -> !within;
            case "gt" -> above;
            case "lt" -> below;
            case "ge" -> above || same;
            case "le" -> below || same;
            case "sa" -> low != null && low.compareTo(exact) > 0;
            case "eb" -> high != null && high.compareTo(exact) < 0;
            case "ap" ->
                (low == null || low.compareTo(unit.apply(asked.add(tenth))) <= 0)
                        && (high == null || high.compareTo(unit.apply(asked.subtract(tenth))) >= 0);
            default -> within;
        };
    }

    /** The letters that a value begins with. */
    static String prefix(String value) {
        return value.length() > 2 && Character.isLetter(value.charAt(0)) ? value.substring(0, 2) : "";
    }
}
