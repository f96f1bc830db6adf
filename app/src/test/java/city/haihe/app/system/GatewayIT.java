package city.haihe.app.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
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

/** What a hospital's messages do to the record, from its socket to the FHIR answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayIT {

    private static final int ROUNDS_AT_ONCE = 20;

    private final HospitalSystem lis = new HospitalSystem("LIS", "HX01", UTF_8, "UNICODE UTF-8");

    private RunningCity city;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        city = RunningCity.start(RunningCity.reachable(directory).resolve("city"), "--no-demo");
        connect("lis", "LIS", "UTF-8");
    }

    @AfterAll
    void stop() throws Exception {
        city.close();
    }

    @Test
    void makesPatientReportAndResultWithTheirProvenance() throws Exception {
        accept(lis.message("ORU^R01^ORU_R01", HospitalSystem.report(patient("M1"), "F1", "7.20", "20261124")));

        FhirObject patient = only("Patient?identifier=M1");
        FhirObject report = only("DiagnosticReport?identifier=" + "F1/2823-3");
        FhirObject observation = only("Observation?patient=" + patient.id());
        assertThat(reference(report, "subject")).isEqualTo("Patient/" + patient.id());
        assertThat(report.array("result")).hasToString("[{\"reference\":\"Observation/" + observation.id() + "\"}]");
        for (String made : List.of(
                "Patient/" + patient.id(), "DiagnosticReport/" + report.id(), "Observation/" + observation.id())) {
            assertThat(city.found("Provenance?target=" + made))
                    .as("provenance of " + made)
                    .hasSize(1);
        }
    }

    @Test
    void keepsTheDigitsOfNumbersAndThePrecisionOfDates() throws Exception {
        accept(lis.message("ORU^R01^ORU_R01", HospitalSystem.report(patient("M2"), "F2", "7.20", "20261124")));

        FhirObject observation =
                only("Observation?patient=" + only("Patient?identifier=M2").id());
        assertThat(observation.toString()).contains("\"value\":7.20,");
        assertThat(observation.string("effectiveDateTime")).isEqualTo("2026-11-24");
    }

    @Test
    void answersARepetitionAsTheFirstTimeAndDoesNothing() throws Exception {
        byte[] message = lis.message("ORU^R01^ORU_R01", HospitalSystem.report(patient("M3"), "F3", "5.1", "20261124"));
        String first = accept(message);

        assertThat(send(message)).isEqualTo(first);
        assertOneOfEach("M3");
    }

    @Test
    void doesOnceWhatComesOnTwoConnectionsAtOnce() throws Exception {
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < ROUNDS_AT_ONCE; round++) {
                String number = "ATONCE" + round;
                byte[] message = lis.message(
                        "ORU^R01^ORU_R01", HospitalSystem.report(patient(number), "F" + number, "5.1", "20261124"));
                CountDownLatch ready = new CountDownLatch(2);
                Callable<String> sender = () -> {
                    try (MllpClient client = city.mllp()) {
                        ready.countDown();
                        ready.await(10, TimeUnit.SECONDS);
                        return client.exchange(message);
                    }
                };
                Future<String> one = senders.submit(sender);
                Future<String> other = senders.submit(sender);
                assertThat(MllpClient.code(one.get())).as(one.get()).isEqualTo("AA");
                assertThat(other.get()).isEqualTo(one.get());
                assertOneOfEach(number);
            }
        }
    }

    @Test
    void refusesAControlIdThatWasUsedForAnotherMessage() throws Exception {
        String controlId = lis.nextControlId();
        accept(lis.messageWithId(
                controlId, "ORU^R01^ORU_R01", HospitalSystem.report(patient("M4"), "F4", "5.1", "20261124")));

        String answer = send(lis.messageWithId(
                controlId, "ORU^R01^ORU_R01", HospitalSystem.report(patient("M4"), "F4", "5.2", "20261124")));
        assertThat(MllpClient.code(answer)).isEqualTo("AE");
        assertThat(answer).contains("HH-3006").contains("MSH^1^10");
        assertThat(only("Observation?patient=" + only("Patient?identifier=M4").id())
                        .toString())
                .contains("\"value\":5.1,");
    }

    @Test
    void replacesTheAddressesOfAPatientWhoseDataChanged() throws Exception {
        accept(lis.message(
                "ADT^A04^ADT_A01",
                HospitalSystem.patient("M5", "王^小明", "老街1号^^天津^天津^300000^CHN~旧址2号^^天津^天津^300001^CHN"),
                "PV1|1|O"));
        accept(lis.message(
                "ADT^A08^ADT_A01", HospitalSystem.patient("M5", "王^小明", "新街9号^^天津^天津^300002^CHN"), "PV1|1|O"));

        FhirArray addresses =
                Objects.requireNonNull(only("Patient?identifier=M5").array("address"));
        assertThat(addresses.size()).isEqualTo(1);
        assertThat(addresses.toString()).contains("新街9号").contains("300002");
    }

    @Test
    void mergesAPatientIntoAnother() throws Exception {
        accept(lis.message("ORU^R01^ORU_R01", HospitalSystem.report(patient("OLD"), "FOLD", "4.0", "20261124")));
        accept(lis.message("ORU^R01^ORU_R01", HospitalSystem.report(patient("NEW"), "FNEW", "4.1", "20261124")));
        String old = String.valueOf(only("Patient?identifier=OLD").id());
        String survivor = String.valueOf(only("Patient?identifier=NEW").id());

        accept(lis.message("ADT^A40^ADT_A39", patient("NEW"), "MRG|OLD^^^HX01^MR"));

        FhirObject merged = only("Patient?_id=" + old);
        FhirObject surviving = only("Patient?_id=" + survivor);
        assertThat(merged.toString()).contains("\"active\":false");
        assertThat(surviving.toString()).doesNotContain("\"active\":false");
        assertThat(String.valueOf(merged.array("link")))
                .contains("\"Patient/" + survivor + "\"")
                .contains("\"replaced-by\"");
        assertThat(String.valueOf(surviving.array("link")))
                .contains("\"Patient/" + old + "\"")
                .contains("\"replaces\"");
        assertThat(city.found("Observation?patient=" + old)).isEmpty();
        assertThat(city.found("Observation?patient=" + survivor))
                .hasSize(2)
                .allSatisfy(observation ->
                        assertThat(reference(observation, "subject")).isEqualTo("Patient/" + survivor));
        assertThat(city.found("DiagnosticReport?patient=" + survivor)).hasSize(2);
    }

    @Test
    void booksMovesAndCancelsAnAppointment() throws Exception {
        accept(schedule("SIU^S12^SIU_S12", "20260310093000"));
        assertThat(appointment().string("status")).isEqualTo("booked");
        assertThat(appointment().string("start")).isEqualTo("2026-03-10T09:30:00+08:00");

        accept(schedule("SIU^S14^SIU_S12", "20260311140000"));
        assertThat(appointment().string("status")).isEqualTo("booked");
        assertThat(appointment().string("start")).isEqualTo("2026-03-11T14:00:00+08:00");

        accept(lis.message("SIU^S15^SIU_S12", "SCH|P-1|A-1||||PAT^病人取消^99REASON", patient("M6")));
        assertThat(appointment().string("status")).isEqualTo("cancelled");
        assertThat(appointment().string("start"))
                .as("what was planned stays to be read")
                .isEqualTo("2026-03-11T14:00:00+08:00");
    }

    private byte[] schedule(String event, String start) {
        return lis.message(
                event,
                "SCH|P-1|A-1||||ROUTINE^Routine^HL70276|CHECKUP^年度体检^HL70276|Normal^Routine^HL70277|30|min|^^^" + start,
                patient("M6"),
                "RGS|1|A",
                "AIP|1|A|D300^陈^静^^^^^^HX01|ATND^Attending^HL70912");
    }

    private FhirObject appointment() throws Exception {
        return only("Appointment?identifier=A-1");
    }

    @Test
    void readsNamesInTheCharsetOfTheConnection() throws Exception {
        connect("his", "HIS", "GB18030");
        HospitalSystem his = new HospitalSystem("HIS", "HX01", Charset.forName("GB18030"), "");

        // The given name's second character is outside the older GBK and takes four bytes.
        accept(his.message("ADT^A04^ADT_A01", HospitalSystem.patient("M7", "欧阳^明𠮷", ""), "PV1|1|O"));

        assertThat(String.valueOf(only("Patient?identifier=M7").array("name")))
                .contains("\"欧阳\"")
                .contains("\"明𠮷\"");
    }

    @Test
    void refusesAnImpossibleBirthDateAndStoresNothing() throws Exception {
        String[] segments = HospitalSystem.report(
                patient("IMPOSSIBLE").replace("19800101", "19800230"), "FIMPOSSIBLE", "5.1", "20261124");

        String answer = send(lis.message("ORU^R01^ORU_R01", segments));
        assertThat(MllpClient.code(answer)).isEqualTo("AE");
        assertThat(answer).contains("PID^1^7").contains("HH-3003").doesNotContain("王");
        assertThat(city.found("Patient?identifier=IMPOSSIBLE")).isEmpty();
        assertThat(city.found("DiagnosticReport?identifier=FIMPOSSIBLE/2823-3")).isEmpty();
    }

    private void assertOneOfEach(String number) throws Exception {
        FhirObject patient = only("Patient?identifier=" + number);
        only("Observation?patient=" + patient.id());
        only("DiagnosticReport?patient=" + patient.id());
        only("Provenance?target=Patient/" + patient.id());
    }

    private void connect(String name, String application, String charset) throws Exception {
        HttpResponse<byte[]> response = city.send(city.request("/admin/connections/" + name)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"sendingApplication\":\"" + application
                        + "\",\"sendingFacility\":\"HX01\",\"charset\":\"" + charset + "\"}"))
                .build());
        assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(200);
    }

    private static String patient(String number) {
        return HospitalSystem.patient(number, "王^小明", "");
    }

    private String accept(byte[] message) throws Exception {
        String answer = send(message);
        assertThat(MllpClient.code(answer)).as(answer).isEqualTo("AA");
        return answer;
    }

    private String send(byte[] message) throws Exception {
        try (MllpClient client = city.mllp()) {
            return client.exchange(message);
        }
    }

    private FhirObject only(String search) throws Exception {
        List<FhirObject> found = city.found(search);
        assertThat(found).as(search).hasSize(1);
        return found.getFirst();
    }

    private static String reference(FhirObject resource, String name) {
        return String.valueOf(Objects.requireNonNull(resource.object(name)).string("reference"));
    }
}
