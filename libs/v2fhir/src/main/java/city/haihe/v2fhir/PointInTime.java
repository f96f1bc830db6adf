package city.haihe.v2fhir;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * An HL7 v2 date or time with the precision it was written in (HL7 v2.5.1 2.A.22, DTM:
 * {@code YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]}).
 */
final class PointInTime {

    private static final int YEAR_DIGITS = 4;
    private static final int MONTH_DIGITS = 6;
    private static final int DAY_DIGITS = 8;
    private static final int HOUR_DIGITS = 10;
    private static final int MINUTE_DIGITS = 12;
    private static final int SECOND_DIGITS = 14;

    /** The standard allows four; clocks that tell more are common, and FHIR takes any number. */
    private static final int MAXIMUM_FRACTION_DIGITS = 9;

    private final String digits;
    private final String fraction;
    private final @Nullable ZoneOffset offset;

    private PointInTime(String digits, String fraction, @Nullable ZoneOffset offset) {
        this.digits = digits;
        this.fraction = fraction;
        this.offset = offset;
    }

    /** Parses, or answers null where the text is no date and time that exists. */
    static @Nullable PointInTime parse(String text) {
        int end = 0;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        int fractionEnd = end;
        if (fractionEnd < text.length() && text.charAt(fractionEnd) == '.') {
            do {
                fractionEnd++;
            } while (fractionEnd < text.length() && isDigit(text.charAt(fractionEnd)));
        }
        String digits = text.substring(0, end);
        String fraction = text.substring(end, fractionEnd);
        String zone = text.substring(fractionEnd);
        if (!isFraction(digits, fraction) || !exists(digits)) {
            return null;
        }
        if (zone.isEmpty()) {
            return new PointInTime(digits, fraction, null);
        }
        ZoneOffset offset = offset(zone);
        return offset == null ? null : new PointInTime(digits, fraction, offset);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isFraction(String digits, String fraction) {
        return fraction.isEmpty()
                || digits.length() == SECOND_DIGITS
                        && fraction.length() > 1
                        && fraction.length() <= MAXIMUM_FRACTION_DIGITS + 1;
    }

    private static boolean exists(String digits) {
        int length = digits.length();
        if (length < YEAR_DIGITS || length > SECOND_DIGITS || length % 2 != 0 || digits.startsWith("0000")) {
            return false;
        }
        int month = part(digits, YEAR_DIGITS, 1);
        if (month < 1 || month > 12) {
            return false;
        }
        int day = part(digits, MONTH_DIGITS, 1);
        return day >= 1
                && day <= YearMonth.of(part4(digits), month).lengthOfMonth()
                && part(digits, DAY_DIGITS, 0) < 24
                && part(digits, HOUR_DIGITS, 0) < 60
                && part(digits, MINUTE_DIGITS, 0) < 60;
    }

    private static int part4(String digits) {
        return Integer.parseInt(digits, 0, YEAR_DIGITS, 10);
    }

    private static int part(String digits, int start, int absent) {
        return digits.length() > start ? Integer.parseInt(digits, start, start + 2, 10) : absent;
    }

    private static @Nullable ZoneOffset offset(String zone) {
        boolean signed = zone.length() == 5 && (zone.charAt(0) == '+' || zone.charAt(0) == '-');
        if (!signed || !zone.chars().skip(1).allMatch(c -> isDigit((char) c))) {
            return null;
        }
        try {
            return ZoneOffset.of(zone);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Whether there is a time beside the date. */
    boolean hasTime() {
        return digits.length() > DAY_DIGITS;
    }

    /** Whether there is a day. */
    boolean hasDay() {
        return digits.length() >= DAY_DIGITS;
    }

    /** As a FHIR date, which leaves the time out: {@code 2020}, {@code 2020-05} or {@code 2020-05-31}. */
    String date() {
        String year = digits.substring(0, YEAR_DIGITS);
        if (digits.length() == YEAR_DIGITS) {
            return year;
        }
        String month = year + '-' + digits.substring(YEAR_DIGITS, MONTH_DIGITS);
        return digits.length() == MONTH_DIGITS ? month : month + '-' + digits.substring(MONTH_DIGITS, DAY_DIGITS);
    }

    /** As a FHIR dateTime: a date stays one; a time gets the zone where it names none, and minutes and seconds. */
    String dateTime(ZoneId zone) {
        if (!hasTime()) {
            return date();
        }
        StringBuilder out = new StringBuilder(29).append(date()).append('T');
        out.append(digits, DAY_DIGITS, HOUR_DIGITS).append(':');
        appendPart(out, HOUR_DIGITS).append(':');
        appendPart(out, MINUTE_DIGITS).append(fraction);
        ZoneOffset known = offset != null ? offset : zone instanceof ZoneOffset fixed ? fixed : offsetIn(zone);
        return out.append(known == ZoneOffset.UTC ? "+00:00" : known.getId()).toString();
    }

    private StringBuilder appendPart(StringBuilder out, int start) {
        return digits.length() > start ? out.append(digits, start, start + 2) : out.append("00");
    }

    private ZoneOffset offsetIn(ZoneId zone) {
        return LocalDateTime.of(
                        part4(digits),
                        part(digits, YEAR_DIGITS, 1),
                        part(digits, MONTH_DIGITS, 1),
                        part(digits, DAY_DIGITS, 0),
                        part(digits, HOUR_DIGITS, 0),
                        part(digits, MINUTE_DIGITS, 0))
                .atZone(zone)
                .getOffset();
    }

    /** As a FHIR time of an HL7 v2 TM ({@code HH[MM[SS[.SSSS]]]}), or null where it is none. */
    static @Nullable String time(String text) {
        String local = text.length() > 5 && "+-".indexOf(text.charAt(text.length() - 5)) >= 0
                ? text.substring(0, text.length() - 5)
                : text;
        PointInTime point = parse("20000101" + local);
        return point == null || !point.hasTime()
                ? null
                : point.dateTime(ZoneOffset.UTC).substring(11, 19) + point.fraction;
    }
}
