package city.haihe.bench.record;

import city.haihe.bench.HaiheProcess;
import city.haihe.bench.Meter;
import city.haihe.bench.Meter.Cost;
import city.haihe.bench.Meter.Pieces;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** The patients that a benchmark has loaded into the record, and what clients do with them. */
final class RecordLoad {

    /** Enough ids to spread over a table, few enough to keep of millions. */
    private static final int OBSERVATIONS_KEPT_OF_A_PATIENT = 20;

    private static final int RACERS = 16;

    private static final int FIRST_CONDITIONAL = 10_000_000;

    /** How many turns ago the one was created that a conditional create finds; even. */
    private static final int CONDITIONAL_AGE = 400;

    private final HaiheProcess haihe;
    private final Meter meter;
    private final FhirClient client;
    private final PatientBundle.Directory directory;
    private final List<String> patients = new ArrayList<>();
    private final List<Integer> numbersOfPatients = new ArrayList<>();
    private final List<String> observations = new ArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger(1_000_000);
    private final AtomicInteger raceNumbers = new AtomicInteger();
    private final AtomicInteger conditionalNumbers = new AtomicInteger(FIRST_CONDITIONAL);
    private long resources;

    RecordLoad(HaiheProcess haihe, Meter meter) throws Exception {
        this.haihe = haihe;
        this.meter = meter;
        this.client = new FhirClient(haihe);
        this.directory = directory();
    }

    /** One piece of an interaction's work. */
    @FunctionalInterface
    interface Step {
        /** Does it once; throws where the answer is not the expected one. */
        void run(int piece) throws Exception;
    }

    /**
     * An interaction to measure.
     *
     * @param name how the table calls it
     * @param pieces how many times it is done
     * @param target CPU microseconds that it should cost at most
     * @param rows how many rows its bare counterpart moves
     * @param writes whether they are written
     * @param step does it once
     */
    record Interaction(String name, int pieces, double target, int rows, boolean writes, Step step) {

        /** The same, done fewer times. */
        Interaction times(double part) {
            return new Interaction(name, Math.max(1, (int) (pieces * part)), target, rows, writes, step);
        }
    }

    FhirClient client() {
        return client;
    }

    List<String> patients() {
        return patients;
    }

    /** How many resources the loads have stored. */
    long resources() {
        return resources;
    }

    private PatientBundle.Directory directory() throws Exception {
        StringBuilder bundle = new StringBuilder("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[");
        for (int index = 0; index < 40; index++) {
            String type = index % 2 == 0 ? "Practitioner" : "Organization";
            String name = index % 2 == 0 ? "[{\"family\":\"Doctor" + index + "\"}]" : "\"Hospital " + index + "\"";
            bundle.append(index == 0 ? "" : ",")
                    .append("{\"resource\":{\"resourceType\":\"" + type + "\",\"name\":" + name
                            + "},\"request\":{\"method\":\"POST\",\"url\":\"" + type + "\"}}");
        }
        List<String> made = client.transaction(bundle.append("]}").toString());
        return new PatientBundle.Directory(ids(made, "Practitioner/"), ids(made, "Organization/"));
    }

    private static List<String> ids(List<String> resources, String prefix) {
        return resources.stream()
                .filter(resource -> resource.startsWith(prefix))
                .map(resource -> resource.substring(prefix.length()))
                .toList();
    }

    /** Imports so many patients more, one transaction each. */
    Cost load(int count) throws Exception {
        int first = patients.size();
        return meter.measure(count, pieces -> load(pieces, first));
    }

    private void load(Pieces pieces, int first) throws Exception {
        for (int piece = pieces.next(); piece >= 0; piece = pieces.next()) {
            String bundle = PatientBundle.of(first + piece, directory);
            long begun = System.nanoTime();
            List<String> made = client.transaction(bundle);
            pieces.done(piece, begun);
            keep(first + piece, made);
        }
    }

    private synchronized void keep(int number, List<String> made) {
        resources += made.size();
        patients.addAll(made.stream()
                .filter(resource -> resource.startsWith("Patient/"))
                .toList());
        numbersOfPatients.add(number);
        observations.addAll(made.stream()
                .filter(resource -> resource.startsWith("Observation/"))
                .limit(OBSERVATIONS_KEPT_OF_A_PATIENT)
                .toList());
    }

