package city.haihe.fhir;

import city.haihe.fhir.SearchParameter.ValuePath;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns elements into values that can be searched for, by the parameter's kind and the element's type. */
final class IndexValues {

    private static final List<String> NAME_PARTS = List.of("text", "family", "given", "prefix", "suffix");
    private static final List<String> ADDRESS_PARTS =
            List.of("text", "line", "city", "district", "state", "postalCode", "country");

    /** Where the scripts begin that are written without spaces. */
    private static final char FIRST_IDEOGRAPHIC = '⺀';

    /** Where the full-width forms of other scripts begin and end. */
    private static final char FIRST_FULL_WIDTH = '\uff00';

    private static final char LAST_FULL_WIDTH = '\uffef';

    private IndexValues() {}

    /** Whether the element is there and is not false, as {@code Patient.deceased} asks. */
    static void addTest(FhirObject resource, ValuePath path, Consumer<IndexValue> values) {
        String prefix = path.steps().getFirst().name();
        boolean answer = false;
        for (int index = 0; index < resource.size(); index++) {
            String name = resource.nameAt(index);
            if (name.startsWith(prefix)) {
                answer |= !(resource.valueAt(index) instanceof FhirBoolean(boolean value)) || value;
            }
        }
        values.accept(new IndexValue.Token(null, Boolean.toString(answer), true));
    }

    static void add(SearchParameter parameter, ValuePath path, FhirValue value, Consumer<IndexValue> values) {
        switch (parameter.kind()) {
            case TOKEN -> addToken(path.type(), value, values);
            case STRING -> addText(path.type(), value, values);
            case URI -> {
                if (value instanceof FhirString(String uri)) {
                    addUri(path.type(), uri, values);
                }
            }
            case SPECIAL -> addPosition(value, values);
            case COMPOSITE -> {
                // Its parts have the values.
            }
            case REFERENCE -> addReference(path, value, values);
            case DATE -> addDate(path.type(), value, values);
            case NUMBER -> {
                if (value instanceof FhirNumber number) {
                    BigDecimal exact = decimal(number);
                    if (exact != null) {
                        values.accept(new IndexValue.Number(exact, exact));
                    }
                } else if (value instanceof FhirObject range) {
                    addQuantity(path.type(), range, values);
                }
            }
            case QUANTITY -> {
                if (value instanceof FhirObject object) {
                    addQuantity(path.type(), object, values);
                }
            }
        }
    }

    /** A canonical address is found with its version and without (FHIR R4 2.3.0.2). */
    private static void addUri(String type, String uri, Consumer<IndexValue> values) {
        values.accept(new IndexValue.Uri(uri));
        int bar = uri.lastIndexOf('|');
        if (bar > 0 && type.equals("canonical")) {
            values.accept(new IndexValue.Uri(uri.substring(0, bar)));
        }
    }

    private static void addPosition(FhirValue value, Consumer<IndexValue> values) {
        if (value instanceof FhirObject position
                && position.get("latitude") instanceof FhirNumber latitude
                && position.get("longitude") instanceof FhirNumber longitude) {
            BigDecimal north = decimal(latitude);
            BigDecimal east = decimal(longitude);
            if (north != null && east != null) {
                values.accept(new IndexValue.Position(north, east));
            }
        }
    }

    private static void addToken(String type, FhirValue value, Consumer<IndexValue> values) {
        switch (value) {
            case FhirString(String code) -> values.accept(new IndexValue.Token(null, code, type.equals("code")));
            case FhirBoolean(boolean is) -> values.accept(new IndexValue.Token(null, Boolean.toString(is), true));
            case FhirObject object -> {
                switch (type) {
                    case "CodeableConcept" -> addConcept(object, values);
                    case "Identifier" -> addIdentifier(object, values);
                    case "Coding" -> addCoding(object, values);
                    case "ContactPoint" -> {
                        String contact = object.string("value");
                        if (contact != null) {
                            values.accept(new IndexValue.Token(null, contact, false));
                        }
                    }
                    default -> addCoded(object.string("system"), object.string("code"), values);
                }
            }
            case FhirNumber number -> values.accept(new IndexValue.Token(null, number.text(), false));
            case FhirArray _, FhirNull _ -> {
                // A walk ends at single values.
            }
        }
    }

