package city.haihe.v2fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import city.haihe.hl7v2.Message;
import city.haihe.v2fhir.Translation.Kind;
import city.haihe.v2fhir.Translation.Refused;
import city.haihe.v2fhir.Translation.Translated;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TranslatorTests {

    private static final String PID = "PID|1||MR1^^^HX01^MR||张^三";

    private final Translator translator = Translator.load();
    private final TranslationContext context = new TranslationContext(
            "hx",
            TranslationContext.DEFAULT_ZONE,
            new BusinessKey("urn:oid:1.2.156", "H1"),
            "海河医院",
            Map.of("CARD", "urn:oid:1.2.156.9"),
            Instant.EPOCH);

    @Test
    void refusesAnotherEvent() {
        assertThat(refused("ADT^A20", PID)).isEqualTo("UNSUPPORTED_EVENT MSH-9.0");
        assertThat(refused("MFN^M02", PID)).isEqualTo("UNSUPPORTED_EVENT MSH-9.0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                ADT^A01; PV1|1|I;                                            MISSING_SEGMENT PID-0.0
                ADT^A01; PID|1||||张^三;                                      MISSING_FIELD PID-3.0
                ADT^A08; PID|1||MR1^^^HX01^MR||张^三||20260230;               INVALID_VALUE PID-7.0
                ADT^A40; PID|1||MR1^^^HX01^MR;                               MISSING_SEGMENT MRG-0.0
                ADT^A40; PID|1||MR1^^^HX01^MR~MRG|MR1^^^HX01^MR;             INVALID_VALUE MRG-1.0
                ORU^R01; PID|1||MR1^^^HX01^MR;                               MISSING_SEGMENT OBR-0.0
                ORU^R01; PID|1||MR1~OBR|1|P|F|C^C^L~OBX|1|NM|A^A^L||x|||||F; INVALID_VALUE OBX-5.0
                ORU^R01; PID|1||MR1~OBR|1|P|F|C^C^L~OBX|1|NM|A^A^L||1||||||Q; INVALID_VALUE OBX-11.0
                ORU^R01; PID|1||MR1~OBR|1|P|F|""~OBX|1|NM|A^A^L||1|||||F;    MISSING_FIELD OBR-4.0
                SIU^S12; SCH|P|F~PID|1||MR1;                                 MISSING_FIELD SCH-11.4
                """)
    void namesWhatItRefuses(String event, String segments, String expected) {
        assertThat(refused(event, segments.split("~"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                NM;  6.10;                    valueQuantity;        {"value":6.10,"unit":"g/L","system":"http://unitsofmeasure.org","code":"g/L"}
                NM;  <0.5;                    valueQuantity;        {"value":0.5,"comparator":"<","unit":"g/L","system":"http://unitsofmeasure.org","code":"g/L"}
                SN;  >=^90;                   valueQuantity;        {"value":90,"comparator":">=","unit":"g/L","system":"http://unitsofmeasure.org","code":"g/L"}
                SN;  ^1^:^128;                valueRatio;           {"numerator":{"value":1,"unit":"g/L","system":"http://unitsofmeasure.org","code":"g/L"},"denominator":{"value":128,"unit":"g/L","system":"http://unitsofmeasure.org","code":"g/L"}}
                SN;  ^2^-^3;                  valueRange;           {"low":{"value":2,"unit":"g/L","system":"http://unitsofmeasure.org","code":"g/L"},"high":{"value":3,"unit":"g/L","system":"http://unitsofmeasure.org","code":"g/L"}}
                SN;  ^3^+;                    valueString;          "3 + g/L"
                ST;  阴性\\T\\无;              valueString;          "阴性&无"
                ST;  a\\X00\\b;                valueString;          "a\ufffdb"
                TX;  一~二;                    valueString;          "一\\n二"
                CE;  260385009^阴性^SCT;       valueCodeableConcept; {"coding":[{"system":"http://snomed.info/sct","code":"260385009","display":"阴性"}],"text":"阴性"}
                IS;  POS;                     valueCodeableConcept; {"coding":[{"code":"POS"}]}
                DT;  20260301;                valueDateTime;        "2026-03-01"
                TS;  202603010830;            valueDateTime;        "2026-03-01T08:30:00+08:00"
                TM;  0830;                    valueTime;            "08:30:00"
                DR;  20260301^20260302;       valuePeriod;          {"start":"2026-03-01","end":"2026-03-02"}
                ED;  ^IM^PDF^Base64^QUJD;     extension;            [{"url":"http://hl7.org/fhir/5.0/StructureDefinition/extension-Observation.value","valueAttachment":{"contentType":"application/pdf","data":"QUJD"}}]
                """)
    void keepsEveryKindOfValue(String type, String value, String element, String expected) {
        FhirObject observation = only("Observation", result(type + "|C^C^LN||" + value + "|g/L^^UCUM|||||F"));
        FhirValue found = observation.get(element);
        assertThat(String.valueOf(found)).isEqualTo(found instanceof FhirString ? text(expected) : expected);
    }

    private static String text(String json) {
        String inner = json.substring(1, json.length() - 1).replace("\\n", "\n");
        return new FhirString(inner).toString();
    }

    @Test
    void findsACorrectionAgainAndTellsRepeatedCodesApart() {
        String line = "ST|C^C^LN||a||||||F";
        List<ResourceChange> changes = translated("ORU^R01", PID, "OBR|1|P|F|X^X^LN", "OBX|1|" + line, "OBX|2|" + line);
        assertThat(changes.stream()
                        .filter(change -> change.type().equals("Observation"))
                        .map(ResourceChange::key))
                .containsExactly(
                        new BusinessKey("urn:haihe:observation:hx", "F/C"),
                        new BusinessKey("urn:haihe:observation:hx", "F/C#2"));
        ResourceChange corrected = change("Observation", result("ST|C^C^LN||b||||||C"));
        assertThat(corrected.key()).isEqualTo(new BusinessKey("urn:haihe:observation:hx", "F/C"));
        assertThat(corrected.cleared())
                .contains("valueQuantity", "interpretation")
                .doesNotContain("valueString");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                1^^^CARD;                                     urn:oid:1.2.156.9
                1^^^&1.2.3&ISO;                               urn:oid:1.2.3
                1^^^HX&2.25.1&ISO;                            urn:oid:2.25.1
                1^^^&0F8FAD5B-D9CB-469F-A165-70867728950E&UUID; urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e
                1^^^&his.example.org&DNS;                     urn:dns:his.example.org
                1^^^&http://example.org/ids&URI;              http://example.org/ids
                1^^^HX01;                                     urn:haihe:hd:HX01
                1^^^一 院;                                     urn:haihe:hd:一-院
                1;                                            urn:haihe:authority:hx
                120101199003070021^^^^NI;                     urn:oid:2.16.156.10011.1.3
                120101199003070022^^^^NI;                     urn:haihe:authority:hx:NI
                """)
    void namesTheSystemOfAnAuthority(String identifier, String system) {
        FhirObject patient = only("Patient", new String[] {"ADT^A08", "PID|1||" + identifier});
        assertThat(patient.objects("identifier").map(found -> found.string("system")))
                .contains(system);
    }

    @Test
    void prefersTheRecordNumberAsKeyAndNeverTakesADoubtfulIdentityNumber() {
        String list = "120101199003070022^^^^NI~C9^^^CARD~MR1^^^HX01^MR";
        assertThat(change("Patient", new String[] {"ADT^A08", "PID|1||" + list}).key())
                .isEqualTo(new BusinessKey("urn:haihe:hd:HX01", "MR1"));
        assertThat(change("Patient", new String[] {"ADT^A08", "PID|1||120101199003070022^^^^NI~C9^^^CARD"})
                        .key())
                .isEqualTo(new BusinessKey("urn:oid:1.2.156.9", "C9"));
    }

    @Test
    void deletesWhatIsExplicitlyNullButNoIdentifier() {
        ResourceChange patient =
                change("Patient", new String[] {"ADT^A08", "PID|1||MR1^^^HX01^MR||张^三||\"\"||||\"\"||\"\"||||||\"\""});
        assertThat(patient.cleared()).containsExactlyInAnyOrder("birthDate", "address", "telecom");
    }

    @Test
    void listsWhatNoRuleConsumed() {
        Translation translation = translate("ADT^A08", PID + "||||||||||||||||||||||Y", "ZPD|a||b", "UB1|1");
        assertThat(((Translated) translation).unmapped())
                .containsExactly(
                        new UnmappedField("PID", 1, 27),
                        new UnmappedField("ZPD", 1, 1),
                        new UnmappedField("ZPD", 1, 3),
                        new UnmappedField("UB1", 1, 1));
        Translation repeated = translate("ORU^R01", PID, "OBR|1|P|F|X^X^LN", "OBX|1|NM|C^C^LN||1||||||F|||||||E1~E2");
        assertThat(((Translated) repeated).unmapped()).containsExactly(new UnmappedField("OBX", 1, 18));
    }

    @Test
    void takesTheSenderFromItsConnection() {
        FhirObject organization = only("Organization", new String[] {"ADT^A08", PID});
        assertThat(organization.string("name")).isEqualTo("海河医院");
        assertThat(organization.objects("identifier"))
                .containsExactly(
                        new FhirObject().put("system", "urn:oid:1.2.156").put("value", "H1"));
    }

    @Test
    void makesNoVisitOfAnUpdateThatNamesNone() {
        assertThat(translated("ADT^A08", PID, "PV1|1|I"))
                .noneMatch(change -> change.type().equals("Encounter"));
        assertThat(translated("ADT^A01", PID, "PV1|1|I"))
                .anyMatch(change -> change.type().equals("Encounter"));
    }

    @Test
    void makesAChainOfPlacesOfALocation() {
        List<ResourceChange> changes =
                translated("ADT^A01", PID, "PV1|1|I|ICU^01^02^HX01^^^B1^3||||||||||||||||V1^^^HX01");
        assertThat(changes.stream()
                        .filter(change -> change.type().equals("Location"))
                        .map(change -> change.key() == null ? "" : change.key().value()))
                .containsExactly(
                        "@HX01", "@HX01+B1", "ICU@HX01+B1", "ICU:3@HX01+B1", "ICU:3/01@HX01+B1", "ICU:3/01/02@HX01+B1");
        ResourceChange bed = changes.stream()
                .filter(change -> change.type().equals("Location"))
                .reduce((_, last) -> last)
                .orElseThrow();
        assertThat(bed.content().toString())
                .contains("\"name\":\"HX01 B1 ICU 3 01 02\"", "\"code\":\"bd\"", "{\"value\":\"02\"}", "\"partOf\"");
    }

    @ParameterizedTest
    @CsvSource({
        "A01,in-progress", "A02,in-progress", "A03,finished", "A05,planned", "A06,in-progress", "A11,cancelled",
        "A12,in-progress", "A13,in-progress", "A21,onleave", "A23,entered-in-error", "A27,cancelled", "A38,cancelled"
    })
    void knowsWhatAnEventMakesOfAVisit(String event, String status) {
        String[] message = {"ADT^" + event, PID, "PV1|1|I|||||||||||||||||V1^^^HX01"};
        assertThat(only("Encounter", message).string("status")).isEqualTo(status);
    }

    @Test
    void takesBackADischarge() {
        ResourceChange visit = change("Encounter", new String[] {"ADT^A13", PID, "PV1|1|I|||||||||||||||||V1^^^HX01"});
        assertThat(visit.cleared()).containsExactly("period.end");
        FhirObject stored = new FhirObject()
                .put("resourceType", "Encounter")
                .put("period", new FhirObject().put("start", "2026-03-01").put("end", "2026-03-02"));
        assertThat(String.valueOf(visit.appliedTo(stored).get("period"))).isEqualTo("{\"start\":\"2026-03-01\"}");
    }

    @Test
    void tellsTheMessageItselfOnlyWhereEverythingIsTold() {
        assertThat(translated("ADT^A08", PID, "PV1|1|I"))
                .extracting(ResourceChange::type)
                .containsExactly("Organization", "Patient");
        Message message = Messages.parse(
                "MSH|^~\\&|HIS|HX01|HAIHE|CITY|20260301||ADT^A08|1|P|2.5.1\r" + PID + "\rPV1|1|I||||||^王^明\r");
        assertThat(((Translated) translator.translate(message, context.completely())).changes())
                .extracting(ResourceChange::type)
                .contains("MessageHeader", "Provenance", "Encounter", "Practitioner");
    }

    @Test
    void leavesOutWhatCannotBeOnlyWhereNothingIsStored() {
        Message message =
                Messages.parse("MSH|^~\\&|HIS|HX01|HAIHE|CITY|20260301||ADT^A08|1|P|2.5.1\rPID|1||||张^三||20260230\r");
        assertThat(translator.translate(message, context)).isInstanceOf(Refused.class);
        Translated told = (Translated) translator.translate(message, context.completely());
        assertThat(told.unmapped()).containsExactly(new UnmappedField("PID", 1, 7));
        assertThat(told.changes()).anyMatch(change -> change.type().equals("Patient"));
    }

    @Test
    void followsAnOverlayWhereItSaysSomething() {
        Translator local = translator.with("""
                table 0001 -> http://hl7.org/fhir/administrative-gender
                  男 male
                segment PID -> Patient
                  PID-4 -> identifier[] CX(SS)
                segment ZPD -> Patient
                  ZPD-1 -> extension(religion).valueCodeableConcept CWE(0006)
                message ADT^A08
                  ZPD adds Patient
                """);
        Message message = Messages.parse("MSH|^~\\&|HIS|HX01|HAIHE|CITY|20260301||ADT^A08|1|P|2.5.1\r"
                + "PID|1||MR1^^^HX01^MR|120101199003070021|张^三|||男\rZPD|B\r");
        Translated told = (Translated) local.translate(message, context);
        assertThat(told.unmapped()).isEmpty();
        String patient = told.changes().getLast().content().toString();
        assertThat(patient).contains("\"gender\":\"male\"", "urn:oid:2.16.156.10011.1.3", "\"1009\"");
        assertThat(((Translated) translator.translate(message, context)).unmapped())
                .containsExactly(new UnmappedField("ZPD", 1, 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                segment PID -> Patient/  PID-5 -> name[] XPM;      overlay:2: type: XPM (expected: a converter or a type map)
                segment PID -> Patient/  PID-5 -> nme[] XPN;       overlay:2: element: nme (expected: an element of Patient)
                segment PID -> Patient/  PID-5 -> name XPN;        overlay:2: element: name (expected: [], it repeats)
                segment PV1 -> Encounter/  PV1-3 -> period.stop dateTime; overlay:2: element: stop (expected: an element of Period)
                message ADT^A08/  use visits;                      overlay:2: group: visits (expected: a group above)
                """)
    void refusesAnOverlayWithAMistake(String overlay, String expected) {
        assertThatThrownBy(() -> translator.with(overlay.replace("/", "\n"))).hasMessage(expected);
    }

    private static String[] result(String observation) {
        return new String[] {"ORU^R01", PID, "OBR|1|P|F|X^X^LN", "OBX|1|" + observation};
    }

    private String refused(String event, String... segments) {
        Refused refused = (Refused) translate(event, segments);
        Kind kind = refused.kind();
        return kind + " " + refused.segment() + '-' + refused.field() + '.' + refused.component();
    }

    private FhirObject only(String type, String[] message) {
        return change(type, message).content();
    }

    private ResourceChange change(String type, String[] message) {
        String[] segments = Arrays.copyOfRange(message, 1, message.length);
        List<ResourceChange> changes = translated(message[0], segments).stream()
                .filter(change -> change.type().equals(type))
                .toList();
        assertThat(changes).hasSize(1);
        return changes.getFirst();
    }

    private List<ResourceChange> translated(String event, String... segments) {
        Translation translation = translate(event, segments);
        assertThat(translation).isInstanceOf(Translated.class);
        List<ResourceChange> changes = ((Translated) translation).changes();
        // Whoever reads a resource that came by message must be able to write it back.
        changes.forEach(change -> FhirJsonParser.parse(FhirJson.toBytes(change.content())));
        return changes;
    }

    private Translation translate(String event, String... segments) {
        String header = "MSH|^~\\&|HIS|HX01|HAIHE|CITY|20260301||" + event + "|1|P|2.5.1";
        return translator.translate(Messages.parse(header + '\r' + String.join("\r", segments) + '\r'), context);
    }
}
