package city.haihe.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written and parsed again is what it was. */
class FhirJsonTests {

    private static final int TRIES = 300;
    private static final int MAX_DEPTH = 3;
    private static final BigDecimal MAX = BigDecimal.TEN.pow(30);
    private static final BigDecimal MIN = MAX.negate();

    @Property(tries = TRIES)
    void parsesAnyResourceItWroteToTheSame(@ForAll("resources") FhirObject resource) {
        byte[] json = FhirJson.toBytes(resource);
        FhirObject parsed = FhirJsonParser.parse(json);
        assertThat(parsed).isEqualTo(resource);
        assertThat(FhirJson.toBytes(parsed)).isEqualTo(json);
    }

    @Property(tries = TRIES)
    void parsesAnyValueItWroteToTheSame(@ForAll("objects") FhirObject object) {
        byte[] json = FhirJson.toBytes(object);
        FhirObject parsed = FhirJsonParser.parseTrusted(json);
        assertThat(parsed).isEqualTo(object);
        assertThat(FhirJson.toBytes(parsed)).isEqualTo(json);
    }

    @Property(tries = TRIES)
    void writesAnyCharactersAsJavaEncodesThem(@ForAll("anything") String text) {
        byte[] json = FhirJson.toBytes(new FhirObject().put("text", text));
        String known = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertThat(FhirJsonParser.parseTrusted(json).string("text")).isEqualTo(known);
    }

    /** Among them control characters, quotation marks, pairs of surrogates and halves of such. */
    @Provide
    Arbitrary<String> anything() {
        return Arbitraries.of("\u0000", "\u001f", "\n", "\"", "\\", "a", "é", "王", "😀", "\ud83d", "\ude00", "|")
                .list()
                .ofMaxSize(2_000)
                .map(parts -> String.join("", parts));
    }

    /** Resources that the definitions allow. */
    @Provide
    Arbitrary<FhirObject> resources() {
        Arbitrary<FhirObject> patient = Combinators.combine(
                        ids(), texts(), texts(), extensions(), Arbitraries.of(true, false))
                .as((id, family, given, extension, active) -> FhirObject.resource("Patient")
                        .put("id", id)
                        .put("active", active)
                        .put("extension", FhirArray.of(extension))
                        .put(
                                "name",
                                FhirArray.of(new FhirObject()
                                        .put("family", family)
                                        .put("given", FhirArray.of(new FhirString(given), FhirNull.NULL))
                                        .put(
                                                "_given",
                                                FhirArray.of(
                                                        FhirNull.NULL,
                                                        new FhirObject().put("extension", FhirArray.of(extension)))))));
        Arbitrary<FhirObject> observation = Combinators.combine(ids(), ids(), numbers(), texts())
                .as((id, subject, value, unit) -> FhirObject.resource("Observation")
                        .put("id", id)
                        .put("status", "final")
                        .put("code", new FhirObject().put("text", unit))
                        .put("subject", new FhirObject().put("reference", "Patient/" + subject))
                        .put(
                                "valueQuantity",
                                new FhirObject().put("value", value).put("unit", unit)));
        Arbitrary<FhirObject> single = Arbitraries.oneOf(patient, observation);
        Arbitrary<FhirObject> bundle = single.list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(resources -> FhirObject.resource("Bundle")
                        .put("type", "collection")
                        .put(
                                "entry",
                                new FhirArray(resources.stream()
                                        .map(resource -> new FhirObject().put("resource", resource))
                                        .toList())));
        return Arbitraries.oneOf(single, bundle);
    }

    private static Arbitrary<FhirObject> extensions() {
        return Combinators.combine(texts(), numbers())
                .as((text, number) -> new FhirObject()
                        .put("url", "urn:x")
                        .put(
                                "extension",
                                FhirArray.of(
                                        new FhirObject().put("url", "text").put("valueString", text),
                                        new FhirObject().put("url", "number").put("valueDecimal", number))));
    }

    private static Arbitrary<String> ids() {
        return Arbitraries.strings().withChars("abcXYZ019-.").ofMinLength(1).ofMaxLength(64);
    }

    /** Texts of any whole characters, those that JSON escapes among them. */
    private static Arbitrary<String> texts() {
        Arbitrary<String> escaped = Arbitraries.of("\"", "\\", "/", "\n", "\t", "\r", "𠮷", "张", "\u2028", "\u007f");
        Arbitrary<String> plain =
                Arbitraries.integers().between(' ', Character.MIN_SURROGATE - 1).map(Character::toString);
        return Arbitraries.oneOf(escaped, plain)
                .list()
                .ofMinSize(1)
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }

    private static Arbitrary<FhirValue> numbers() {
        Arbitrary<String> exponents = Arbitraries.of("", "e3", "E-20", "e+100");
        Arbitrary<String> digits =
                Arbitraries.bigDecimals().between(MIN, MAX).ofScale(6).map(decimal -> decimal.toPlainString());
        return Combinators.combine(digits, exponents).as((number, exponent) -> new FhirNumber(number + exponent));
    }

    /** Any JSON objects. */
    @Provide
    Arbitrary<FhirObject> objects() {
        return objects(MAX_DEPTH);
    }

    private static Arbitrary<FhirObject> objects(int depth) {
        return Arbitraries.maps(texts(), values(depth)).ofMaxSize(4).map(FhirJsonTests::object);
    }

    private static FhirObject object(Map<String, FhirValue> members) {
        FhirObject object = new FhirObject();
        members.forEach(object::put);
        return object;
    }

    private static Arbitrary<FhirValue> values(int depth) {
        Arbitrary<FhirValue> leaves = Arbitraries.oneOf(List.of(
                texts().map(FhirString::new),
                numbers(),
                Arbitraries.of(new FhirBoolean(true), new FhirBoolean(false), FhirNull.NULL)));
        if (depth == 0) {
            return leaves;
        }
        Arbitrary<FhirValue> arrays = values(depth - 1).list().ofMaxSize(3).map(FhirArray::new);
        return Arbitraries.oneOf(List.of(leaves, arrays, objects(depth - 1).map(object -> (FhirValue) object)));
    }
}
