package city.haihe.bench.record;

import city.haihe.bench.HaiheProcess;
import city.haihe.bench.Meter;
import city.haihe.bench.Meter.Cost;
import city.haihe.bench.Meter.Pieces;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The record under 16 clients: an import of transaction bundles, then each interaction by itself, with the CPU time that the
 * JVM and PostgreSQL spend on it, a target, and what plain JDBC takes to move the same rows in the same PostgreSQL.
 */
public final class RecordBenchmark {

    private static final int CLIENTS = 16;
    private static final int DEFAULT_PATIENTS = 160;
    private static final int IMPORT_WARM_UP = 16;
    private static final int STATEMENTS_SHOWN = 14;

    private final HaiheProcess haihe;
    private final Meter meter;
    private final FhirClient client;
    private final BareRows bare;
    private final List<String> resources = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger numbers = new AtomicInteger(1_000_000);
    private List<String> patients = List.of();
    private List<String> observations = List.of();

    private RecordBenchmark(HaiheProcess haihe) throws Exception {
        this.haihe = haihe;
        this.meter = new Meter(haihe, CLIENTS);
        this.client = new FhirClient(haihe);
        this.bare = new BareRows(haihe);
    }

    /** Runs it: {@code [--patients N] [--only NAME]}. */
    public static void run(String[] arguments) throws Exception {
        int patients = DEFAULT_PATIENTS;
        String only = "";
        for (int index = 0; index + 1 < arguments.length; index += 2) {
            switch (arguments[index]) {
                case "--patients" -> patients = Integer.parseInt(arguments[index + 1]);
                case "--only" -> only = arguments[index + 1];
                default ->
                    throw new IllegalArgumentException(
                            "option: \"" + arguments[index] + "\" (expected: --patients N or --only NAME)");
            }
        }
        try (HaiheProcess haihe = HaiheProcess.start()) {
            new RecordBenchmark(haihe).measure(patients, only);
        }
    }

    /** One piece of an interaction's work. */
    @FunctionalInterface
    private interface Step {
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
    private record Interaction(String name, int pieces, double target, int rows, boolean writes, Step step) {}

    private void measure(int count, String only) throws Exception {
        PatientBundle.Directory directory = directory();
        load(directory, IMPORT_WARM_UP, 0);
        long before = databaseBytes();
        int stored = resources.size();
        System.out.printf(
                "%n| interaction, %d clients | /s | p50 ms | p95 | p99 | CPU us: JVM | PostgreSQL | both", CLIENTS);
        System.out.printf(" | target | SQL | WAL flushes | bare us | ratio |%n|%s%n", "---|".repeat(13));
        Cost load = load(directory, count, IMPORT_WARM_UP);
        print(
                "import, per resource",
                load,
                PatientBundle.RESOURCES,
                300,
                bare.cost(count, PatientBundle.RESOURCES, true));
        System.out.printf(
                "| bytes on disk a resource | %,d |%n", (databaseBytes() - before) / (resources.size() - stored));
        meter.printStatements(STATEMENTS_SHOWN);
        patients = only("Patient/");
        observations = only("Observation/");
        for (Interaction interaction : interactions()) {
            if (interaction.name().contains(only)) {
                measure(interaction);
            }
        }
        meter.printStatements(STATEMENTS_SHOWN);
    }

    private List<String> only(String prefix) {
        return resources.stream()
                .filter(resource -> resource.startsWith(prefix))
                .toList();
    }

    private void measure(Interaction interaction) throws Exception {
        Meter.Worker worker = pieces -> {
            for (int piece = pieces.next(); piece >= 0; piece = pieces.next()) {
                long begun = System.nanoTime();
                interaction.step().run(piece);
                pieces.done(piece, begun);
            }
        };
        meter.warmUp(interaction.pieces(), worker);
        Cost cost = meter.measure(interaction.pieces(), worker);
        print(
                interaction.name(),
                cost,
                1,
                interaction.target(),
                bare.cost(interaction.pieces(), interaction.rows(), interaction.writes()));
    }

    private static void print(String name, Cost cost, int parts, double target, double bareMicros) {
        double jvm = cost.jvmMicros() / parts;
        double database = cost.databaseMicros() / parts;
        System.out.printf(
                "| %s | %,.0f | %.1f | %.1f | %.1f | %,.0f | %,.0f | %,.0f | %,.0f | %.1f | %.2f | %,.0f | %.1f |%n",
                name,
                cost.perSecond() * parts,
                cost.millis(0.5),
                cost.millis(0.95),
                cost.millis(0.99),
                jvm,
                database,
                jvm + database,
                target,
                cost.statements() / parts,
                cost.flushes() / parts,
                bareMicros / parts,
                (jvm + database) / (bareMicros / parts));
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

    private Cost load(PatientBundle.Directory directory, int count, int first) throws Exception {
        return meter.measure(count, pieces -> load(directory, pieces, first));
    }

    private void load(PatientBundle.Directory directory, Pieces pieces, int first) throws Exception {
        for (int piece = pieces.next(); piece >= 0; piece = pieces.next()) {
            String bundle = PatientBundle.of(first + piece, directory);
            long begun = System.nanoTime();
            resources.addAll(client.transaction(bundle));
            pieces.done(piece, begun);
        }
    }

    private List<Interaction> interactions() {
        return List.of(
                new Interaction("read", 30_000, 200, 1, false, piece -> client.get(any(observations, piece))),
                new Interaction("create Observation", 10_000, 440, 1, true, this::createObservation),
                new Interaction("create Patient", 6_000, 450, 1, true, this::createPatient),
                new Interaction("update", 6_000, 490, 1, true, this::update),
                new Interaction("conditional create", 6_000, 390, 1, true, this::createConditionally),
                new Interaction("Patient by family + birthdate", 6_000, 530, 1, false, this::searchByName),
                new Interaction("Observation by patient + code, sorted", 6_000, 770, 10, false, this::searchByCode),
                new Interaction("Observation by patient + category + date", 3_000, 3_200, 20, false, this::byCategory),
                new Interaction("Encounter by patient, _include", 3_000, 1_800, 40, false, this::include),
                new Interaction("Patient/$everything", 600, 7_000, 529, false, this::everything));
    }

    private static String any(List<String> of, int piece) {
        return of.get(new Random(piece * 31L + 7).nextInt(of.size()));
    }

    private static String reference(String to) {
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
        // Half of them find what another has created.
        int number = 5_000_000 + piece / 2;
        String body = PatientBundle.patient("Cond" + number, PatientBundle.birthDate(number), "cond-" + number);
        int status = client.createIfNoneExist(
                "Patient", body, "identifier=http://hospital.example.org/mrn%7Ccond-" + number);
        if (status != 200 && status != 201) {
            throw new IllegalStateException("conditional create: " + status + " (expected: 200 or 201)");
        }
    }

    private void searchByName(int piece) throws Exception {
        int number = new Random(piece).nextInt(IMPORT_WARM_UP, patients.size());
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

    private long databaseBytes() throws Exception {
        try (Connection connection = haihe.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_database_size(current_database())")) {
            row.next();
            return row.getLong(1);
        }
    }
}
