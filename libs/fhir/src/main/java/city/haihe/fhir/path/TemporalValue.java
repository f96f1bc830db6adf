package city.haihe.fhir.path;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import org.jspecify.annotations.Nullable;

/**
 * A date, a dateTime or a time of day, as precise as it was written (FHIRPath 2.0 4.1.4 to 4.1.6).
 *
 * @param kind which of the three
 * @param precision how far it goes
 * @param local the moment, filled up with the first of what is not said; a time stands on the first day of 1970
 * @param fractionDigits how many digits of a second's fraction were written
 * @param offset its zone, or null
 */
public record TemporalValue(
        Kind kind,
        Precision precision,
        LocalDateTime local,
        int fractionDigits,
        @Nullable ZoneOffset offset) implements SystemValue {

    private static final LocalDate NO_DAY = LocalDate.EPOCH;
    private static final int NANO_DIGITS = 9;

    /** Date, date with time, or time. */
    public enum Kind {
        DATE("Date"),
        DATE_TIME("DateTime"),
        TIME("Time");

        private final String type;

        Kind(String type) {
            this.type = type;
        }
    }

    /** How far a value goes; a second's fraction counts as part of the second (FHIRPath 2.0 6.1.1). */
    public enum Precision {
        YEAR,
        MONTH,
        DAY,
        HOUR,
        MINUTE,
        SECOND
    }

    /** A date of a given day. */
    static TemporalValue ofDay(LocalDate day) {
        return new TemporalValue(Kind.DATE, Precision.DAY, day.atStartOfDay(), 0, null);
    }

    /** A moment to the millisecond. */
    static TemporalValue ofMoment(LocalDateTime moment, ZoneOffset offset) {
        return new TemporalValue(
                Kind.DATE_TIME, Precision.SECOND, moment.truncatedTo(java.time.temporal.ChronoUnit.MILLIS), 3, offset);
    }

    /** A time of day to the millisecond. */
    static TemporalValue ofTime(LocalTime time) {
        return new TemporalValue(
                Kind.TIME,
                Precision.SECOND,
                time.truncatedTo(java.time.temporal.ChronoUnit.MILLIS).atDate(NO_DAY),
                3,
                null);
    }

    /** Parses a date {@code YYYY[-MM[-DD]]}; null where the text is none. */
    static @Nullable TemporalValue parseDate(String text) {
        return new TemporalReader(text).date();
    }

    /** Parses a dateTime, which may end anywhere after its year, with or without the letter T; null where the text is none. */
    static @Nullable TemporalValue parseDateTime(String text) {
        return new TemporalReader(text).dateTime();
    }

    /** Parses a time {@code hh[:mm[:ss[.fff]]]}; null where the text is none. */
    static @Nullable TemporalValue parseTime(String text) {
        return new TemporalReader(text).time(NO_DAY);
    }

    @Override
    public String type() {
        return kind.type;
    }

    /** The value as another kind: a date becomes a dateTime of its precision, and a dateTime a date. */
    TemporalValue as(Kind other) {
        if (other == kind) {
            return this;
        }
        if (other == Kind.DATE && precision.compareTo(Precision.DAY) > 0) {
            return ofDay(local.toLocalDate());
        }
        return new TemporalValue(other, precision, local, fractionDigits, offset);
    }

    /** Its fields down to a precision; the fraction of the second is in {@link #nanos}. */
    int field(Precision at) {
        return local.get(
                switch (at) {
                    case YEAR -> ChronoField.YEAR;
                    case MONTH -> ChronoField.MONTH_OF_YEAR;
                    case DAY -> ChronoField.DAY_OF_MONTH;
                    case HOUR -> ChronoField.HOUR_OF_DAY;
                    case MINUTE -> ChronoField.MINUTE_OF_HOUR;
                    case SECOND -> ChronoField.SECOND_OF_MINUTE;
                });
    }

    int nanos() {
        return local.getNano();
    }

    /** Whether its precision reaches into the day. */
    boolean hasTime() {
        return precision.compareTo(Precision.HOUR) >= 0;
    }

    @Override
    public String text() {
        StringBuilder out = new StringBuilder(29);
        if (kind != Kind.TIME) {
            pad(out, local.getYear(), 4);
            if (precision.compareTo(Precision.MONTH) >= 0) {
                pad(out.append('-'), local.getMonthValue(), 2);
            }
            if (precision.compareTo(Precision.DAY) >= 0) {
                pad(out.append('-'), local.getDayOfMonth(), 2);
            }
            if (hasTime()) {
                out.append('T');
            }
        }
        if (hasTime()) {
            appendTime(out);
        }
        return out.toString();
    }

    private void appendTime(StringBuilder out) {
        pad(out, local.getHour(), 2);
        if (precision.compareTo(Precision.MINUTE) >= 0) {
            pad(out.append(':'), local.getMinute(), 2);
        }
        if (precision == Precision.SECOND) {
            pad(out.append(':'), local.getSecond(), 2);
            if (fractionDigits > 0) {
                String nanos = Integer.toString(local.getNano());
                String all = "0".repeat(NANO_DIGITS - nanos.length()) + nanos;
                out.append('.').append(all, 0, Math.min(fractionDigits, NANO_DIGITS));
            }
        }
        if (offset != null) {
            out.append(offset.getId());
        }
    }

    private static void pad(StringBuilder out, int number, int width) {
        String digits = Integer.toString(number);
        for (int length = digits.length(); length < width; length++) {
            out.append('0');
        }
        out.append(digits);
    }
}
