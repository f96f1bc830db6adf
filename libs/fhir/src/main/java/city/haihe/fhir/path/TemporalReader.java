package city.haihe.fhir.path;

import city.haihe.fhir.path.TemporalValue.Kind;
import city.haihe.fhir.path.TemporalValue.Precision;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Reads one date, dateTime or time from a text. */
final class TemporalReader {

    private static final int NANO_DIGITS = 9;

    private final String text;
    private int at;
    private Precision precision = Precision.YEAR;
    private int fractionDigits;

    TemporalReader(String text) {
        this.text = text;
    }

    @Nullable
    TemporalValue date() {
        try {
            LocalDate day = day();
            return day == null || at < text.length()
                    ? null
                    : new TemporalValue(Kind.DATE, precision, day.atStartOfDay(), 0, null);
        } catch (DateTimeException impossible) {
            return null;
        }
    }

    @Nullable
    TemporalValue dateTime() {
        try {
            LocalDate day = day();
            if (day == null) {
                return null;
            }
            if (skip('T') && at < text.length()) {
                return precision == Precision.DAY ? timed(day, Kind.DATE_TIME) : null;
            }
            return at < text.length()
                    ? null
                    : new TemporalValue(Kind.DATE_TIME, precision, day.atStartOfDay(), 0, null);
        } catch (DateTimeException impossible) {
            return null;
        }
    }

    @Nullable
    TemporalValue time(LocalDate day) {
        try {
            return timed(day, Kind.TIME);
        } catch (DateTimeException impossible) {
            return null;
        }
    }

    private @Nullable LocalDate day() {
        int year = digits(4);
        int month = 1;
        int day = 1;
        if (year < 0) {
            return null;
        }
        if (skip('-')) {
            month = digits(2);
            precision = Precision.MONTH;
            if (skip('-')) {
                day = digits(2);
                precision = Precision.DAY;
            }
        }
        return LocalDate.of(year, month, day);
    }

    private @Nullable TemporalValue timed(LocalDate day, Kind kind) {
        int hour = digits(2);
        int minute = 0;
        int second = 0;
        int nanos = 0;
        precision = Precision.HOUR;
        if (skip(':')) {
            minute = digits(2);
            precision = Precision.MINUTE;
            if (skip(':')) {
                // A leap second is the last of its minute.
                int written = digits(2);
                second = written == 60 ? 59 : written;
                precision = Precision.SECOND;
                nanos = skip('.') ? fraction() : 0;
            }
        }
        ZoneOffset offset = kind == Kind.DATE_TIME ? offset() : null;
        if (at < text.length()) {
            return null;
        }
        return new TemporalValue(
                kind, precision, LocalTime.of(hour, minute, second, nanos).atDate(day), fractionDigits, offset);
    }

    /** The fraction in nanoseconds; what is finer is not kept. */
    private int fraction() {
        int start = at;
        int nanos = 0;
        while (at < text.length() && Character.isDigit(text.charAt(at))) {
            if (at - start < NANO_DIGITS) {
                nanos = nanos * 10 + text.charAt(at) - '0';
            }
            at++;
        }
        fractionDigits = Math.min(at - start, NANO_DIGITS);
        if (fractionDigits == 0) {
            throw new DateTimeException("no fraction");
        }
        for (int digit = fractionDigits; digit < NANO_DIGITS; digit++) {
            nanos *= 10;
        }
        return nanos;
    }

    private @Nullable ZoneOffset offset() {
        if (skip('Z')) {
            return ZoneOffset.UTC;
        }
        if (at == text.length() || text.charAt(at) != '+' && text.charAt(at) != '-') {
            return null;
        }
        String written = text.substring(at);
        at = text.length();
        return ZoneOffset.of(written);
    }

    private boolean skip(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    /** A number of exactly so many digits, or -1, which no field of a date allows. */
    private int digits(int count) {
        if (at + count > text.length()) {
            return -1;
        }
        int number = 0;
        for (int end = at + count; at < end; at++) {
            char c = text.charAt(at);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + c - '0';
        }
        return number;
    }
}
