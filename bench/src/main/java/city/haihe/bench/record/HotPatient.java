package city.haihe.bench.record;

import city.haihe.bench.record.RecordLoad.Interaction;
import java.util.List;

/** One patient with very many Observations, such as intensive care leaves behind. */
final class HotPatient {

    static final int OBSERVATIONS = 50_000;

    private static final int OF_A_TRANSACTION = 500;

    private final FhirClient client;
    private final String patient;
    private int numbers = OBSERVATIONS;

    private HotPatient(FhirClient client, String patient) {
        this.client = client;
        this.patient = patient;
    }

    /** Stores the patient and the Observations. */
    static HotPatient load(FhirClient client) throws Exception {
        String body = PatientBundle.patient("Hotter", "1950-02-03", "hot-1");
        HotPatient hot = new HotPatient(
                client, client.transaction(transaction("Patient", body)).getFirst());
        for (int first = 0; first < OBSERVATIONS; first += OF_A_TRANSACTION) {
            StringBuilder entries = new StringBuilder();
            for (int index = first; index < first + OF_A_TRANSACTION; index++) {
                entries.append(index == first ? "" : ",").append(entry("Observation", hot.observation(index)));
            }
            client.transaction(bundle(entries.toString()));
        }
        return hot;
    }

    private String observation(int index) {
        return PatientBundle.observation(RecordLoad.reference(patient), "{\"display\":\"none\"}", index);
    }

    private static String transaction(String type, String resource) {
        return bundle(entry(type, resource));
    }

    private static String entry(String type, String resource) {
        return "{\"resource\":" + resource + ",\"request\":{\"method\":\"POST\",\"url\":\"" + type + "\"}}";
    }

    private static String bundle(String entries) {
        return "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" + entries + "]}";
    }

    /** What clients ask of this patient. */
    List<Interaction> interactions() {
        return List.of(
                asking("hot patient: newest 20", 300, "Observation?patient=%s&_sort=-date&_count=20"),
                new Interaction(
                        "hot patient: newest 20 of a code",
                        2_000,
                        0,
                        20,
                        false,
                        piece -> client.get("Observation?patient=" + patient + "&code=http://loinc.org%7C"
                                + PatientBundle.code(piece % 30) + "&_sort=-date&_count=20")),
                asking(
                        "hot patient: category and date, first 20",
                        300,
                        "Observation?patient=%s&category=laboratory&date=ge2024&_count=20"),
                asking("hot patient: $lastn, 1 of each code", 60, "Observation/$lastn?patient=%s&category=laboratory"),
                asking("hot patient: $everything, first 100", 100, "%s/$everything?_count=100"),
                new Interaction("hot patient: create Observation", 2_000, 0, 1, true, _ -> create()));
    }

    private Interaction asking(String name, int pieces, String address) {
        return new Interaction(name, pieces, 0, 1, false, _ -> client.get(address.formatted(patient)));
    }

    private void create() throws Exception {
        int number;
        synchronized (this) {
            number = numbers++;
        }
        client.post("Observation", observation(number), 201);
    }
}
