package city.haihe.fhir.validation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.TestCases;
import city.haihe.fhir.path.Environment;
import city.haihe.fhir.path.FhirPath;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class InvariantsTests {

    private static final Environment ENVIRONMENT = Environment.of(Clock.systemUTC());

    /** Fewer would mean that the archive was not read. */
    private static final int LEAST_EXAMPLES = 80;

    private static List<String> violated(String json) {
        return Invariants.r4()
                .check(FhirJsonParser.parse(json.replace('\'', '"').getBytes(UTF_8)), ENVIRONMENT)
                .stream()
                .filter(Invariants.Violation::error)
                .map(violation -> violation.key() + " " + violation.path())
                .toList();
    }

    @Test
    void compilesAll() {
        assertThat(Invariants.r4().paths()).hasSizeGreaterThan(200).contains("Patient.contact", "Reference");
        for (String expression : Invariants.r4().expressions()) {
            assertThat(FhirPath.compile(expression)).isNotNull();
        }
    }

    @Test
    void tellsWhatDoesNotHoldAndWhere() {
        assertThat(violated("{'resourceType':'Patient','contact':[{'name':{'text':'x'}},{'gender':'male'}]}"))
                .containsExactly("pat-1 Patient.contact[1]");
        assertThat(
                        violated(
                                "{'resourceType':'Observation','status':'final','code':{'coding':[{'code':'a'}]},'valueString':'x',"
                                        + "'dataAbsentReason':{'text':'y'},'component':[{'code':{'coding':[{'code':'a'}]},'valueString':'z'}]}"))
                .contains("obs-6 Observation", "obs-7 Observation");
        assertThat(violated("{'resourceType':'Encounter','status':'finished','class':{'code':'AMB'},"
                        + "'period':{'start':'2026-02-01','end':'2026-01-01'}}"))
                .containsExactly("per-1 Encounter.period");
        assertThat(violated("{'resourceType':'Patient','generalPractitioner':[{'reference':'#gone'}]}"))
                .containsExactly("ref-1 Patient.generalPractitioner[0]");
        assertThat(violated("{'resourceType':'Patient','extension':[{'url':'urn:x'}]}"))
                .containsExactly("ext-1 Patient.extension[0]");
    }

    @Test
    void findsNothingWhereAllHolds() {
        assertThat(violated("{'resourceType':'Patient','contained':[{'resourceType':'Practitioner','id':'p'}],"
                        + "'generalPractitioner':[{'reference':'#p'}],'contact':[{'name':{'text':'x'}}]}"))
                .isEmpty();
    }

    @Test
    void acceptsTheExamplesOfTheSpecification() {
        Map<String, List<String>> broken = new TreeMap<>();
        int checked = 0;
        for (Map.Entry<String, byte[]> file : TestCases.resources().entrySet()) {
            FhirObject resource = FhirJsonParser.parseTrusted(file.getValue());
            List<String> errors = Invariants.r4().check(resource, ENVIRONMENT).stream()
                    .filter(Invariants.Violation::error)
                    .map(violation -> violation.key() + " " + violation.path())
                    .toList();
            checked++;
            if (!errors.isEmpty()) {
                broken.put(file.getKey(), errors);
            }
        }
        // No Bundle has no type, two concepts have one code, that Consent is of another version, and its Organization
        // has no name.
        assertThat(broken.keySet())
                .containsExactlyInAnyOrder(
                        "bundle-with-no-type.json",
                        "examples/codesystem-example.json",
                        "myconsent-resource.json",
                        "patient-container-example.json");
        assertThat(checked).isGreaterThanOrEqualTo(LEAST_EXAMPLES);
    }
}
