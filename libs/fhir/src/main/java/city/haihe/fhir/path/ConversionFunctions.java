package city.haihe.fhir.path;

import city.haihe.fhir.Ucum;
import city.haihe.fhir.path.Function.Call;
import city.haihe.fhir.path.SystemValue.BooleanValue;
import city.haihe.fhir.path.SystemValue.DecimalValue;
import city.haihe.fhir.path.SystemValue.IntegerValue;
import city.haihe.fhir.path.SystemValue.QuantityValue;
import city.haihe.fhir.path.SystemValue.StringValue;
import city.haihe.fhir.path.SystemValue.TypeValue;
import city.haihe.fhir.path.TemporalValue.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Conversions and the questions whether they work (FHIRPath 2.0 5.5). */
final class ConversionFunctions {

    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,10}");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d{1,100}(\\.\\d{1,100})?");
    private static final Pattern QUANTITY =
            Pattern.compile("([+-]?\\d{1,100}(?:\\.\\d{1,100})?)\\s*(?:'([^']{1,200})'|([a-zA-Z]{1,20}))?");

    private ConversionFunctions() {}

    /** Makes a value another, or null where it cannot be that. */
    private interface Conversion {
        @Nullable
        SystemValue apply(SystemValue value);
    }

    static List<Function> all() {
        List<Function> functions = new ArrayList<>();
        add(functions, "Boolean", ConversionFunctions::toBoolean);
        add(functions, "Integer", ConversionFunctions::toInteger);
        add(functions, "Decimal", ConversionFunctions::toDecimal);
        add(functions, "String", ConversionFunctions::toText);
        add(functions, "Date", ConversionFunctions::toDate);
        add(functions, "DateTime", ConversionFunctions::toDateTime);
        add(functions, "Time", ConversionFunctions::toTime);
        functions.add(new Function("toQuantity", 0, 1, ConversionFunctions::quantity));
        functions.add(new Function(
                "convertsToQuantity",
                0,
                1,
                call -> call.input().isEmpty()
                        ? List.of()
                        : Evaluation.truth(!quantity(call).isEmpty())));
        return functions;
    }

    private static void add(List<Function> functions, String type, Conversion conversion) {
        functions.add(new Function("to" + type, 0, 0, call -> converted(call, conversion)));
        functions.add(new Function(
                "convertsTo" + type,
                0,
                0,
                call -> call.input().isEmpty()
                        ? List.of()
                        : Evaluation.truth(!converted(call, conversion).isEmpty())));
    }

    private static List<Item> converted(Call call, Conversion conversion) {
        Item item = Evaluation.single(call.input(), call.name() + "()");
        SystemValue value = item == null ? null : Conversions.system(item);
        SystemValue result = value == null ? null : conversion.apply(value);
        return result == null ? List.of() : List.of(result);
    }

    private static @Nullable SystemValue toBoolean(SystemValue value) {
        BigDecimal number = Numbers.of(value);
        if (number != null) {
            return number.compareTo(BigDecimal.ONE) == 0
                    ? SystemValue.TRUE
                    : number.signum() == 0 ? SystemValue.FALSE : null;
        }
        if (value instanceof StringValue(String text)) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "t", "yes", "y", "1", "1.0" -> SystemValue.TRUE;
                case "false", "f", "no", "n", "0", "0.0" -> SystemValue.FALSE;
                default -> null;
            };
        }
        return value instanceof BooleanValue ? value : null;
    }

    private static @Nullable SystemValue toInteger(SystemValue value) {
        if (value instanceof BooleanValue(boolean truth)) {
            return new IntegerValue(truth ? 1 : 0);
        }
        if (value instanceof StringValue(String text)) {
            return INTEGER.matcher(text).matches() ? Numbers.integer(new BigDecimal(text)) : null;
        }
        return value instanceof IntegerValue ? value : null;
    }

    private static @Nullable SystemValue toDecimal(SystemValue value) {
        if (value instanceof BooleanValue(boolean truth)) {
            return new DecimalValue(new BigDecimal(truth ? "1.0" : "0.0"));
        }
        if (value instanceof StringValue(String text)) {
            return DECIMAL.matcher(text).matches() ? new DecimalValue(new BigDecimal(text)) : null;
        }
        BigDecimal number = Numbers.of(value);
        return number == null ? null : new DecimalValue(number);
    }

    private static @Nullable SystemValue toText(SystemValue value) {
        return value instanceof TypeValue ? null : new StringValue(value.text());
    }

    private static @Nullable SystemValue toDate(SystemValue value) {
        if (value instanceof StringValue(String text)) {
            TemporalValue date = TemporalValue.parseDate(text);
            TemporalValue moment = date == null ? TemporalValue.parseDateTime(text) : date;
            return moment == null ? null : moment.as(Kind.DATE);
        }
        return value instanceof TemporalValue temporal && temporal.kind() != Kind.TIME ? temporal.as(Kind.DATE) : null;
    }

    private static @Nullable SystemValue toDateTime(SystemValue value) {
        if (value instanceof StringValue(String text)) {
            return TemporalValue.parseDateTime(text);
        }
        return value instanceof TemporalValue temporal && temporal.kind() != Kind.TIME
                ? temporal.as(Kind.DATE_TIME)
                : null;
    }

    private static @Nullable SystemValue toTime(SystemValue value) {
        if (value instanceof StringValue(String text)) {
            return TemporalValue.parseTime(text.startsWith("T") ? text.substring(1) : text);
        }
        return value instanceof TemporalValue temporal && temporal.kind() == Kind.TIME ? temporal : null;
    }

    private static List<Item> quantity(Call call) {
        Item item = Evaluation.single(call.input(), call.name() + "()");
        SystemValue value = item == null ? null : Conversions.system(item);
        QuantityValue quantity = value == null ? null : toQuantity(value);
        if (quantity == null || call.size() == 0) {
            return quantity == null ? List.of() : List.of(quantity);
        }
        Item unit = Evaluation.single(call.argument(0), call.name() + "()");
        if (unit == null) {
            return List.of();
        }
        return inUnit(quantity, unit.text());
    }

    private static @Nullable QuantityValue toQuantity(SystemValue value) {
        if (value instanceof BooleanValue(boolean truth)) {
            return new QuantityValue(new BigDecimal(truth ? "1.0" : "0.0"), "1");
        }
        if (value instanceof StringValue(String text)) {
            Matcher matcher = QUANTITY.matcher(text);
            if (!matcher.matches()) {
                return null;
            }
            String code = matcher.group(2);
            String word = matcher.group(3);
            if (word != null && CalendarUnit.of(word) == null) {
                return null;
            }
            return new QuantityValue(new BigDecimal(matcher.group(1)), word != null ? word : code == null ? "1" : code);
        }
        return Ordering.quantity(value);
    }

    private static List<Item> inUnit(QuantityValue quantity, String unit) {
        if (quantity.unit().equals(unit)) {
            return List.of(quantity);
        }
        Ucum.Canonical from = Units.of(quantity.unit());
        Ucum.Canonical into = Units.of(unit);
        return from == null || into == null || !Units.comparable(from, into)
                ? List.of()
                : List.of(new QuantityValue(Units.convert(quantity.value(), from, into), unit));
    }
}
