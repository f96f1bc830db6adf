package city.haihe.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which parameters there are, and what they read. */
class SearchParameterTests {

    /** Read a whole resource, which is no value. */
    private static final Set<String> WHOLE_RESOURCES = Set.of("Bundle.composition", "Bundle.message");

    private static List<IndexValue> values(String code, String json) {
        FhirObject resource = FhirJsonParser.parse(json.replace('\'', '"').getBytes(UTF_8));
        SearchParameter parameter =
                R4.definitions().searchParameters(resource.resourceType()).get(code);
        List<IndexValue> values = new ArrayList<>();
        if (parameter != null) {
            parameter.extract(resource, values::add);
        }
        return values;
    }

    @Test
    void compilesEveryExpressionOfTheDefinitions() throws IOException {
        R4 definitions = R4.definitions();
        List<String> missing = new ArrayList<>();
        List<String> lines;
        try (InputStream in = R4.class.getResourceAsStream("/city/haihe/fhir/r4-definitions.txt")) {
            lines = new String(in.readAllBytes(), UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String line : lines) {
            String[] fields = line.split("\t", -1);
            if (fields[0].equals("parameter")
                    && definitions.isResourceType(fields[1])
                    && !definitions.searchParameters(fields[1]).containsKey(fields[2])) {
                missing.add(fields[1] + "." + fields[2]);
            }
        }
        assertThat(missing).containsExactlyInAnyOrderElementsOf(WHOLE_RESOURCES);
        for (String type : definitions.resourceTypes()) {
            definitions
                    .searchParameters(type)
                    .values()
                    .forEach(parameter -> assertThat(
                                    parameter.paths().size() + parameter.parts().size())
                            .as(type + "." + parameter.code())
                            .isPositive());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', nullValues = "-", textBlock = """
            {'reference':'Patient/1'} 1
            {'reference':'Group/1'} 0
            {'reference':'Group/1','identifier':{'value':'x'}} 0
            {'identifier':{'value':'x'},'type':'Patient'} 1
            {'identifier':{'value':'x'},'type':'Group'} 0
            {'identifier':{'value':'x'}} 1
            """)
    void readsOnlyReferencesThatLeadToTheTypeOfTheParameter(String subject, int count) {
        String json = "{'resourceType':'Observation','status':'final','code':{'text':'x'},'subject':" + subject + "}";
        assertThat(values("patient", json)).hasSize(count);
        assertThat(values("subject", json)).isNotEmpty();
    }

    @Test
    void readsNoNumberThatNobodyCouldWriteOut() {
        FhirObject stored = FhirJsonParser.parseTrusted(
                "{\"resourceType\":\"Observation\",\"valueQuantity\":{\"value\":1e99999999999}}".getBytes(UTF_8));
        SearchParameter parameter =
                R4.definitions().searchParameters("Observation").get("value-quantity");
        List<IndexValue> values = new ArrayList<>();
        assertThat(parameter).isNotNull();
        parameter.extract(stored, values::add);
        assertThat(values).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"王,小明,王小明", "やまだ,太郎,やまだ太郎", "ＷＡＮＧ,José,", "García,José,"})
    void readsAWholeNameWhereItIsWrittenWithoutSpaces(String family, String given, String whole) {
        List<IndexValue> values = values(
                "name", "{'resourceType':'Patient','name':[{'family':'%s','given':['%s']}]}".formatted(family, given));
        List<IndexValue> expected = new ArrayList<>(List.of(new IndexValue.Text(family), new IndexValue.Text(given)));
        if (whole != null) {
            expected.add(new IndexValue.Text(whole));
        }
        assertThat(values).isEqualTo(expected);
    }

    @Test
    void findsTheElementsInWhichComponentsStandTogether() {
        SearchParameter combined =
                R4.definitions().searchParameters("Observation").get("combo-code-value-quantity");
        assertThat(combined).isNotNull();
        assertThat(combined.kind()).isEqualTo(SearchParameter.Kind.COMPOSITE);
        CompositePart whole = combined.parts().getFirst();
        CompositePart component = combined.parts().getLast();
        assertThat(whole.separable()).isTrue();
        assertThat(whole.components())
                .extracting(CompositePart.Component::alone)
                .containsExactly("code", "value-quantity");
        assertThat(component.separable()).isFalse();
        assertThat(component.path()).isEqualTo("component");
        List<String> codes = new ArrayList<>();
        component.elements(
                FhirJsonParser.parse("""
                        {"resourceType":"Observation","status":"final","code":{"text":"c"},"component":[{"code":{"text":"a"}},{"code":{"text":"b"}}]}""".getBytes(UTF_8)),
                (element, number) -> component.components().getFirst().value().extract(element, value -> {
                    if (value instanceof IndexValue.Wording(String text)) {
                        codes.add(number + text);
                    }
                }));
        assertThat(codes).containsExactly("0a", "1b");
    }

    @Test
    void asksForTheComponentsOfASingleElementOneByOne() {
        Map<String, SearchParameter> known = R4.definitions().searchParameters("Observation");
        assertThat(List.of("code-value-quantity", "code-value-concept", "code-value-date", "code-value-string"))
                .allSatisfy(code -> assertThat(known.get(code))
                        .isNotNull()
                        .satisfies(parameter -> assertThat(parameter.parts()).allMatch(CompositePart::separable)));
    }

    @Test
    void readsTheOuterLimitsOfASchedule() {
        List<IndexValue> values = values("date", """
                {'resourceType':'Observation','status':'final','code':{'text':'c'},'effectiveTiming':{'event':['2024-01-05','2024-01-01T10:00:00Z']}}""");
        assertThat(values)
                .containsExactly(new IndexValue.Date(new DateRange(
                        java.time.Instant.parse("2024-01-01T10:00:00Z").toEpochMilli(),
                        java.time.Instant.parse("2024-01-05T16:00:00Z").toEpochMilli())));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            Patient.extension('urn:x').value.as(string);string;1
            Patient.extension.where(url='urn:x').value as string;string;1
            (Patient.extension.where(url = 'urn:x').value as string);string;1
            Patient.extension('urn:y').value;token;0
            Patient.multipleBirth.as(integer);number;1
            """)
    void compilesExpressionsOfOthers(String expression, String kind, int count) {
        SearchParameter parameter = R4.definitions().compile("Patient", "mine", kind, expression, List.of());
        assertThat(parameter).isNotNull();
        List<IndexValue> found = new ArrayList<>();
        parameter.extract(FhirJsonParser.parse("""
                        {"resourceType":"Patient","multipleBirthInteger":2,"extension":[{"url":"urn:x","valueString":"a"}]}""".getBytes(UTF_8)), found::add);
        assertThat(found).hasSize(count);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient.name.given + Patient.name.family",
                "Patient.where(active)",
                "Patient.name.where(use='official'",
                "Patient.name.where(use != 'official')",
                "Patient.name.select(given)",
                "Patient.",
                "",
                "((((((((((((((((((((((Patient.name))))))))))))))))))))))"
            })
    void saysWhichExpressionsItDoesNotUnderstand(String expression) {
        assertThatThrownBy(() -> R4.definitions().compile("Patient", "mine", "string", expression, List.of()))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining("expected");
    }
}
