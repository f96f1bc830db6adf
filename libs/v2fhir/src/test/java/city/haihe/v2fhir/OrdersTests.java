package city.haihe.v2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.v2fhir.Translation.Refused;
import city.haihe.v2fhir.Translation.Translated;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the segments of an order, a result or a prescription become together. */
class OrdersTests {

    private static final String PID = "PID|1||MR1^^^HX01^MR||张^三";

    private final Translator translator = Translator.load();
    private final TranslationContext context = TranslationContext.of("hx", Instant.EPOCH);

    @Test
    void anOrderAndItsResultMeetInOneServiceRequest() {
        ResourceChange ordered = only("ServiceRequest", "OML^O21", "ORC|NW|P1", "OBR|1|P1||C^C^L");
        ResourceChange answered =
                only("ServiceRequest", "ORU^R01", "ORC|RE|P1|F1", "OBR|1|P1|F1|C^C^L", "OBX|1|ST|X^X^L||a||||||F");
        assertThat(answered.key()).isEqualTo(ordered.key()).isEqualTo(new BusinessKey("urn:haihe:order:hx", "P1"));
        FhirObject both = answered.appliedTo(ordered.content());
        assertThat(both.string("status")).isEqualTo("active");
        assertThat(both.objects("identifier").map(identifier -> identifier.string("value")))
                .containsExactlyInAnyOrder("P1", "F1", "P1");
    }

    @Test
    void anOrderThatIsCancelledIsTheSameOrder() {
        ResourceChange cancelled = only("ServiceRequest", "ORM^O01", "ORC|CA|P1|||CA");
        assertThat(cancelled.key()).isEqualTo(new BusinessKey("urn:haihe:order:hx", "P1"));
        assertThat(cancelled.content().string("status")).isEqualTo("revoked");
    }

    @Test
    void panelsOfOneAccessionNumberStayApart() {
        List<ResourceChange> orders =
                all("ServiceRequest", "ORU^R01", "ORC|RE||F1", "OBR|1||F1|A^A^L", "ORC|RE||F1", "OBR|2||F1|B^B^L");
        assertThat(orders.stream().map(ResourceChange::key))
                .containsExactly(
                        new BusinessKey("urn:haihe:order:hx", "F1/A"), new BusinessKey("urn:haihe:order:hx", "F1/B"));
    }

    @Test
    void aResultWithoutAnOrderMakesNone() {
        List<ResourceChange> changes = translated("ORU^R01", "OBR|1|P1|F1|C^C^L", "OBX|1|ST|X^X^L||a||||||F");
        assertThat(changes).noneMatch(change -> change.type().equals("ServiceRequest"));
        assertThat(named(changes, "DiagnosticReport")
                        .content()
                        .objects("basedOn")
                        .map(basedOn -> basedOn.object("identifier")))
                .allMatch(identifier -> identifier != null && "P1".equals(identifier.string("value")));
    }

    @Test
    void theReportListsItsResultsAndNamesItsOrder() {
        List<ResourceChange> changes = translated(
                "ORU^R01",
                "ORC|RE|P1|F1",
                "OBR|1|P1|F1|C^C^L",
                "OBX|1|ST|X^X^L||a||||||F",
                "OBX|2|ST|Q^Q^L||b||||||F||||||||||||||||||QST");
        FhirObject report = named(changes, "DiagnosticReport").content();
        FhirObject order = named(changes, "ServiceRequest").content();
        assertThat(report.objects("result")).hasSize(1);
        assertThat(order.objects("supportingInfo")).hasSize(1);
        assertThat(report.objects("basedOn").map(basedOn -> basedOn.string("reference")))
                .containsExactly(named(changes, "ServiceRequest").reference());
    }

    @Test
    void aRepeatedValueBecomesComponents() {
        FhirObject result = only("Observation", "ORU^R01", "OBR|1|P|F|C^C^L", "OBX|1|CWE|X^X^L||A^a^L~B^b^L||||||F")
                .content();
        assertThat(result.has("valueCodeableConcept")).isFalse();
        assertThat(result.objects("component").map(component -> component.object("valueCodeableConcept")))
                .hasSize(2)
                .doesNotContainNull();
    }

    @Test
    void aResultBehindTheSpecimenIsOfTheSpecimen() {
        List<ResourceChange> changes = translated(
                "ORU^R01",
                "OBR|1|P|F|C^C^L",
                "OBX|1|ST|X^X^L||a||||||F",
                "SPM|1|^S1||B^b^L",
                "OBX|2|ST|Y^Y^L||b||||||F");
        assertThat(named(changes, "DiagnosticReport").content().objects("result"))
                .hasSize(1);
        assertThat(changes.stream()
                        .filter(change -> change.type().equals("Observation"))
                        .map(change -> change.content().has("focus")))
                .containsExactly(false, true);
    }

