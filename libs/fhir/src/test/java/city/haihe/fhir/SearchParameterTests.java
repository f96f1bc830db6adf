package city.haihe.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which parameters there are, and what they read. */
class SearchParameterTests {

    private static final Set<String> WITHOUT_VALUES = Set.of("composite", "special");

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
                    && !WITHOUT_VALUES.contains(fields[3])
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
                    .forEach(parameter -> assertThat(parameter.paths())
                            .as(type + "." + parameter.code())
                            .isNotEmpty());
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
}
