package city.haihe.v2fhir;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** FHIR dates and times (FHIR R4 2.24.0.1) as HL7 v2 has them (HL7 v2.5.1 2.A.22, DTM). */
final class WritingTimes {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
    private static final DateTimeFormatter ZONE = DateTimeFormatter.ofPattern("xx");

    private WritingTimes() {}

    /** The time as MSH-7 has it. */
    static String now(OffsetDateTime time) {
        return DateTimeFormatter.ofPattern("yyyyMMddHHmmss.SSSxx").format(time);
    }

    /** A date, dateTime or instant; null where it is none. A date keeps its precision, a time its fraction of a second. */
    static @Nullable String dateTime(String text, ZoneOffset offset) {
        if (text.indexOf('T') < 0) {
            return text.matches("\\d{4}(-\\d\\d){0,2}") ? text.replace("-", "") : null;
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(text).withOffsetSameInstant(offset);
            int point = text.indexOf('.');
            int end = point + 1;
            while (point > 0 && end < text.length() && Character.isDigit(text.charAt(end))) {
                end++;
            }
            String fraction = point < 0 ? "" : text.substring(point, end);
            return SECONDS.format(time) + fraction + ZONE.format(time);
        } catch (DateTimeException noTime) {
            return null;
        }
    }
}
