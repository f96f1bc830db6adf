package city.haihe.app.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.simulator.SampleCity;
import city.haihe.simulator.Simulate;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** The sample city after its load was killed half-way and went on at the next start. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SampleCityIT {

    private static final String HALF_WAY = "event=sample-city-progress percent=30";

    private RunningCity city;
    private Path data;

    @BeforeAll
    void startTwice() throws Exception {
        Path directory = Files.createTempDirectory("haihe-sample-");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        data = directory.resolve("city");
        killHalfWay();
        city = RunningCity.start(data);
    }

    @AfterAll
    void stop() throws Exception {
        city.close();
    }

    private void killHalfWay() throws Exception {
        Process process = new ProcessBuilder(
                        RunningCity.command(data, RunningCity.freePort(), RunningCity.freePort(), List.of()))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader log = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            String line = log.readLine();
            while (line != null && !line.contains(HALF_WAY)) {
                line = log.readLine();
            }
            assertThat(line).as("the load was seen half-way").isNotNull();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void isThereOnceAndWhole() throws Exception {
        LocalDate today = LocalDate.now(ZoneId.of("Asia/Shanghai"));
        Map<String, Long> expected = SampleCity.generate(SampleCity.DEFAULT_SEED, today, SampleCity.DEFAULT_RESIDENTS)
                .flatMap(bundle -> bundle.objects("entry"))
                .map(entry -> Objects.requireNonNull(entry.object("resource")).resourceType())
                .collect(Collectors.groupingBy(type -> type, TreeMap::new, Collectors.counting()));
        assertThat(expected.get("Patient")).isGreaterThanOrEqualTo(500);
        // The types to which the messages of another test add nothing.
        for (String type :
                List.of("Organization", "HealthcareService", "Practitioner", "PractitionerRole", "MedicationRequest")) {
            assertThat(count(type)).as(type).isEqualTo(expected.get(type));
        }
        // Messages tell of a room within a department within a hospital; of the wider places they know only that there
        // are some.
        assertThat(count("Location")).isGreaterThanOrEqualTo(expected.get("Location"));
        assertThat(count("Patient?identifier=urn:oid:2.16.156.10011.1.3|")).isEqualTo(expected.get("Patient"));
    }

    @Test
    void letsItsPeopleSignInAndItsHospitalsSend() throws Exception {
        FhirObject credentials = city.credentials();
        Map<String, Long> roles = credentials
                .objects("people")
                .collect(Collectors.groupingBy(person -> String.valueOf(person.string("role")), Collectors.counting()));
        assertThat(roles.get("resident")).isGreaterThanOrEqualTo(20);
        assertThat(roles.get("clinician")).isGreaterThanOrEqualTo(5);
        assertThat(roles).containsEntry("operator", 1L).containsEntry("data-protection-officer", 1L);
        assertThat(credentials.objects("connections").map(connection -> connection.string("charset")))
                .containsExactlyInAnyOrder("UTF-8", "GB18030");
        FhirObject resident = credentials
                .objects("people")
                .filter(person -> "resident".equals(person.string("role")))
                .findFirst()
                .orElseThrow();
        String patient = String.valueOf(resident.string("fhirUser"));
        assertThat(city.get("/fhir/" + patient).statusCode()).isEqualTo(200);
        String today = LocalDate.now(ZoneId.of("Asia/Shanghai")).toString();
        assertThat(count("Appointment?patient=" + patient + "&date=gt" + today)).isPositive();
        assertThat(count("Observation?patient=" + patient)).isGreaterThan(20);
    }

    @Test
    void takesTheTrafficOfBothHospitalsForTheSamePeopleAndPlaces() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, UTF_8);
        int code = Simulate.run(
                List.of("--port", Integer.toString(city.mllpPort()), "--rate", "40", "--minutes", "0.1"), print, print);
        assertThat(code).as(out.toString(UTF_8)).isZero();
        assertThat(out.toString(UTF_8)).contains("not as expected: 0");
        assertThat(count("Organization")).isEqualTo(48);
        assertThat(count("Patient?identifier=urn:oid:2.16.156.10011.1.3|")).isEqualTo(SampleCity.DEFAULT_RESIDENTS);
    }

    /** The message of {@code docs/sample-city.md}: an authority's namespace alone is enough. */
    @Test
    void takesTheDocumentedMessageForTheFirstResident() throws Exception {
        String potassium = "Observation?patient.identifier=urn:oid:2.999.1201.1.1|1000001&code=2823-3";
        long before = count(potassium);
        String page = Files.readString(Path.of("..", "docs", "sample-city.md"));
        int start = page.indexOf("MSH|");
        String message = page.substring(start, page.indexOf("```", start)).replace('\n', '\r');
        try (MllpClient hospital = city.mllp()) {
            assertThat(hospital.exchange(message.getBytes(UTF_8))).contains("MSA|AA|EXAMPLE-1");
        }
        assertThat(count(potassium)).isEqualTo(before + 1);
    }

    /** The index of every resource is as its body asks, after a load that was killed half-way; and damage is seen. */
    @Test
    void agreesWithItself() throws Exception {
        RunningCity.Ended whole = city.doctor();
        assertThat(whole.exitCode()).as(whole.output() + whole.errors()).isZero();
        assertThat(whole.output()).contains(data + ", which is running").contains("agrees: ");
        System.out.printf(
                "measured deep check of the sample city: %s%n",
                whole.output().lines().toList().getLast());
        try (Connection connection = city.connect();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "UPDATE record.patient SET terms=terms||1::bigint WHERE id=(SELECT min(id) FROM record.patient)");
            RunningCity.Ended damaged = city.doctor("--json");
            statement.executeUpdate(
                    "UPDATE record.patient SET terms=array_remove(terms,1::bigint) WHERE terms @> ARRAY[1::bigint]");

            assertThat(damaged.exitCode()).as(damaged.output()).isEqualTo(1);
            FhirObject report = FhirJsonParser.parseTrusted(damaged.output().getBytes(UTF_8));
            assertThat(report.get("agrees"))
                    .isEqualTo(new FhirObject().put("agrees", false).get("agrees"));
            assertThat(report.get("differing")).hasToString("1");
            assertThat(damaged.output()).contains("terms: 0 missing, 1 too many");
        }
    }

    private long count(String query) throws Exception {
        HttpResponse<byte[]> response =
                city.get("/fhir/" + query.replace("|", "%7C") + (query.contains("?") ? "&" : "?") + "_summary=count");
        assertThat(response.statusCode())
                .as("%s: %s", query, new String(response.body(), UTF_8))
                .isEqualTo(200);
        FhirNumber total = (FhirNumber) Objects.requireNonNull(
                FhirJsonParser.parseTrusted(response.body()).get("total"));
        return total.toBigDecimal().longValueExact();
    }
}
