package city.haihe.fhir.path;

import city.haihe.fhir.FhirBoolean;
import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import city.haihe.fhir.R4;
import city.haihe.fhir.path.SystemValue.DecimalValue;
import city.haihe.fhir.path.SystemValue.QuantityValue;
import city.haihe.fhir.path.SystemValue.StringValue;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** From elements to values of the namespace System (FHIR R4 2.9.1.6). */
final class Conversions {

    static final String UCUM = "http://unitsofmeasure.org";

    /** A JSON number longer than this was bounded by the parser; its exponent is bounded here. */
    private static final int MAX_EXPONENT = Numbers.MAX_DIGITS;

    private Conversions() {}

    /** The value of an item: of a primitive element, of a Quantity, or itself; null for all other elements. */
    static @Nullable SystemValue system(Item item) {
        return switch (item) {
            case SystemValue value -> value;
            case Element element -> element.value() == null ? null : system(element, element.value());
        };
    }

    private static @Nullable SystemValue system(Element element, FhirValue value) {
        return switch (value) {
            case FhirBoolean(boolean truth) -> truth ? SystemValue.TRUE : SystemValue.FALSE;
            case FhirNumber number -> number(element.type(), number);
            case FhirString(String text) -> text(element.type(), text);
            case FhirObject object -> R4.definitions().isKindOf(element.type(), "Quantity") ? quantity(object) : null;
            case city.haihe.fhir.FhirArray _, city.haihe.fhir.FhirNull _ -> null;
        };
    }

    private static @Nullable SystemValue number(String type, FhirNumber number) {
        BigDecimal value = decimal(number);
        if (value == null) {
            return null;
        }
        return !type.equals("decimal") && Numbers.isInteger(value)
                ? new SystemValue.IntegerValue(value.intValueExact())
                : new DecimalValue(value);
    }

    private static SystemValue text(String type, String text) {
        SystemValue temporal = switch (type) {
            case "date" -> TemporalValue.parseDate(text);
            case "dateTime", "instant" -> TemporalValue.parseDateTime(text);
            case "time" -> TemporalValue.parseTime(text);
            default -> null;
        };
        return temporal == null ? new StringValue(text) : temporal;
    }

    private static @Nullable SystemValue quantity(FhirObject object) {
        if (!(object.get("value") instanceof FhirNumber number) || object.has("comparator")) {
            return null;
        }
        BigDecimal value = decimal(number);
        if (value == null) {
            return null;
        }
        String code = object.string("code");
        String unit = code != null && UCUM.equals(object.string("system")) ? code : object.string("unit");
        return new QuantityValue(value, unit == null ? code == null ? "1" : code : unit);
    }

    private static @Nullable BigDecimal decimal(FhirNumber number) {
        BigDecimal value = number.toBigDecimal();
        return Math.abs((long) value.scale()) > MAX_EXPONENT ? null : value;
    }
}
