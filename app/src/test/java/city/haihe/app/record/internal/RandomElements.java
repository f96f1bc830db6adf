package city.haihe.app.record.internal;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirBoolean;
import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes random elements. Their values come from small pools, so that searches meet them, and the pools hold what is odd. */
final class RandomElements {

    static final String TREE = "http://codes.example/tree";

    private static final List<String> FAMILIES = List.of(
            "王",
            "李",
            "张",
            "单",
            "欧阳",
            "吕",
            "García",
            "Müller",
            "MULLER",
            "O'Brien",
            "van der Berg",
            "Ångström",
            "ＺＨＡＮＧ",
            "Zhang",
            "a,b",
            "Λάμδα");

    private static final List<String> GIVEN =
            List.of("小明", "伟", "秀英", "雅琴", "布", "José", "Anna", "Mary  Ann", "Zoë", "anna", "ﬁona", "Straße");

    private static final List<String> CITIES = List.of("天津", "Tianjin", "São Paulo", "sao tome", "Köln");
    private static final List<String> SYSTEMS = List.of("urn:c", "http://loinc.org", TREE);
    private static final List<String> CODES =
            List.of("8480-6", "8462-4", "glucose", "a,b", "x|y", "c$d", "GLUCOSE", "a\\b");
    private static final List<String> TREE_CODES = List.of("a", "a1", "a2", "a11", "b");
    private static final List<String> DISPLAYS =
            List.of("Glucose in blood", "glucosa", "Hémoglobine A1c", "收缩压", "舒张压", "Blood pressure, systolic");

    static final List<String> DAYS = List.of(
            "1900-01-01",
            "1969-12-31",
            "1970-01-01",
            "1999-12-31",
            "2000-02-28",
            "2000-02-29",
            "2000-03-01",
            "2010-06-15",
            "2023-12-31",
            "2024-01-01",
            "2024-02-29");

    private static final List<String> PARTIAL = List.of("2000", "2000-02", "2024", "1999-12", "1970", "2023-02");

    private static final List<String> INSTANTS = List.of(
            "2000-02-29T10:00:00+08:00",
            "2000-02-29T02:00:00Z",
            "2000-02-29T23:59:59.999+08:00",
            "2000-03-01T00:00:00+08:00",
            "2000-02-29T16:00:00Z",
            "1999-12-31T16:00:00Z",
            "1999-12-31T23:59:59-12:00",
            "2024-01-01T00:30:00+14:00",
            "2024-01-01T00:00:00.5+08:00",
            "2024-01-01T00:00:00.50Z",
            "1969-12-31T23:59:59.500Z");

    static final List<String> NUMBERS = List.of(
            "0", "-1", "0.05", "0.1", "0.10", "0.5", "5", "5.0", "5.35", "5.4", "5.44", "5.45", "37.0", "80", "84",
            "99.5", "100", "100.5", "5400", "310.15", "98.6", "-0.5", "1e2", "0.97", "97", "16.0", "120");

    private static final List<String> TEXTS = List.of(
            "Discharge summary",
            "患者已康复出院",
            "blood pressure high",
            "Épée rouge",
            "one,two",
            "收缩压 120",
            "summary of glucose");

    private final Random random;

    RandomElements(Random random) {
        this.random = random;
    }

    Random random() {
        return random;
    }

    /** An object of names and values in turn; a null value leaves its name out. */
    static FhirObject object(@Nullable Object... pairs) {
        FhirObject object = new FhirObject();
        for (int index = 0; index < pairs.length; index += 2) {
            put(object, String.valueOf(pairs[index]), pairs[index + 1]);
        }
        return object;
    }

    static void put(FhirObject object, String name, @Nullable Object value) {
        switch (value) {
            case null -> {}
            case FhirValue plain -> object.put(name, plain);
            case Boolean is -> object.put(name, new FhirBoolean(is));
            case List<?> list -> {
                if (!list.isEmpty()) {
                    FhirArray array = new FhirArray();
                    list.forEach(
                            item -> array.add(item instanceof FhirValue one ? one : new FhirString((String) item)));
                    object.put(name, array);
                }
            }
            default -> object.put(name, new FhirString((String) value));
        }
    }

    <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    @SafeVarargs
    final <T> T one(T... list) {
        return list[random.nextInt(list.length)];
    }

    boolean chance(int in) {
        return random.nextInt(in) == 0;
    }

    /** The value, most times. */
    <T> @Nullable T often(Supplier<T> value) {
        return chance(4) ? null : value.get();
    }

    <T> @Nullable T seldom(Supplier<T> value) {
        return chance(3) ? value.get() : null;
    }

    /** None, one or a few. */
    <T> List<T> some(Supplier<T> value) {
        List<T> list = new ArrayList<>();
        for (int count = random.nextInt(4) - 1; count > 0; count--) {
            list.add(value.get());
        }
        return list.isEmpty() && chance(2) ? List.of(value.get()) : list;
    }

    FhirObject name() {
        return chance(5)
                ? object("text", one(FAMILIES) + one(" ", "") + one(GIVEN))
                : object(
                        "family",
                        often(() -> one(FAMILIES)),
                        "given",
                        List.of(one(GIVEN)),
                        "prefix",
                        chance(6) ? List.of("Dr.") : null);
    }