    @Test
    void resultsBehindTheSpecimenThatCameFirstAreTheReports() {
        List<ResourceChange> changes = translated(
                "ORU^R01",
                "OBR|1|P|F|C^C^L",
                "SPM|1|^S1||B^b^L",
                "OBX|1|ST|X^X^L||a||||||F",
                "OBX|2|ST|Y^Y^L||b||||||F");
        assertThat(named(changes, "DiagnosticReport").content().objects("result"))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "F, final",
        "P, preliminary",
        "C, corrected",
        "A, amended",
        "D, entered-in-error",
        "W, entered-in-error",
        "X, cancelled"
    })
    void theStatusOfAResult(String code, String status) {
        assertThat(only("Observation", "ORU^R01", "OBR|1|P|F|C^C^L", "OBX|1|ST|X^X^L||a||||||" + code)
                        .content()
                        .string("status"))
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                NA; 1^2~3^4;       valueSampledData; {"origin":{"value":0},"period":1,"dimensions":2,"data":"1 2 3 4"}
                NR; 1^5;           valueRange;       {"low":{"value":1,"unit":"g"},"high":{"value":5,"unit":"g"}}
                VR; 1^5;           valueString;      "1-5"
                SN; <>^3;          valueString;      "<> 3 g"
                SN; ^about^-^3;    valueString;      "^about^-^3"
                XX; 1^2;           valueString;      "1^2"
                ED; ^^PDF^Base64^=; valueString;     "^^PDF^Base64^="
                """)
    void keepsValuesOfOtherTypes(String type, String value, String element, String expected) {
        FhirObject result = only(
                        "Observation", "ORU^R01", "OBR|1|P|F|C^C^L", "OBX|1|" + type + "|X^X^L||" + value + "|g|||||F")
                .content();
        assertThat(FhirJson.write(Objects.requireNonNull(result.get(element)))).isEqualTo(expected);
    }

    @Test
    void aPrescriptionOfTwoSegmentsIsOne() {
        ResourceChange request = only(
                "MedicationRequest",
                "RDE^O11",
                "ORC|NW|RX1||||||||||||",
                "TQ1|1||BID^^^^^^^^^^",
                "RXO|D^drug^L|5||mg|TAB",
                "RXE||D^drug^L|5||mg|||||14|TAB",
                "RXR|PO");
        assertThat(request.key()).isEqualTo(new BusinessKey("urn:haihe:medication-order:hx", "RX1"));
        assertThat(request.content().objects("dosageInstruction")).hasSize(1);
        assertThat(request.content().objects("dosageInstruction").findFirst())
                .hasValueSatisfying(dosage ->
                        assertThat(dosage.has("timing") && dosage.has("route")).isTrue());
    }

    @Test
    void aVaccinationThatIsDeletedIsTheSameVaccination() {
        String[] given = {"ORC|RE||V1", "RXA|0|1|20260301||141^flu^CVX|0.5|mL|||||||||||||CP|A"};
        String[] deleted = {"ORC|RE||V1", "RXA|0|1|20260301||141^flu^CVX|0.5|mL|||||||||||||CP|D"};
        ResourceChange first = only("Immunization", "VXU^V04", given);
        ResourceChange second = only("Immunization", "VXU^V04", deleted);
        assertThat(second.key()).isNotNull().isEqualTo(first.key());
        assertThat(first.content().string("status")).isEqualTo("completed");
        assertThat(second.content().string("status")).isEqualTo("entered-in-error");
    }

    @Test
    void anAppointmentThatNobodyCameToIsANoShow() {
        assertThat(only("Appointment", "SIU^S26", "SCH|A|B|||||||||^^20^20260305090000")
                        .content()
                        .string("status"))
                .isEqualTo("noshow");
    }

    @Test
    void aDocumentWithoutItsTextHasATitle() {
        FhirObject document = only("DocumentReference", "MDM^T01", "TXA|1|DS||||||||||D1^EMR|||||||||||||出院小结")
                .content();
        assertThat(String.valueOf(document.get("content"))).isEqualTo("[{\"attachment\":{\"title\":\"出院小结\"}}]");
    }

    @Test
    void aParticipationTellsTheDeviceAndTheOrderer() {
        List<ResourceChange> changes = translated(
                "ORU^R01",
                "ORC|RE|P1|F1",
                "PRT|1|AD||OP^^HL70912|D1^王^伟",
                "OBR|1|P1|F1|C^C^L",
                "OBX|1|ST|X^X^L||a||||||F",
                "PRT|2|AD||EQUIP^^HL70912||||||DEV1^LIS");
        assertThat(named(changes, "ServiceRequest").content().has("requester")).isTrue();
        assertThat(named(changes, "Observation").content().has("device")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"QBP^Q22", "QRY^A19", "VXQ^V01"})
    void refusesAQueryAsOne(String event) {
        assertThat(translate(event, "QPD|Q22|1"))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.message()).contains("a query is not for the record"));
    }

    @Test
    void anAcknowledgementOfAnyEventTellsNothingOfAPatient() {
        Translation translation = translator.translate(
                Messages.parse("MSH|^~\\&|HIS|HX01|HAIHE|CITY|20260301||ACK^A01|1|P|2.5.1\rMSA|AA|7\r"),
                context.completely());
        assertThat(((Translated) translation)
                        .changes().stream()
                                .filter(change -> change.type().equals("MessageHeader"))
                                .map(change -> String.valueOf(change.content().get("response"))))
                .containsExactly("{\"code\":\"ok\",\"identifier\":\"7\"}");
    }

    private ResourceChange only(String type, String event, String... segments) {
        List<ResourceChange> all = all(type, event, segments);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static ResourceChange named(List<ResourceChange> changes, String type) {
        return changes.stream()
                .filter(change -> change.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private List<ResourceChange> all(String type, String event, String... segments) {
        return translated(event, segments).stream()
                .filter(change -> change.type().equals(type))
                .toList();
    }

    private List<ResourceChange> translated(String event, String... segments) {
        Translation translation = translate(event, segments);
        assertThat(translation).isInstanceOf(Translated.class);
        List<ResourceChange> changes = ((Translated) translation).changes();
        changes.forEach(change -> FhirJsonParser.parse(FhirJson.toBytes(change.content())));
        return changes;
    }

    private Translation translate(String event, String... segments) {
        String header = "MSH|^~\\&|HIS|HX01|HAIHE|CITY|20260301||" + event + "|1|P|2.5.1";
        String body = event.startsWith("SIU")
                ? segments[0] + '\r' + PID + '\r'
                : PID + '\r' + String.join("\r", segments) + '\r';
        return translator.translate(Messages.parse(header + '\r' + body), context);
    }
}