    private static void addConcept(FhirObject concept, Consumer<IndexValue> values) {
        if (concept.array("coding") instanceof FhirArray codings) {
            for (FhirValue coding : codings) {
                if (coding instanceof FhirObject object) {
                    addCoding(object, values);
                }
            }
        }
        addWording(concept.string("text"), values);
    }

    private static void addCoding(FhirObject coding, Consumer<IndexValue> values) {
        addCoded(coding.string("system"), coding.string("code"), values);
        addWording(coding.string("display"), values);
    }

    private static void addIdentifier(FhirObject identifier, Consumer<IndexValue> values) {
        String value = identifier.string("value");
        addCoded(identifier.string("system"), value, values);
        FhirObject type = identifier.object("type");
        if (type == null) {
            return;
        }
        addWording(type.string("text"), values);
        if (value != null && type.array("coding") instanceof FhirArray codings) {
            for (FhirValue coding : codings) {
                if (coding instanceof FhirObject object && object.string("code") instanceof String code) {
                    values.accept(new IndexValue.TypedIdentifier(object.string("system"), code, value));
                }
            }
        }
    }

    private static void addWording(@Nullable String text, Consumer<IndexValue> values) {
        if (text != null) {
            values.accept(new IndexValue.Wording(text));
        }
    }

    private static void addCoded(@Nullable String system, @Nullable String code, Consumer<IndexValue> values) {
        if (system != null || code != null) {
            values.accept(new IndexValue.Token(system, code, false));
        }
    }

    private static void addText(String type, FhirValue value, Consumer<IndexValue> values) {
        switch (value) {
            case FhirString(String text) -> values.accept(new IndexValue.Text(text));
            case FhirObject object
            when type.equals("HumanName") -> {
                addParts(object, NAME_PARTS, values);
                addWholeName(object, values);
            }
            case FhirObject object when type.equals("Address") -> addParts(object, ADDRESS_PARTS, values);
            case FhirObject object
            when object.string("text") instanceof String text -> values.accept(new IndexValue.Text(text));
            case FhirObject _, FhirArray _, FhirNumber _, FhirBoolean _, FhirNull _ -> {
                // Nothing to read in it.
            }
        }
    }

    /** A Chinese name is written without a space, the family's name first, and looked for so. */
    private static void addWholeName(FhirObject name, Consumer<IndexValue> values) {
        String family = name.string("family");
        if (family == null || family.isEmpty() || !isWithoutSpaces(family.charAt(0)) || name.has("text")) {
            return;
        }
        StringBuilder whole = new StringBuilder(family);
        if (name.array("given") instanceof FhirArray given) {
            given.forEach(part -> whole.append(part instanceof FhirString(String text) ? text : ""));
        }
        if (whole.length() > family.length()) {
            values.accept(new IndexValue.Text(whole.toString()));
        }
    }

    private static boolean isWithoutSpaces(char c) {
        return c >= FIRST_IDEOGRAPHIC && (c < FIRST_FULL_WIDTH || c > LAST_FULL_WIDTH);
    }

    private static void addParts(FhirObject object, List<String> parts, Consumer<IndexValue> values) {
        for (String part : parts) {
            FhirValue value = object.get(part);
            if (value instanceof FhirString(String text)) {
                values.accept(new IndexValue.Text(text));
            } else if (value instanceof FhirArray array) {
                for (FhirValue item : array) {
                    if (item instanceof FhirString(String text)) {
                        values.accept(new IndexValue.Text(text));
                    }
                }
            }
        }
    }

    private static void addReference(ValuePath path, FhirValue value, Consumer<IndexValue> values) {
        if (value instanceof FhirString(String canonical)) {
            addUri(path.type(), canonical, values);
            return;
        }
        if (!(value instanceof FhirObject object)) {
            return;
        }
        String reference = object.string("reference");
        if (path.target() != null && !leadsTo(object, reference, path.target())) {
            return;
        }
        if (reference != null) {
            values.accept(new IndexValue.Reference(reference));
        }
        if (object.object("identifier") instanceof FhirObject identifier) {
            addCoded(identifier.string("system"), identifier.string("value"), values);
        }
    }

