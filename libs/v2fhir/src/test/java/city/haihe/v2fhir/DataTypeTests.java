package city.haihe.v2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirObject;
import city.haihe.v2fhir.Translation.Translated;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every part of a data type that has a place in FHIR comes there. */
class DataTypeTests {

    private static final String URL = "http://hl7.org/fhir/StructureDefinition/";

    private final Translator translator = Translator.load();
    private final TranslationContext context = TranslationContext.of("hx", Instant.EPOCH);

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                PID|1||M1^7^M11^HX^MR^FAC^20260101^20270101^CN-TJ^DEPT;  identifier; "value":"M1","system":"urn:haihe:hd:HX"
                PID|1||M1^7^M11^HX^MR^FAC^20260101^20270101^CN-TJ^DEPT;  identifier; identifier-checkDigit","valueString":"7"
                PID|1||M1^7^M11^HX^MR^FAC^20260101^20270101^CN-TJ^DEPT;  identifier; namingsystem-checkDigit","valueString":"M11"
                PID|1||M1^7^M11^HX^MR^FAC^20260101^20270101^CN-TJ^DEPT;  identifier; "period":{"start":"2026-01-01","end":"2027-01-01"}
                PID|1||M1^7^M11^HX^MR^FAC^20260101^20270101^CN-TJ^DEPT;  identifier; assigning-facility","valueString":"FAC"
                PID|1||M1^7^M11^HX^MR^FAC^20260101^20270101^CN-TJ^DEPT;  identifier; assigning-jurisdiction","valueCodeableConcept":{"coding":[{"code":"CN-TJ"}]}
                PID|1||M1^7^M11^HX^MR^FAC^20260101^20270101^CN-TJ^DEPT;  identifier; assigning-agency","valueCodeableConcept":{"coding":[{"code":"DEPT"}]}
                PID|1||M1||Beek&van&Beek&de&Jong^An^B^Jr^Dr^PhD^L^^^20200101&20210101^F; name; "suffix":["Jr","PhD"]
                PID|1||M1||Beek&van&Beek&de&Jong^An^B^Jr^Dr^PhD^L^^^20200101&20210101^F; name; humanname-own-prefix","valueString":"van"
                PID|1||M1||Beek&van&Beek&de&Jong^An^B^Jr^Dr^PhD^L^^^20200101&20210101^F; name; humanname-partner-name","valueString":"Jong"
                PID|1||M1||Beek&van&Beek&de&Jong^An^B^Jr^Dr^PhD^L^^^20200101&20210101^F; name; "period":{"start":"2020-01-01","end":"2021-01-01"}
                PID|1||M1||Beek&van&Beek&de&Jong^An^B^Jr^Dr^PhD^L^^^20200101&20210101^F; name; humanname-assembly-order","valueCode":"F"
                PID|1||M1||Beek^An^^^^^L^^^^^^^MD^Anneke; name; {"use":"nickname","given":["Anneke"]}
                PID|1||M1||Beek^An^^^^^L^^^^^^^MD^Anneke; name; "suffix":["MD"]
                PID|1||M1||||||||Road 1&Road&1^Flat 2^Town^ST^123^CHN^H^^C1^T9^^20200101&20210101; address; "line":["Road 1","Road","1","Flat 2"]
                PID|1||M1||||||||Road 1&Road&1^Flat 2^Town^ST^123^CHN^H^^C1^T9^^20200101&20210101; address; "district":"C1"
                PID|1||M1||||||||Road 1&Road&1^Flat 2^Town^ST^123^CHN^H^^C1^T9^^20200101&20210101; address; iso21090-ADXP-censusTract","valueString":"T9"
                PID|1||M1||||||||Road 1&Road&1^Flat 2^Town^ST^123^CHN^H^^C1^T9^^20200101&20210101; address; "period":{"start":"2020-01-01","end":"2021-01-01"}
                PID|1||M1||||||||R^^^^^^HV; address; iso21090-AD-use","valueCode":"HV"
                PID|1||M1||||||||||^WPN^PH^^86^22^8888^9^after six; telecom; "value":"+86 22 8888 X9"
                PID|1||M1||||||||||^WPN^PH^^86^22^8888^9^after six; telecom; contactpoint-area","valueString":"22"
                PID|1||M1||||||||||^WPN^PH^^86^22^8888^9^after six; telecom; contactpoint-extension","valueString":"9"
                PID|1||M1||||||||||^WPN^PH^^86^22^8888^9^after six; telecom; contactpoint-comment","valueString":"after six"
                """)
    void keepsEveryPart(String segment, String element, String expected) {
        FhirObject patient = only("Patient", translate(context, segment));
        assertThat(String.valueOf(patient.get(element))).contains(expected);
    }

    @Test
    void keepsAPractitionersDegreeAndCheckDigit() {
        List<ResourceChange> changes = translate(
                context.completely(),
                "PID|1||M1^^^HX",
                "PV1|1|I|||||D1^Doe&van^Jo^K^Jr^Dr^MD^^HX&1.2.3&ISO^L^5^M11^NPI||||||||||||V1^^^HX");
        FhirObject doctor = only("Practitioner", changes);
        assertThat(doctor.toString())
                .contains("\"value\":\"D1\",\"system\":\"urn:oid:1.2.3\"")
                .contains("\"code\":\"NPI\"")
                .contains(URL + "identifier-checkDigit\",\"valueString\":\"5\"")
                .contains(URL + "namingsystem-checkDigit\",\"valueString\":\"M11\"")
                .contains(
                        "\"family\":\"Doe\"", "\"given\":[\"Jo\",\"K\"]", "\"prefix\":[\"Dr\"]", "\"suffix\":[\"Jr\"]")
                .contains("\"qualification\":[{\"code\":{\"coding\":[{\"system\":"
                        + "\"http://terminology.hl7.org/CodeSystem/v2-0360\",\"code\":\"MD\"}]}}]");
        assertThat(changes)
                .as("who assigned the number")
                .anyMatch(change -> change.type().equals("Organization")
                        && change.content().toString().contains("\"value\":\"1.2.3\"")
                        && change.content().toString().contains("urn:ietf:rfc:3986"));
    }

    @Test
    void keepsAnOrganizationsNumberWithItsCheckDigit() {
        FhirObject practice = translate(context, "PID|1||M1^^^HX", "PD1|||Clinic^L^77^3^M10^HX^XX^FAC^^ORG9").stream()
                .map(ResourceChange::content)
                .filter(content -> "Clinic".equals(content.string("name")))
                .findFirst()
                .orElseThrow();
        assertThat(practice.toString())
                .contains("\"value\":\"ORG9\",\"system\":\"urn:haihe:hd:HX\"")
                .contains("\"code\":\"XX\"")
                .contains(URL + "identifier-checkDigit\",\"valueString\":\"3\"")
                .contains(URL + "namingsystem-checkDigit\",\"valueString\":\"M10\"");
    }

    @Test
    void makesARelatedPersonOfNextOfKinButNotOfAnEmployer() {
        List<ResourceChange> changes =
                translate(context, "PID|1||M1^^^HX", "NK1|1|Li^Wei|FTH|R 1|1390|||||||K9^^^HX", "NK1|2|Boss^B|EMR");
        FhirObject father = only("RelatedPerson", changes);
        assertThat(father.toString()).contains("\"family\":\"Li\"", "\"code\":\"FTH\"", "\"line\":[\"R 1\"]", "\"K9\"");
        assertThat(only("Patient", changes).objects("contact")).hasSize(2);
    }

    @Test
    void givesWhatRepeatsTheSameKeys() {
        String[] message = {
            "PID|1||M1^^^HX||Li^A|||||||||||||AC1",
            "ROL|1|AD|PP^^HL70443|D5^Zhou^Y^^^^^^HX",
            "NK1|1|Li^Wei|FTH",
            "PV1|1|I|W^R^B^HX||||||||||||||||V1^^^HX|03",
            "ROL|2|AD|AT^^HL70443|D6^Wu^Y^^^^^^HX",
            "OBX|1|NM|29463-7^^LN||70|kg|||||F|||202603010830",
            "OBX|2|NM|29463-7^^LN||71|kg|||||F|||202603010831",
            "PR1|1||P1^^L||20260301",
            "GT1|1||Li^Wei",
            "IN1|1|310^^L|TJ|Office||||||||||||Li^Wei|FTH"
        };
        List<ResourceChange> first = translate(context, message);
        assertThat(first).allMatch(change -> change.key() != null);
        assertThat(first.stream().map(ResourceChange::key).toList())
                .isEqualTo(translate(context, message).stream()
                        .map(ResourceChange::key)
                        .toList());
        assertThat(first)
                .extracting(ResourceChange::type)
                .contains("Account", "RelatedPerson", "PractitionerRole", "Procedure", "Coverage", "Location");
    }

    @Test
    void tellsAbsentEmptyAndNullApart() {
        FhirObject stored = new FhirObject()
                .put("resourceType", "Encounter")
                .put("period", new FhirObject().put("start", "2026-03-01").put("end", "2026-03-02"));
        String visit = "PV1|1|I|||||||||||||||||V1^^^HX";
        String upToTheEnd = visit + "|||||||||||||||||||||||||";
        assertThat(period(stored, visit)).contains("start", "end");
        assertThat(period(stored, upToTheEnd + "|")).contains("start", "end");
        assertThat(period(stored, upToTheEnd + "|\"\"")).contains("start").doesNotContain("end");
    }

    @ParameterizedTest
    @CsvSource({"ORU^R01, OBR|1|P|F|X^X^LN", "SIU^S12, SCH|P|F|||||||||^^^20260301100000"})
    void makeNoVisitWhereAMessageTellsOfNone(String event, String segment) {
        String text =
                "MSH|^~\\&|HIS|HX01|HAIHE|CITY|20260301||" + event + "|1|P|2.5.1\rPID|1||M1^^^HX\r" + segment + "\r";
        if (event.startsWith("SIU")) {
            text = text.replace("PID|1||M1^^^HX\r" + segment, segment + "\rPID|1||M1^^^HX");
        }
        for (TranslationContext form : List.of(context, context.completely())) {
            Translated told = (Translated) translator.translate(Messages.parse(text), form);
            assertThat(told.changes()).noneMatch(change -> change.type().equals("Encounter"));
        }
    }

    private String period(FhirObject stored, String visit) {
        ResourceChange change = translate(context, "PID|1||M1^^^HX", visit).stream()
                .filter(made -> made.type().equals("Encounter"))
                .findFirst()
                .orElseThrow();
        return String.valueOf(change.appliedTo(stored).get("period"));
    }

    private static FhirObject only(String type, List<ResourceChange> changes) {
        List<ResourceChange> found =
                changes.stream().filter(change -> change.type().equals(type)).toList();
        assertThat(found).hasSize(1);
        return found.getFirst().content();
    }

    private List<ResourceChange> translate(TranslationContext form, String... segments) {
        String header = "MSH|^~\\&|HIS|HX01|HAIHE|CITY|20260301||ADT^A08|1|P|2.5.1";
        Translation translation =
                translator.translate(Messages.parse(header + '\r' + String.join("\r", segments) + '\r'), form);
        assertThat(translation).isInstanceOf(Translated.class);
        return ((Translated) translation).changes();
    }
}
