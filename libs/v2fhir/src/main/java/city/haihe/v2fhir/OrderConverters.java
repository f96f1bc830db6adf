package city.haihe.v2fhir;

import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import city.haihe.v2fhir.Compiler.SourceFunction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The conversions of orders and results that are not those of a data type. None of them refuses a message. */
final class OrderConverters {

    private static final Duration MAXIMUM_SHIFT = Duration.ofDays(366L * 100);
    private static final int MAXIMUM_NUMBER_LENGTH = 9;

    /** What FHIR takes as an id (FHIR R4 2.24.0.1). */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9.-]{1,64}");

    private final Function<String, SourceFunction> sources;
    private final Measurements measurements;

    /**
     * Makes the conversions.
     *
     * @param sources reads an argument that names a field
     */
    OrderConverters(Function<String, SourceFunction> sources, Measurements measurements) {
        this.sources = sources;
        this.measurements = measurements;
    }

    /** The conversion of that name, or null where there is none. */
    @Nullable
    Converter of(String type, String argument) {
        return switch (type) {
            case "id" -> (_, source) -> ID.matcher(source.text()).matches() ? new FhirString(source.text()) : null;
            case "number" -> (_, source) -> new FhirNumber(source.text());
            case "looseDecimal" -> (_, source) -> number(Decimals.parse(source.text()));
            case "loosePositive" -> (_, source) -> number(Decimals.parsePositive(whole(source.text())));
            case "looseUnsigned" -> (_, source) -> unsigned(whole(source.text()));
            case "dose" -> measurements.dose(sources.apply(argument));
            case "numericRange" -> measurements.numericRange(sources.apply(argument));
            case "sampledData" -> Converter.ofAllRepetitions((_, source) -> sampledData(source));
            case "rangeText" -> (_, source) -> Converters.string(joined("-", source.text(1), source.text(2)));
            case "linesData" -> Converter.ofAllRepetitions((_, source) -> data(Converters.lines(source)));
            case "joined" -> joined(all(argument));
            case "minutesOf" -> (_, source) -> minutes(source);
            case "shifted" -> shifted(all(argument), 1);
            case "shiftedBack" -> shifted(all(argument), -1);
            default -> null;
        };
    }

    private List<SourceFunction> all(String argument) {
        return Arrays.stream(argument.split(",")).map(sources).toList();
    }

    private static @Nullable FhirValue number(@Nullable String digits) {
        return digits == null ? null : new FhirNumber(digits);
    }

    /** Senders write {@code 2.0} for 2. */
    private static String whole(String text) {
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static @Nullable FhirValue unsigned(String text) {
        boolean fits = !text.isEmpty()
                && text.length() <= MAXIMUM_NUMBER_LENGTH
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return fits ? new FhirNumber(Integer.toString(Integer.parseInt(text))) : null;
    }

    /** A series of numbers (HL7 v2.5.1 2.A.43 NA), whose period a message does not tell: one unit from value to value. */
    private static @Nullable FhirValue sampledData(Source source) {
        StringJoiner data = new StringJoiner(" ");
        int dimensions = 1;
        for (int number = 1; number <= source.repetitions(); number++) {
            Source repetition = source.repetition(number);
            int parts = Math.max(repetition.componentCount(), 1);
            dimensions = Math.max(dimensions, parts);
            for (int part = 1; part <= parts; part++) {
                String value = Decimals.parse(repetition.text(part));
                if (value == null && !repetition.text(part).isEmpty()) {
                    return null;
                }
                data.add(value == null ? "E" : value);
            }
        }
        return new FhirObject()
                .put("origin", new FhirObject().put("value", new FhirNumber("0")))
                .put("period", new FhirNumber("1"))
                .put("dimensions", new FhirNumber(Integer.toString(dimensions)))
                .put("data", data.toString());
    }

    /** A text as FHIR's base64Binary. */
    private static @Nullable FhirValue data(String text) {
        return text.isEmpty()
                ? null
                : new FhirString(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Converter joined(List<SourceFunction> parts) {
        return (run, source) -> {
            StringJoiner text = new StringJoiner("/");
            for (SourceFunction part : parts) {
                String value = part.at(run, source).text();
                if (!value.isEmpty()) {
                    text.add(value);
                }
            }
            return Converters.string(text.toString());
        };
    }

    private static String joined(String separator, String first, String second) {
        return first.isEmpty() || second.isEmpty() ? first + second : first + separator + second;
    }

    /** A CQ of time in whole minutes. */
    private static @Nullable FhirValue minutes(Source source) {
        String amount = Decimals.parse(source.text(1));
        Duration duration =
                amount == null ? null : duration(amount, source.child(2).text(1));
        return duration == null || duration.isNegative() ? null : new FhirNumber(Long.toString(duration.toMinutes()));
    }

    /** A point in time and a duration behind or before it; the unit is the third argument or the duration's second component. */
    private static Converter shifted(List<SourceFunction> parts, int sign) {
        return (run, source) -> {
            Source amountSource = parts.get(1).at(run, source);
            PointInTime start =
                    PointInTime.parse(parts.getFirst().at(run, source).text());
            String amount = Decimals.parse(amountSource.text(1));
            Source unit = parts.size() > 2 ? parts.get(2).at(run, source) : amountSource.child(2);
            Duration duration = amount == null ? null : duration(amount, unit.text(1));
            if (start == null || !start.hasTime() || duration == null) {
                return null;
            }
            SegmentView segment = unit.segment();
            if (segment != null) {
                segment.consume(unit.field());
            }
            OffsetDateTime from =
                    OffsetDateTime.parse(start.dateTime(run.context().zone()));
            return new FhirString(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                    sign < 0 ? from.minus(duration) : from.plus(duration)));
        };
    }

    /** A duration whose unit is written as UCUM or a word has it, in minutes where there is none; null where it is none. */
    static @Nullable Duration duration(String amount, String unit) {
        long seconds = switch (unit) {
            case "s", "S", "sec", "second", "seconds" -> 1;
            case "", "min", "m", "M", "MIN", "minute", "minutes", "Minutes", "mins" -> 60;
            case "h", "H", "hr", "HR", "hour", "hours", "Hours" -> 3600;
            case "d", "D", "day", "days", "Days" -> 86_400;
            case "wk", "W", "week", "weeks" -> 7 * 86_400;
            default -> 0;
        };
        double whole = Double.parseDouble(amount) * seconds;
        return seconds == 0 || Math.abs(whole) > MAXIMUM_SHIFT.toSeconds()
                ? null
                : Duration.ofSeconds(Math.round(whole));
    }
}
