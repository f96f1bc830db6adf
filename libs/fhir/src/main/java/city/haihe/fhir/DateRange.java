package city.haihe.fhir;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The time that a date or dateTime covers by its precision (FHIR R4 3.1.1.4.7), in milliseconds since 1970.
 *
 * @param low the first
 * @param high the first after it
 */
public record DateRange(long low, long high) {

    /** Before every date. */
    public static final long START_OF_TIME = Long.MIN_VALUE / 4;

    /** After every date. */
    public static final long END_OF_TIME = Long.MAX_VALUE / 4;

    /** What a date without a zone means here: China Standard Time, which the city has the year round. */
    private static final ZoneOffset LOCAL = ZoneOffset.ofHours(8);

    private static final Pattern SYNTAX = Pattern.compile("(\\d{4})(?:-(\\d{2})(?:-(\\d{2})"
            + "(?:T(\\d{2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?(Z|[+-]\\d{2}:\\d{2})?)?)?)?");

    private static final int MILLIS_DIGITS = 3;

    /** The range of a date in the lexical forms of FHIR; empty where the text is none. */
    public static Optional<DateRange> parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(range(matcher));
        } catch (DateTimeException impossible) {
            return Optional.empty();
        }
    }

    /** From the start of one to the end of the other. */
    public DateRange to(DateRange end) {
        return new DateRange(low, end.high);
    }

    private static DateRange range(Matcher matcher) {
        int year = Integer.parseInt(matcher.group(1));
        if (matcher.group(2) == null) {
            return between(LocalDate.of(year, 1, 1), LocalDate.of(year + 1, 1, 1));
        }
        int month = Integer.parseInt(matcher.group(2));
        if (matcher.group(3) == null) {
            LocalDate first = YearMonth.of(year, month).atDay(1);
            return between(first, first.plusMonths(1));
        }
        LocalDate day = LocalDate.of(year, month, Integer.parseInt(matcher.group(3)));
        if (matcher.group(4) == null) {
            return between(day, day.plusDays(1));
        }
        String seconds = matcher.group(6);
        int second = seconds == null ? 0 : Integer.parseInt(seconds);
        // A leap second is the last of its minute.
        LocalTime time = LocalTime.of(
                Integer.parseInt(matcher.group(4)), Integer.parseInt(matcher.group(5)), second == 60 ? 59 : second);
        String zone = matcher.group(8);
        long start = LocalDateTime.of(day, time).toEpochSecond(zone == null ? LOCAL : ZoneOffset.of(zone)) * 1_000;
        if (seconds == null) {
            return new DateRange(start, start + 60_000);
        }
        String fraction = matcher.group(7);
        if (fraction == null) {
            return new DateRange(start, start + 1_000);
        }
        String digits = (fraction + "00").substring(0, MILLIS_DIGITS);
        long width = fraction.length() == 1 ? 100 : fraction.length() == 2 ? 10 : 1;
        long exact = start + Integer.parseInt(digits);
        return new DateRange(exact, exact + width);
    }

    private static DateRange between(LocalDate from, LocalDate until) {
        return new DateRange(millis(from), millis(until));
    }

    private static long millis(LocalDate date) {
        return date.atStartOfDay().toEpochSecond(LOCAL) * 1_000;
    }
}
