package city.haihe.app.portal.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.portal.internal.Page.Flag;
import city.haihe.app.portal.internal.Page.Range;
import city.haihe.app.portal.internal.Page.Result;
import city.haihe.app.portal.internal.Page.ResultStatus;
import city.haihe.app.portal.internal.Page.Value;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ObservationReaderTests {

    private static final String CODE = """
            "code": {"coding": [{"system": "http://loinc.org", "code": "4548-4", "display": "Hemoglobin A1c"},
                {"system": "urn:lab", "code": "A1C", "display": "糖化血红蛋白"}]}""";

    private final ObservationReader chinese = new ObservationReader(Language.CHINESE);
    private final ObservationReader english = new ObservationReader(Language.ENGLISH);

    private static FhirObject observation(String members) {
        String json = """
                {"resourceType": "Observation", "id": "o1", "status": "final", %s %s}""".formatted(CODE, members.isEmpty() ? "" : ", " + members);
        return FhirJsonParser.parseTrusted(json.getBytes(UTF_8));
    }

    private Result read(String members) {
        return chinese.result(observation(members), null).orElseThrow();
    }

    @Test
    void namesTheMeasurementInTheReadersLanguage() {
        assertThat(chinese.name(observation(""))).isEqualTo("糖化血红蛋白");
        assertThat(english.name(observation(""))).isEqualTo("Hemoglobin A1c");
    }

    @Test
    void tellsACodeOnlyWhereThereAreNoWords() {
        String json = """
                {"resourceType": "Observation", "id": "o1", "status": "final", "code": {%s"coding": [{"code": "GLU"}]}}""";
        FhirObject words = FhirJsonParser.parseTrusted(
                json.formatted("\"text\": \"空腹血糖\", ").getBytes(UTF_8));
        assertThat(english.name(words)).isEqualTo("空腹血糖");
        assertThat(english.name(FhirJsonParser.parseTrusted(json.formatted("").getBytes(UTF_8))))
                .isEqualTo("GLU");
    }

    @Test
    void keepsTheDigitsOfANumber() {
        assertThat(read("""
                "valueQuantity": {"value": 7.20, "comparator": ">", "unit": "%"}""").value()).isEqualTo(new Value.Quantity("7.20", ">", "%"));
    }

    @Test
    void writesUnitsAsPeopleDo() {
        assertThat(read("""
                "valueQuantity": {"value": 6, "code": "10*9/L"}""").value()).isEqualTo(new Value.Quantity("6", null, "10⁹/L"));
        assertThat(read("""
                "valueQuantity": {"value": 6, "unit": "umol/L"}""").value()).isEqualTo(new Value.Quantity("6", null, "µmol/L"));
    }

    @Test
    void showsWordsAndMissingValues() {
        assertThat(read("""
                "valueString": " 阴性 \"""").value()).isEqualTo(new Value.Words("阴性"));
        assertThat(read("""
                "valueCodeableConcept": {"coding": [{"display": "Positive"}], "text": "阳性"}""").value()).isEqualTo(new Value.Words("阳性"));
        assertThat(read("""
                "dataAbsentReason": {"text": "标本量不足"}""").value()).isEqualTo(new Value.Absent("标本量不足"));
        assertThat(read("").value()).isEqualTo(new Value.Absent(null));
    }

    @Test
    void showsABloodPressureAsOneValue() {
        assertThat(read("""
                "component": [{"valueQuantity": {"value": 128, "unit": "mmHg"}},
                    {"valueQuantity": {"value": 79, "unit": "mmHg"}}]""").value()).isEqualTo(new Value.Words("128/79 mmHg"));
    }

    @ParameterizedTest
    @CsvSource({
        "N, NORMAL",
        "H, HIGH",
        "L, LOW",
        "HH, CRITICAL_HIGH",
        "LL, CRITICAL_LOW",
        "A, ABNORMAL",
        "AA, CRITICAL",
        "POS, POSITIVE",
        "NEG, NEGATIVE"
    })
    void believesTheHospitalsFlag(String code, Flag flag) {
        assertThat(read("""
                "valueQuantity": {"value": 7.2}, "referenceRange": [{"low": {"value": 4}, "high": {"value": 6}}],
                "interpretation": [{"coding": [{"code": "%s"}]}]""".formatted(code)).flag()).isEqualTo(flag);
    }

    @ParameterizedTest
    @CsvSource({"3.9, LOW", "4.0, NORMAL", "6.0, NORMAL", "6.01, HIGH"})
    void flagsByTheRangeWhereTheHospitalDidNot(String number, Flag flag) {
        assertThat(read("""
                "valueQuantity": {"value": %s}, "referenceRange": [{"text": "4.0-6.0"}]""".formatted(number)).flag()).isEqualTo(flag);
    }

    @Test
    void flagsNothingWithoutARange() {
        assertThat(read("""
                "valueQuantity": {"value": 7.2}""").flag()).isNull();
        assertThat(read("""
                "valueQuantity": {"value": 7.2}, "referenceRange": [{"text": "见说明"}]""").flag()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "4.0-6.0, 4.0, 6.0",
                "4.0～6.0, 4.0, 6.0",
                "<5.2, -, 5.2",
                "≥60, 60, -",
                "阴性, -, -",
                "-1--0.5, -1, -0.5"
            })
    void readsRangesThatHospitalsWrite(String text, String low, String high) {
        assertThat(chinese.range(observation("""
                "valueQuantity": {"value": 1, "unit": "U"}, "referenceRange": [{"text": "%s"}]""".formatted(text)))).isEqualTo(new Range(low, high, "U", text));
    }

    @Test
    void hidesWhatIsNoResult() {
        String json = """
                {"resourceType": "Observation", "id": "o1", "status": "%s"}""";
        for (String status : new String[] {"entered-in-error", "cancelled"}) {
            FhirObject hidden =
                    FhirJsonParser.parseTrusted(json.formatted(status).getBytes(UTF_8));
            assertThat(chinese.result(hidden, null)).isEmpty();
        }
        FhirObject corrected =
                FhirJsonParser.parseTrusted(json.formatted("corrected").getBytes(UTF_8));
        assertThat(chinese.result(corrected, null).orElseThrow().status()).isEqualTo(ResultStatus.CORRECTED);
    }
}