    /** Runs an interaction without measuring it, then measures it. */
    Cost measure(Interaction interaction) throws Exception {
        Meter.Worker worker = pieces -> {
            for (int piece = pieces.next(); piece >= 0; piece = pieces.next()) {
                long begun = System.nanoTime();
                interaction.step().run(piece);
                pieces.done(piece, begun);
            }
        };
        meter.warmUp(interaction.pieces(), worker);
        return meter.measure(interaction.pieces(), worker);
    }

    /** The interactions that the record is measured by. */
    List<Interaction> interactions() {
        return List.of(
                new Interaction("read", 30_000, 200, 1, false, piece -> client.get(any(observations, piece))),
                new Interaction("create Observation", 10_000, 440, 1, true, this::createObservation),
                new Interaction("create Patient", 6_000, 450, 1, true, this::createPatient),
                new Interaction("update", 6_000, 490, 1, true, this::update),
                new Interaction("conditional create", 6_000, 390, 1, true, this::createConditionally),
                new Interaction("conditional create, 16 on one key", 3_200, 0, 1, true, this::race),
                new Interaction("Patient by family + birthdate", 6_000, 530, 1, false, this::searchByName),
                new Interaction("Observation by patient + code, sorted", 6_000, 770, 10, false, this::searchByCode),
                new Interaction("Observation by patient + category + date", 3_000, 3_200, 20, false, this::byCategory),
                new Interaction("Encounter by patient, _include", 3_000, 1_800, 40, false, this::include),
                new Interaction("Patient/$everything", 600, 7_000, 529, false, this::everything));
    }

    static String any(List<String> of, int piece) {
        return of.get(new Random(piece * 31L + 7).nextInt(of.size()));
    }

    static String reference(String to) {
        return "{\"reference\":\"" + to + "\"}";
    }

    private void createObservation(int piece) throws Exception {
        String subject = reference(any(patients, piece));
        String body = PatientBundle.observation(subject, "{\"display\":\"none\"}", numbers.getAndIncrement());
        client.post("Observation", body, 201);
    }

    private void createPatient(int piece) throws Exception {
        int number = numbers.getAndIncrement();
        String body = PatientBundle.patient("New" + number, PatientBundle.birthDate(number), "new-" + number);
        client.post("Patient", body, 201);
    }

    private void update(int piece) throws Exception {
        String target = any(observations, piece);
        String body = PatientBundle.observation(reference(any(patients, piece)), "{\"display\":\"x\"}", piece + 7);
        client.put(target, "{\"id\":\"" + target.substring(target.indexOf('/') + 1) + "\"," + body.substring(1));
    }

    private void createConditionally(int piece) throws Exception {
        // Every other one finds what was created well before; what races on one key is measured by itself.
        int turn = conditionalNumbers.getAndIncrement();
        createConditionally("cond-" + (turn % 2 == 0 ? turn : Math.max(FIRST_CONDITIONAL, turn - 1 - CONDITIONAL_AGE)));
    }

    private void race(int piece) throws Exception {
        createConditionally("race-" + raceNumbers.getAndIncrement() / RACERS);
    }

    private void createConditionally(String record) throws Exception {
        String body = PatientBundle.patient("Family-" + record, "1970-01-01", record);
        int status =
                client.createIfNoneExist("Patient", body, "identifier=http://hospital.example.org/mrn%7C" + record);
        if (status != 200 && status != 201) {
            throw new IllegalStateException("conditional create: " + status + " (expected: 200 or 201)");
        }
    }

    private void searchByName(int piece) throws Exception {
        int number = numbersOfPatients.get(new Random(piece).nextInt(numbersOfPatients.size()));
        client.get("Patient?family=" + PatientBundle.family(number) + "&birthdate=" + PatientBundle.birthDate(number));
    }

    private void searchByCode(int piece) throws Exception {
        client.get("Observation?patient=" + any(patients, piece) + "&code=http://loinc.org%7C"
                + PatientBundle.code(piece % 30) + "&_sort=-date");
    }

    private void byCategory(int piece) throws Exception {
        client.get("Observation?patient=" + any(patients, piece)
                + "&category=http://terminology.hl7.org/CodeSystem/observation-category%7Claboratory&date=ge"
                + (2016 + piece % 5));
    }

    private void include(int piece) throws Exception {
        client.get("Encounter?patient=" + any(patients, piece) + "&_include=Encounter:participant");
    }

    private void everything(int piece) throws Exception {
        client.get(any(patients, piece) + "/$everything?_count=1000");
    }

    /** How much PostgreSQL has on disk. */
    long databaseBytes() throws Exception {
        try (Connection connection = haihe.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_database_size(current_database())")) {
            row.next();
            return row.getLong(1);
        }
    }
}