    FhirObject address() {
        return object(
                "use", one("home", "work"),
                "line", List.of(one("1 Main St", "海河路 5")),
                "city", one(CITIES),
                "postalCode", one("300000", "300-1"),
                "country", seldom(() -> one("CN", "DE")));
    }

    FhirObject telecom() {
        return object("system", one("phone", "email"), "value", one("022-1", "a@b.example", "022-2"), "use", "home");
    }

    FhirObject identifier() {
        FhirObject type = seldom(() -> object(
                "coding",
                List.of(object("system", seldom(() -> "urn:t"), "code", one("MR", "SS"))),
                "text",
                one("Medical record", "社保")));
        return object(
                "type",
                type,
                "system",
                often(() -> one("urn:h", "urn:s")),
                "value",
                one("12", "12|3", "77", "A-1", "a-1"));
    }

    FhirObject coding() {
        String system = often(() -> one(SYSTEMS));
        String code = TREE.equals(system) ? one(TREE_CODES) : one(CODES);
        return object("system", system, "code", code, "display", seldom(() -> one(DISPLAYS)));
    }

    FhirObject concept() {
        return object("coding", some(this::coding), "text", one(DISPLAYS));
    }

    FhirObject code() {
        return chance(5)
                ? object("text", one(DISPLAYS))
                : object("coding", List.of(coding()), "text", seldom(() -> one(DISPLAYS)));
    }

    String day() {
        return one(DAYS);
    }

    String instant() {
        return one(INSTANTS);
    }

    String time() {
        return one(one(DAYS, PARTIAL, INSTANTS));
    }

    FhirObject period() {
        List<String> ends = new ArrayList<>(List.of(day(), day()));
        Collections.sort(ends);
        String end = chance(3) ? ends.getLast() + "T12:00:00+08:00" : ends.getLast();
        return switch (random.nextInt(4)) {
            case 0 -> object("start", ends.getFirst());
            case 1 -> object("end", end);
            default -> object("start", ends.getFirst(), "end", end);
        };
    }

    FhirObject timing() {
        return chance(2)
                ? object("event", List.of(day(), instant()))
                : object("repeat", object("boundsPeriod", period()));
    }

    FhirNumber number() {
        return new FhirNumber(one(NUMBERS));
    }

    FhirObject quantity() {
        FhirObject quantity = object("value", number());
        switch (random.nextInt(6)) {
            case 0 -> {}
            case 1 -> put(quantity, "unit", one("片", "mg", "score"));
            case 2 -> {
                put(quantity, "system", "urn:u");
                put(quantity, "code", one("score", "mg"));
            }
            default -> {
                String code = one(NaiveUnits.codes());
                put(quantity, "unit", seldom(() -> one("µmol/L", "mg", code)));
                put(quantity, "system", NaiveUnits.UCUM);
                put(quantity, "code", code);
            }
        }
        return quantity;
    }

    FhirObject age() {
        return object("value", number(), "system", NaiveUnits.UCUM, "code", one("d", "h", "min"));
    }

    FhirObject range(String unit) {
        List<String> ends = new ArrayList<>(List.of(one("0", "0.1", "0.5", "5"), one("5.4", "80", "100")));
        FhirObject low = object("value", new FhirNumber(ends.getFirst()), "system", NaiveUnits.UCUM, "code", unit);
        FhirObject high = object("value", new FhirNumber(ends.getLast()), "system", NaiveUnits.UCUM, "code", unit);
        return switch (random.nextInt(3)) {
            case 0 -> object("low", low);
            case 1 -> object("high", high);
            default -> object("low", low, "high", high);
        };
    }

    String text() {
        return one(TEXTS);
    }

    FhirObject meta() {
        return object(
                "profile",
                        some(() -> one(
                                "http://p.example/a|1", "http://p.example/a/b", "http://p.example/ab", "urn:oid:1.2")),
                "tag", some(() -> object("system", seldom(() -> "urn:tag"), "code", one("red", "blue"))),
                "security", some(() -> object("system", "urn:sec", "code", one("R", "N"))),
                "source", seldom(() -> one("http://s.example/feed#7", "urn:uuid:7", "http://s.example/feed/x")));
    }

    FhirObject narrative() {
        return object(
                "status",
                "generated",
                "div",
                "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>" + text() + " &amp; " + one(DISPLAYS) + "</p></div>");
    }

    /** A reference to one of the types; some lead nowhere, some name a version or the whole address. */
    FhirObject to(String... types) {
        String type = one(types);
        int count = RandomResources.TYPES.getOrDefault(type, 1);
        String address = type + "/" + (1 + random.nextInt(count + (chance(8) ? 2 : 0)));
        String reference = switch (random.nextInt(12)) {
            case 0 -> TestRecord.BASE + "/" + address;
            case 1 -> address + "/_history/" + one("1", "2");
            case 2 -> chance(2) ? "http://elsewhere.example/fhir/" + address : address;
            default -> address;
        };
        return object("reference", reference, "identifier", chance(8) ? identifier() : null);
    }

    /** A reference that may say who is meant by an identifier only. */
    FhirObject logical(String... types) {
        return chance(5) ? object("identifier", identifier(), "display", "N. N.") : to(types);
    }
}
