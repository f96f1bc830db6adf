package city.haihe.app.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.platform.internal.TestDatabase;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two programs with their own data directories on one database are one city. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoProcessesIT {

    private static final String PUBLIC_URL = "http://localhost:8080";
    private static final int ROUNDS_AT_ONCE = 20;

    private final HospitalSystem lis = new HospitalSystem("LIS", "HX01", UTF_8, "UNICODE UTF-8");

    private TestDatabase database;
    private RunningCity one;
    private RunningCity other;
    private String token;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        database = new TestDatabase();
        one = launch(RunningCity.reachable(directory).resolve("one"));
        other = launch(directory.resolve("other"));
        token = one.systemToken();
    }

    private RunningCity launch(Path data) throws Exception {
        return RunningCity.start(data, "--no-demo", "--db", database.url(), "--public-url", PUBLIC_URL);
    }

    @AfterAll
    void stop() throws Exception {
        try {
            assertThat(one.stop()).isZero();
            assertThat(other.stop()).isZero();
        } finally {
            one.close();
            other.close();
            database.close();
        }
    }

    @Test
    void readsAtOneWhatCameInAtTheOther() throws Exception {
        String answer = exchange(one, message("M1"));
        assertThat(MllpClient.code(answer)).as(answer).isEqualTo("AA");

        String patient = String.valueOf(only("Patient?identifier=M1").id());
        assertThat(only("Observation?patient=" + patient).toString()).contains("\"value\":7.20,");
    }

    @Test
    void doesOnceWhatComesToBothAtOnce() throws Exception {
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < ROUNDS_AT_ONCE; round++) {
                byte[] message = message("BOTH" + round);
                CountDownLatch ready = new CountDownLatch(2);
                Future<String> first = senders.submit(sender(one, message, ready));
                Future<String> second = senders.submit(sender(other, message, ready));
                assertThat(MllpClient.code(first.get())).as(first.get()).isEqualTo("AA");
                assertThat(second.get()).isEqualTo(first.get());

                String patient =
                        String.valueOf(only("Patient?identifier=BOTH" + round).id());
                only("Observation?patient=" + patient);
                only("DiagnosticReport?patient=" + patient);
                only("Provenance?target=Patient/" + patient);
            }
        }
    }

    @Test
    void keepsTheCredentialsOfTheCityWithTheFirst() throws Exception {
        assertThat(one.credentials().objects("clients").toList()).isNotEmpty();
        assertThat(search("Patient?_count=1").statusCode())
                .as("a token of the first is good at the other")
                .isEqualTo(200);
    }

    private static Callable<String> sender(RunningCity city, byte[] message, CountDownLatch ready) {
        return () -> {
            try (MllpClient client = city.mllp()) {
                ready.countDown();
                ready.await(10, TimeUnit.SECONDS);
                return client.exchange(message);
            }
        };
    }

    private static String exchange(RunningCity city, byte[] message) throws Exception {
        try (MllpClient client = city.mllp()) {
            return client.exchange(message);
        }
    }

    private byte[] message(String number) {
        return lis.message(
                "ORU^R01^ORU_R01",
                HospitalSystem.report(HospitalSystem.patient(number, "王^小明", ""), "F" + number, "7.20", "20261124"));
    }

    private FhirObject only(String search) throws Exception {
        HttpResponse<byte[]> response = search(search);
        assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(200);
        List<FhirObject> found = FhirJsonParser.parseTrusted(response.body())
                .objects("entry")
                .map(entry -> entry.object("resource"))
                .toList();
        assertThat(found).as(search).hasSize(1);
        return found.getFirst();
    }

    /** Asks the process that the messages did not only come in at, with the other's token. */
    private HttpResponse<byte[]> search(String search) throws Exception {
        return other.send(HttpRequest.newBuilder(other.uri("/fhir/" + search))
                .header("Authorization", "Bearer " + token)
                .build());
    }
}
