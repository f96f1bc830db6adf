package city.haihe.bench.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * An Observation as a laboratory would report it, with the values a search would index.
 *
 * @param id its logical id
 * @param patient the number of its patient
 * @param code a LOINC code
 * @param category a category code
 * @param effective when it was measured
 * @param json the resource
 */
record SampleObservation(String id, int patient, String code, String category, Instant effective, String json) {

    static final String LOINC = "http://loinc.org";
    static final String CATEGORY_SYSTEM = "http://terminology.hl7.org/CodeSystem/observation-category";
    static final String STATUS_SYSTEM = "http://hl7.org/fhir/observation-status";
    static final String IDENTIFIER_SYSTEM = "urn:oid:2.16.156.999.1";

    static final List<String> CODES = List.of(
            "718-7", "4548-4", "2345-7", "2160-0", "2823-3", "13457-7", "2571-8", "6690-2", "777-3", "1742-6", "1920-8",
            "8480-6", "8462-4", "8867-4", "29463-7", "8302-2", "2885-2", "1751-7", "3016-3", "33914-3");
    static final List<String> CATEGORIES = List.of("laboratory", "laboratory", "laboratory", "vital-signs");

    private static final long START = Instant.parse("2025-11-24T00:00:00Z").getEpochSecond();
    private static final int SECONDS_A_YEAR = 365 * 24 * 3600;

    /** The observation with a number; the same number gives the same observation but for its id's prefix. */
    static SampleObservation of(String prefix, int number, int patients) {
        Random random = new Random(number * 2_654_435_761L);
        int patient = random.nextInt(patients);
        String code = CODES.get(random.nextInt(CODES.size()));
        String category = CATEGORIES.get(random.nextInt(CATEGORIES.size()));
        Instant effective = Instant.ofEpochSecond(START + random.nextInt(SECONDS_A_YEAR));
        String id = prefix + number;
        String json = """
                {"resourceType":"Observation","id":"%s","meta":{"versionId":"1","lastUpdated":"2026-11-24T01:00:00Z",\
                "source":"urn:haihe:connection:lis"},"identifier":[{"system":"%s","value":"%s"}],"status":"final",\
                "category":[{"coding":[{"system":"%s","code":"%s","display":"Laboratory"}]}],\
                "code":{"coding":[{"system":"%s","code":"%s","display":"Measured value"},\
                {"system":"urn:haihe:code-system:lis:L","code":"L%s","display":"检验项目"}],"text":"检验项目"},\
                "subject":{"reference":"Patient/%d"},"encounter":{"reference":"Encounter/%d-%d"},\
                "effectiveDateTime":"%s","issued":"%s","performer":[{"reference":"Organization/h%d"}],\
                "valueQuantity":{"value":%d.%d,"unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"},\
                "interpretation":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",\
                "code":"N","display":"Normal"}]}],"referenceRange":[{"low":{"value":3.9,"unit":"mmol/L"},\
                "high":{"value":6.1,"unit":"mmol/L"},"text":"3.9-6.1"}]}""".formatted(
                        id,
                        IDENTIFIER_SYSTEM,
                        id,
                        CATEGORY_SYSTEM,
                        category,
                        LOINC,
                        code,
                        code,
                        patient,
                        patient,
                        number % 10,
                        effective,
                        effective,
                        patient % 20,
                        random.nextInt(10),
                        random.nextInt(100));
        return new SampleObservation(id, patient, code, category, effective, json);
    }

    byte[] bytes() {
        return json.getBytes(UTF_8);
    }
}
