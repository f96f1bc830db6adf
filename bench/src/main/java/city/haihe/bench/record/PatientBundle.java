package city.haihe.bench.record;

import java.time.LocalDate;
import java.util.List;
import java.util.Random;

/**
 * A patient's record as a transaction bundle: 529 resources of about 1.1 KB, in the proportions in which generated longitudinal
 * records have them. The same number always gives the same bundle.
 */
final class PatientBundle {

    /** Resources of one patient. */
    static final int RESOURCES = 529;

    private static final int ENCOUNTERS = 45;
    private static final int OBSERVATIONS = 300;
    private static final int CONDITIONS = 25;
    private static final int PROCEDURES = 45;
    private static final int REPORTS = 60;
    private static final int MEDICATIONS = 35;
    private static final int IMMUNIZATIONS = 18;

    private static final List<String> FAMILIES = List.of(
            "Abbott", "Berger", "Castillo", "Dietrich", "Erdman", "Friesen", "Gerlach", "Hansen", "Ito", "Jast");
    private static final List<String> GIVEN =
            List.of("Adele", "Bruno", "Carmen", "Dorian", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas");

    private final StringBuilder json = new StringBuilder(700_000);
    private final Random random;
    private final int number;
    private final Directory directory;

    /**
     * What all patients' resources refer to.
     *
     * @param practitioners ids of Practitioners
     * @param organizations ids of Organizations
     */
    record Directory(List<String> practitioners, List<String> organizations) {}

    private PatientBundle(int number, Directory directory) {
        this.number = number;
        this.random = new Random(number * 7_919L);
        this.directory = directory;
    }

    static String family(int number) {
        return FAMILIES.get(number % FAMILIES.size()) + number / FAMILIES.size();
    }

    static String birthDate(int number) {
        return LocalDate.of(1940, 1, 1).plusDays(number * 37L % 25_000).toString();
    }

    /** The LOINC code of the n-th kind of observation; a patient has about ten of each of 30. */
    static String code(int kind) {
        return (1_000 + kind * 37) + "-" + kind % 10;
    }

    static String of(int number, Directory directory) {
        return new PatientBundle(number, directory).build();
    }

    private String build() {
        json.append("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[");
        entry("Patient", 0, patient(family(number), birthDate(number), "mrn-" + number));
        for (int index = 0; index < ENCOUNTERS; index++) {
            entry("Encounter", index, encounter(index));
        }
        for (int index = 0; index < OBSERVATIONS; index++) {
            entry("Observation", index, observation(subject(), reference("Encounter", index % ENCOUNTERS), index));
        }
        for (int index = 0; index < CONDITIONS; index++) {
            entry("Condition", index, condition(index));
        }
        for (int index = 0; index < PROCEDURES; index++) {
            entry("Procedure", index, procedure(index));
        }
        for (int index = 0; index < REPORTS; index++) {
            entry("DiagnosticReport", index, report(index));
        }
        for (int index = 0; index < MEDICATIONS; index++) {
            entry("MedicationRequest", index, medication(index));
        }
        for (int index = 0; index < IMMUNIZATIONS; index++) {
            entry("Immunization", index, immunization(index));
        }
        json.setLength(json.length() - 1);
        return json.append("]}").toString();
    }

    private void entry(String type, int index, String resource) {
        json.append("{\"fullUrl\":\"")
                .append(urn(type, index))
                .append("\",\"resource\":")
                .append(resource);
        json.append(",\"request\":{\"method\":\"POST\",\"url\":\"").append(type).append("\"}},");
    }

    private String urn(String type, int index) {
        return "urn:uuid:%08x-%04x-4000-8000-%012x".formatted(number, type.hashCode() & 0xffff, index);
    }

    private String reference(String type, int index) {
        return "{\"reference\":\"" + urn(type, index) + "\"}";
    }

    private String subject() {
        return reference("Patient", 0);
    }

    private String practitioner(int index) {
        return "Practitioner/"
                + directory
                        .practitioners()
                        .get(index % directory.practitioners().size());
    }

    private String organization(int index) {
        return "Organization/"
                + directory
                        .organizations()
                        .get(index % directory.organizations().size());
    }

    private String day(int index) {
        return LocalDate.of(2014, 1, 1).plusDays((index * 13L + number) % 4_300)
                + "T%02d:%02d:00+08:00".formatted(random.nextInt(24), random.nextInt(60));
    }

    /** A Patient of that name. */
    static String patient(String family, String birthDate, String record) {
        String given = GIVEN.get(Math.floorMod(family.hashCode(), GIVEN.size()));
        return """
                {"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">%1$s %2$s</div>"},\
                "extension":[{"url":"http://example.org/fhir/StructureDefinition/mother-name","valueString":"Maria %1$s"}],\
                "identifier":[{"system":"http://hospital.example.org/mrn","value":"%4$s"},{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"SS","display":"Social Security Number"}]},"system":"http://national.example.org/id","value":"id-%4$s"}],\
                "name":[{"use":"official","family":"%1$s","given":["%2$s"],"prefix":["Mr."]}],"telecom":[{"system":"phone","value":"555-%5$d","use":"home"}],\
                "gender":"male","birthDate":"%3$s","address":[{"line":["%5$d Harbour Street"],"city":"Port Example","state":"Example","postalCode":"01002","country":"EX"}],\
                "maritalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"M","display":"M"}],"text":"M"},\
                "multipleBirthBoolean":false,"communication":[{"language":{"coding":[{"system":"urn:ietf:bcp:47","code":"en-US","display":"English"}],"text":"English"}}]}""".formatted(family, given, birthDate, record, Math.floorMod(record.hashCode(), 10_000));
    }

    /** An Observation of a quantity. */
    static String observation(String subject, String encounter, int index) {
        String code = code(index % 30);
        String category = index % 3 == 0 ? "vital-signs" : "laboratory";
        LocalDate day = LocalDate.of(2014, 1, 1).plusDays(index * 13L % 4_300);
        return """
                {"resourceType":"Observation","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"%1$s","display":"%1$s"}]}],\
                "code":{"coding":[{"system":"http://loinc.org","code":"%2$s","display":"Measured quantity %2$s [Mass/volume] in Blood"}],"text":"Measured quantity %2$s [Mass/volume] in Blood"},\
                "subject":%3$s,"encounter":%4$s,"effectiveDateTime":"%5$sT09:30:00+08:00","issued":"%5$sT09:30:00.155+08:00",\
                "valueQuantity":{"value":%6$d.%7$02d,"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL"}}""".formatted(category, code, subject, encounter, day, 40 + index % 120, index % 100);
    }

    private String encounter(int index) {
        String start = day(index);
        return """
                {"resourceType":"Encounter","identifier":[{"use":"official","system":"http://hospital.example.org/visit","value":"v-%7$d-%8$d"}],"status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},\
                "type":[{"coding":[{"system":"http://snomed.info/sct","code":"162673000","display":"General examination of patient (procedure)"}],"text":"General examination of patient (procedure)"}],\
                "subject":%1$s,"participant":[{"type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"PPRF","display":"primary performer"}],"text":"primary performer"}],"period":{"start":"%2$s","end":"%3$s"},"individual":{"reference":"%4$s","display":"Dr. Example"}}],\
                "period":{"start":"%2$s","end":"%3$s"},"reasonCode":[{"coding":[{"system":"http://snomed.info/sct","code":"%5$d","display":"A reason for the visit"}]}],"serviceProvider":{"reference":"%6$s","display":"Example Hospital"}}""".formatted(
                subject(), start, start, practitioner(index), 100_000 + index, organization(index), number, index);
    }

    private String condition(int index) {
        return """
                {"resourceType":"Condition","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}]},\
                "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-category","code":"encounter-diagnosis","display":"Encounter Diagnosis"}]}],"code":{"coding":[{"system":"http://snomed.info/sct","code":"%1$d","display":"A finding that was made (finding)"}],"text":"A finding that was made (finding)"},\
                "subject":%2$s,"encounter":%3$s,"onsetDateTime":"%4$s","recordedDate":"%4$s"}""".formatted(38_341_000 + index, subject(), reference("Encounter", index % ENCOUNTERS), day(index));
    }

    private String procedure(int index) {
        String start = day(index);
        return """
                {"resourceType":"Procedure","status":"completed","code":{"coding":[{"system":"http://snomed.info/sct","code":"%1$d","display":"A procedure that was done (procedure)"}],"text":"A procedure that was done (procedure)"},\
                "subject":%2$s,"encounter":%3$s,"performedPeriod":{"start":"%4$s","end":"%4$s"},"performer":[{"actor":{"reference":"%5$s","display":"Dr. Example"}}],"location":{"display":"Example Hospital"}}""".formatted(
                430_193_000 + index, subject(), reference("Encounter", index % ENCOUNTERS), start, practitioner(index));
    }

    private String report(int index) {
        String at = day(index);
        StringBuilder results = new StringBuilder();
        for (int result = 0; result < 4; result++) {
            results.append(result == 0 ? "" : ",")
                    .append(reference("Observation", (index * 4 + result) % OBSERVATIONS));
        }
        return """
                {"resourceType":"DiagnosticReport","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0074","code":"LAB","display":"Laboratory"}]}],\
                "code":{"coding":[{"system":"http://loinc.org","code":"%1$s","display":"A panel of measured quantities"}],"text":"A panel of measured quantities"},"subject":%2$s,"encounter":%3$s,\
                "effectiveDateTime":"%4$s","issued":"%4$s","performer":[{"reference":"%5$s","display":"Example Hospital"}],"result":[%6$s]}""".formatted(
                        code(31 + index % 5),
                        subject(),
                        reference("Encounter", index % ENCOUNTERS),
                        at,
                        organization(index),
                        results);
    }

    private String medication(int index) {
        return """
                {"resourceType":"MedicationRequest","status":"stopped","intent":"order","medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"%1$d","display":"A medicine 10 MG Oral Tablet"}],"text":"A medicine 10 MG Oral Tablet"},\
                "subject":%2$s,"encounter":%3$s,"authoredOn":"%4$s","requester":{"reference":"%5$s","display":"Dr. Example"},"dosageInstruction":[{"sequence":1,"text":"Take once daily.","timing":{"repeat":{"frequency":1,"period":1.0,"periodUnit":"d"}},"asNeededBoolean":false}]}""".formatted(
                        310_000 + index,
                        subject(),
                        reference("Encounter", index % ENCOUNTERS),
                        day(index),
                        practitioner(index));
    }

    private String immunization(int index) {
        return """
                {"resourceType":"Immunization","status":"completed","vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"%1$d","display":"A vaccine, preservative free"}],"text":"A vaccine, preservative free"},\
                "patient":%2$s,"encounter":%3$s,"occurrenceDateTime":"%4$s","primarySource":true,"location":{"display":"Example Hospital"}}""".formatted(100 + index, subject(), reference("Encounter", index % ENCOUNTERS), day(index));
    }
}
