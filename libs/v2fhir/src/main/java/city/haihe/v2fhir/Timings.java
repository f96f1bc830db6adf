package city.haihe.v2fhir;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import city.haihe.v2fhir.Compiler.SourceFunction;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Conversions to times that are put together from several parts (HL7 v2.5.1 2.A.63 RI, 2.A.67 RPT), and PR1's. */
final class Timings {

    private static final int MINUTES_AN_HOUR = 60;
    private static final int MINUTES_A_DAY = 24 * MINUTES_AN_HOUR;

    /** The days of the week as an RPT counts them: 1 is Monday. */
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    private Timings() {}

    static Converter of(String name, @Nullable SourceFunction argument, Systems systems) {
        return switch (name) {
            case "untimed" -> Timings::untimed;
            case "period" -> period(given(name, argument));
            case "times" -> (_, source) -> times(source);
            case "days" -> (_, source) -> days(source);
            case "offset" -> (_, source) -> offset(source);
            case "duration" -> (_, source) -> duration(source.text());
            case "modified" -> modified(given(name, argument), systems);
            default -> throw new IllegalArgumentException("timing: " + name);
        };
    }

    private static SourceFunction given(String name, @Nullable SourceFunction argument) {
        if (argument == null) {
            throw new IllegalArgumentException(name + ": no argument (expected: a field)");
        }
        return argument;
    }

    /** Only what has no time of day. */
    private static @Nullable FhirValue untimed(Run run, Source source) {
        PointInTime point = PointInTime.parse(source.text());
        return point == null || point.hasTime()
                ? null
                : new FhirString(point.dateTime(run.context().zone()));
    }

    /** From a point in time with a time of day, as many minutes as another field says. */
    private static Converter period(SourceFunction minutesField) {
        return (run, source) -> {
            PointInTime point = PointInTime.parse(source.text());
            Source minutesSource = minutesField.at(run, source);
            String minutes = Decimals.parse(minutesSource.text());
            if (point == null || !point.hasTime() || minutes == null) {
                return null;
            }
            String start = point.dateTime(run.context().zone());
            long seconds = Math.round(Double.parseDouble(minutes) * MINUTES_AN_HOUR);
            SegmentView segment = minutesSource.segment();
            if (segment != null) {
                segment.consume(minutesSource.field());
            }
            return new FhirObject()
                    .put("start", start)
                    .put(
                            "end",
                            DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                                    OffsetDateTime.parse(start).plusSeconds(seconds)));
        };
    }

    /** {@code 0800,2000}. */
    private static @Nullable FhirValue times(Source source) {
        FhirArray times = new FhirArray();
        for (String text : source.text().split(",", -1)) {
            String time = PointInTime.time(text.strip());
            if (time == null) {
                return null;
            }
            times.add(time);
        }
        return times;
    }

    /** From the first day to the last, both numbers; the last may be absent. */
    private static @Nullable FhirValue days(Source source) {
        int first = number(source.text(3), DAYS.size());
        int last = source.text(4).isEmpty() ? first : number(source.text(4), DAYS.size());
        if (first == 0 || last == 0) {
            return null;
        }
        FhirArray days = FhirArray.of(new FhirString(DAYS.get(first - 1)));
        for (int day = first; day != last; ) {
            day = day % DAYS.size() + 1;
            days.add(DAYS.get(day - 1));
        }
        return days;
    }

    /** A whole number from 1 to the bound, else 0. */
    private static int number(String text, int bound) {
        return text.length() == 1 && text.charAt(0) > '0' && text.charAt(0) <= '0' + bound ? text.charAt(0) - '0' : 0;
    }

    /** Components 9 and 10 of an RPT in minutes. */
    private static @Nullable FhirValue offset(Source source) {
        String number = Decimals.parsePositive(source.text(9));
        if (number == null || number.length() > 6) {
            return null;
        }
        int minutes = Integer.parseInt(number);
        return switch (source.text(10)) {
            case "", "min" -> new FhirNumber(Integer.toString(minutes));
            case "h" -> new FhirNumber(Integer.toString(minutes * MINUTES_AN_HOUR));
            case "d" -> new FhirNumber(Long.toString((long) minutes * MINUTES_A_DAY));
            default -> null;
        };
    }

    /** {@code D10}: a unit's letter and a whole number (HL7 v2.5.1 2.A.81.3); null for what is written otherwise. */
    private static @Nullable FhirValue duration(String text) {
        if (text.length() < 2) {
            return null;
        }
        String unit = switch (text.charAt(0)) {
            case 'S' -> "s";
            case 'M' -> "min";
            case 'H' -> "h";
            case 'D' -> "d";
            case 'W' -> "wk";
            case 'L' -> "mo";
            default -> "";
        };
        String number = Decimals.parsePositive(text.substring(1));
        return unit.isEmpty() || number == null
                ? null
                : new FhirObject()
                        .put("value", new FhirNumber(number))
                        .put("unit", unit)
                        .put("system", "http://unitsofmeasure.org")
                        .put("code", unit);
    }

    /** A code with the modifiers of another field behind it: {@code 47562:22:51}. */
    private static Converter modified(SourceFunction modifiers, Systems systems) {
        return (run, source) -> {
            Source all = modifiers.at(run, source);
            if (source.text(1).isEmpty() || all.isEmpty()) {
                return null;
            }
            StringBuilder code = new StringBuilder(source.text(1));
            for (int number = 1; number <= all.repetitions(); number++) {
                code.append(':').append(all.repetition(number).text(1));
            }
            SegmentView segment = all.segment();
            if (segment != null) {
                segment.consume(all.field());
            }
            String system = systems.codingSystem(source.text(3), run.context());
            return new FhirObject().putIfPresent("system", system).put("code", code.toString());
        };
    }
}