    /**
     * What {@code resolve() is Type} comes to without looking: the type is in the reference. One that has only an identifier
     * and no type may lead anywhere.
     */
    private static boolean leadsTo(FhirObject object, @Nullable String reference, String target) {
        String type = object.string("type");
        if (reference == null) {
            return type == null || target.equals(type);
        }
        return target.equals(type) || reference.startsWith(target + "/") || reference.contains("/" + target + "/");
    }

    private static void addDate(String type, FhirValue value, Consumer<IndexValue> values) {
        if (value instanceof FhirString(String date)) {
            DateRange.parse(date).ifPresent(range -> values.accept(new IndexValue.Date(range)));
        } else if (value instanceof FhirObject object && type.equals("Period")) {
            addPeriod(object, values);
        } else if (value instanceof FhirObject timing) {
            addTiming(timing, values);
        }
    }

    /** Of a schedule only the outer limits matter (FHIR R4 3.1.1.4.7). */
    private static void addTiming(FhirObject timing, Consumer<IndexValue> values) {
        List<DateRange> ranges = new ArrayList<>();
        Consumer<IndexValue> gather = value -> {
            if (value instanceof IndexValue.Date(DateRange range)) {
                ranges.add(range);
            }
        };
        if (timing.array("event") instanceof FhirArray events) {
            events.forEach(event -> addDate("dateTime", event, gather));
        }
        FhirObject repeat = timing.object("repeat");
        FhirObject bounds = repeat == null ? null : repeat.object("boundsPeriod");
        if (bounds != null) {
            addPeriod(bounds, gather);
        }
        if (!ranges.isEmpty()) {
            long low = ranges.stream().mapToLong(DateRange::low).min().orElseThrow();
            long high = ranges.stream().mapToLong(DateRange::high).max().orElseThrow();
            values.accept(new IndexValue.Date(new DateRange(low, high)));
        }
    }

    private static void addPeriod(FhirObject period, Consumer<IndexValue> values) {
        String start = period.string("start");
        String end = period.string("end");
        if (start == null && end == null) {
            return;
        }
        long low = start == null
                ? DateRange.START_OF_TIME
                : DateRange.parse(start).map(DateRange::low).orElse(DateRange.START_OF_TIME);
        long high = end == null
                ? DateRange.END_OF_TIME
                : DateRange.parse(end).map(DateRange::high).orElse(DateRange.END_OF_TIME);
        values.accept(new IndexValue.Date(new DateRange(low, high)));
    }

    private static void addQuantity(String type, FhirObject object, Consumer<IndexValue> values) {
        if (type.equals("Range")) {
            FhirObject low = object.object("low");
            FhirObject high = object.object("high");
            FhirObject unit = low != null ? low : high;
            if (unit != null) {
                values.accept(new IndexValue.Quantity(
                        number(low), number(high), unit.string("system"), unit.string("code"), unit.string("unit")));
            }
            return;
        }
        if (type.equals("SampledData")) {
            return;
        }
        BigDecimal value = number(object);
        if (value == null) {
            return;
        }
        boolean money = type.equals("Money");
        values.accept(new IndexValue.Quantity(
                value,
                value,
                money ? "urn:iso:std:iso:4217" : object.string("system"),
                money ? object.string("currency") : object.string("code"),
                object.string("unit")));
    }

    private static @Nullable BigDecimal number(@Nullable FhirObject quantity) {
        return quantity != null && quantity.get("value") instanceof FhirNumber number ? decimal(number) : null;
    }

    /** The number's value, or null for one that was stored before its exponent was bounded. */
    private static @Nullable BigDecimal decimal(FhirNumber number) {
        return Primitives.violation("decimal", number.text()) == null ? number.toBigDecimal() : null;
    }
}
