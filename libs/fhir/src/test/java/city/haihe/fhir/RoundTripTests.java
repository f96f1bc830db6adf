package city.haihe.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The example resources of R4 are read and written again with nothing lost: the same names, texts and digits in the same order. */
class RoundTripTests {

    private static final JsonFactory JSON = new JsonFactory();

    /** Fewer would mean that the archive was not read. */
    private static final int LEAST_EXAMPLES = 80;

    /** Files that hold a resource type's name and yet no resource of R4, and why. */
    private static final Map<String, String> NO_RESOURCES = Map.of(
            "bundle-with-no-type.json", "a Bundle without its type",
            "examples/bundle-questionnaire.json", "an item of a Questionnaire without its linkId",
            "explanationofbenefit-example.json", "an item of an ExplanationOfBenefit without productOrService",
            "myconsent-resource.json", "a Consent of another version of FHIR, with a period",
            "patient-container-example.json", "a reference that is no address: 1",
            "r4-caredove-bundle.json", "an id that is a number");

    @Test
    void writesEveryExampleAsItWasRead() {
        List<String> lost = new ArrayList<>();
        Map<String, String> refused = new TreeMap<>();
        int same = 0;
        for (Map.Entry<String, byte[]> file : TestCases.resources().entrySet()) {
            FhirObject resource;
            try {
                resource = FhirJsonParser.parse(file.getValue());
            } catch (FhirParseException refusal) {
                refused.put(file.getKey(), refusal.getMessage());
                resource = FhirJsonParser.parseTrusted(file.getValue());
            }
            if (tokens(file.getValue()).equals(tokens(FhirJson.toBytes(resource)))) {
                same++;
            } else {
                lost.add(file.getKey());
            }
        }
        System.out.printf("round trip: %d examples the same, %d of them no valid resources%n", same, refused.size());

        assertThat(lost).isEmpty();
        assertThat(refused.keySet()).isEqualTo(NO_RESOURCES.keySet());
        assertThat(same).isGreaterThanOrEqualTo(LEAST_EXAMPLES);
    }

    /** All names, values and brackets, numbers with the digits that they have. */
    private static List<String> tokens(byte[] json) {
        List<String> tokens = new ArrayList<>();
        try (JsonParser parser =
                JSON.createParser(ObjectReadContext.empty(), new String(json, StandardCharsets.UTF_8))) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                tokens.add(token + " " + parser.getString());
            }
        }
        return tokens;
    }
}
