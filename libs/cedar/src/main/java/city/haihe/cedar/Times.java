package city.haihe.cedar;

import city.haihe.cedar.Value.DateTime;
import city.haihe.cedar.Value.TimeSpan;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes instants and durations (Cedar, datetime() and duration()). */
final class Times {

    static final long DAY_MILLIS = 86_400_000;
    private static final long[] UNIT_MILLIS = {DAY_MILLIS, 3_600_000, 60_000, 1_000, 1};

    /** Longer than any duration that does not overflow. */
    private static final int MAX_DURATION_LENGTH = 128;

    private static final Pattern DATETIME = Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})"
            + "(?:T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\\.([0-9]{3}))?(?:Z|([+-])([0-9]{2})([0-9]{2})))?");
    private static final Pattern DURATION =
            Pattern.compile("-?(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?(?:([0-9]+)ms)?");

    /** The years that the constructor can write. */
    private static final long FIRST_MILLIS = -62_167_219_200_000L;

    private static final long LAST_MILLIS = 253_402_300_799_999L;

    private Times() {}

    static DateTime parseDateTime(String text) {
        Matcher matcher = DATETIME.matcher(text);
        if (!matcher.matches()) {
            throw malformed("datetime", "YYYY-MM-DD or YYYY-MM-DDThh:mm:ss[.SSS] with Z or an offset as +hhmm");
        }
        long days;
        try {
            days = LocalDate.of(number(matcher, 1), number(matcher, 2), number(matcher, 3))
                    .toEpochDay();
        } catch (DateTimeException e) {
            throw malformed("datetime", "a date of the calendar");
        }
        if (matcher.group(4) == null) {
            return new DateTime(days * DAY_MILLIS);
        }
        int hour = number(matcher, 4);
        int minute = number(matcher, 5);
        int second = number(matcher, 6);
        if (hour > 23 || minute > 59 || second > 59) {
            throw malformed("datetime", "a time from 00:00:00 to 23:59:59");
        }
        long millis = days * DAY_MILLIS + hour * 3_600_000L + minute * 60_000L + second * 1_000L;
        if (matcher.group(7) != null) {
            millis += number(matcher, 7);
        }
        if (matcher.group(8) != null) {
            int hours = number(matcher, 9);
            int minutes = number(matcher, 10);
            if (hours > 23 || minutes > 59) {
                throw malformed("datetime", "an offset from -2359 to +2359");
            }
            long offset = hours * 3_600_000L + minutes * 60_000L;
            millis -= matcher.group(8).equals("-") ? -offset : offset;
        }
        return new DateTime(millis);
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    static TimeSpan parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (text.length() > MAX_DURATION_LENGTH || !matcher.matches() || text.isEmpty() || text.equals("-")) {
            throw malformed("duration", "quantities with d, h, m, s, ms in this order, after an optional minus");
        }
        BigInteger sum = BigInteger.ZERO;
        for (int unit = 0; unit < UNIT_MILLIS.length; unit++) {
            if (matcher.group(unit + 1) != null) {
                sum = sum.add(new BigInteger(matcher.group(unit + 1)).multiply(BigInteger.valueOf(UNIT_MILLIS[unit])));
            }
        }
        BigInteger signed = text.startsWith("-") ? sum.negate() : sum;
        if (signed.bitLength() > 63) {
            throw malformed("duration", "at most 64 bits of milliseconds");
        }
        return new TimeSpan(signed.longValue());
    }

    static String print(long millis) {
        if (millis < FIRST_MILLIS || millis > LAST_MILLIS) {
            return "datetime(\"1970-01-01\").offset(duration(\"" + millis + "ms\"))";
        }
        return "datetime(\""
                + DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
                        .format(Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC))
                + "\")";
    }

    private static EvaluationException malformed(String what, String expected) {
        return new EvaluationException("malformed %s (expected: %s)".formatted(what, expected));
    }
}
