package city.haihe.app.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.gateway.Connection;
import city.haihe.app.platform.internal.TestDatabase;
import city.haihe.hl7v2.Hl7Charset;
import city.haihe.hl7v2.Message;
import java.nio.charset.Charset;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Whose message it is, in what charset and delimiters it comes, and what is refused of it. */
@TestInstance(Lifecycle.PER_CLASS)
class SenderIT {

    private final TestDatabase postgres = new TestDatabase();
    private TestGateway gateway;
    private Hospital hospital;

    @BeforeAll
    void start() throws Exception {
        gateway = new TestGateway(postgres);
    }

    @BeforeEach
    void open() {
        hospital = new Hospital(gateway);
    }

    @AfterEach
    void forgetConnections() {
        gateway.connections().all().forEach(connection -> gateway.connections().remove(connection.name()));
    }

    @AfterAll
    void stop() {
        gateway.close();
        postgres.close();
    }

    @Test
    void refusesWhatItCannotReadAndKeepsIt() throws Exception {
        String id = hospital.number("77");
        Message answer = hospital.send(hospital.header("ORU^R01", id) + "this is no segment\r");
        assertThat(answer.value("MSA-1")).isEqualTo("AR");
        assertThat(answer.value("MSA-2")).isEqualTo(id);
        assertThat(answer.value("ERR-5.1")).isEqualTo("HH-3001");
        assertThat(letters("control_id = '" + id + "' AND acknowledgement = 'AR' AND code = 'HH-3001'"))
                .isEqualTo(1);
        assertThat(gateway.count("SELECT count(*) FROM gateway.inbox WHERE control_id = '" + id + "'"))
                .isZero();
    }

    @Test
    void namesTheFieldOfAnImpossibleBirthDateAndStoresNothing() throws Exception {
        Message answer = hospital.send(hospital.result("C1", "P1", "F1", "131").replace("19800229", "19810229"));
        assertThat(answer.value("MSA-1")).isEqualTo("AE");
        assertThat(answer.value("ERR-2")).isEqualTo("PID^1^7");
        assertThat(answer.value("ERR-5.1")).isEqualTo("HH-3003");
        assertThat(gateway.find("Patient", "identifier=" + hospital.number("P1")))
                .isEmpty();
        // Mended by the sender, the same control id is no reuse: the first was never accepted.
        hospital.accept(hospital.result("C1", "P1", "F1", "131"));
    }

    @Test
    void takesWhatIsHiddenInTextForTextAndNeverFails() throws Exception {
        for (String value : List.of("\\X00\\", "\u0000", "\\X0D4F42587C\\", "'; DROP TABLE gateway.inbox; --")) {
            String id = hospital.nextId();
            Message answer =
                    hospital.send(hospital.result(id, "P1", "F" + id, "131").replace("Hemoglobin", value));
            assertThat(answer.value("MSA-1")).as(value).isIn("AA", "AE", "AR");
            assertThat(answer.value("ERR-5.1"))
                    .as(value)
                    .doesNotStartWith("HH-5")
                    .doesNotStartWith("HH-4");
        }
        for (String controlId : List.of("\\X00\\", "\u0000", "x".repeat(5000), "\u0001")) {
            Message answer = hospital.send(hospital.result(controlId, "P1", "F1", "131"));
            assertThat(answer.value("MSA-1")).as(controlId).isEqualTo("AR");
            assertThat(answer.value("ERR-2")).as(controlId).startsWith("MSH^1");
            assertThat(answer.value("ERR-5.1")).as(controlId).isEqualTo("HH-3001");
        }
        assertThat(letters("code = 'HH-3001' AND segment = 'MSH' AND field = 10 AND connection = 'default'"))
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void keepsWhatNamesACharsetThatNobodyCanStore() throws Exception {
        String id = hospital.number("C1");
        Message answer = hospital.send(
                hospital.result(id, "P1", "F1", "131").replace("UNICODE UTF-8", "\u0000" + "x".repeat(9000)));
        assertThat(answer.value("ERR-5.1")).isEqualTo("HH-3005");
        assertThat(answer.value("ERR-8")).hasSizeLessThan(400);
        assertThat(letters("code = 'HH-3005' AND control_id = '" + id + "'")).isEqualTo(1);
    }

    @Test
    void readsGb18030AndAnswersInIt() throws Exception {
        Charset gb18030 = Charset.forName("GB18030");
        String message = hospital.result("C1", "P1", "F1", "131")
                .replace("UNICODE UTF-8", "GB 18030-2000")
                .replace("王^小明", "璡亅^\uD840\uDC0B");
        byte[] answer = gateway.exchange(message.getBytes(gb18030));
        assertThat(new String(answer, gb18030)).contains("\rMSA|AA|C1").contains("GB 18030-2000");
        String patient = String.valueOf(hospital.patient("P1"));
        assertThat(patient).contains("璡亅").contains("\uD840\uDC0B");
    }

    @Test
    void findsAConnectionByAFacilityInItsOwnCharset() throws Exception {
        Charset gbk = Charset.forName("GBK");
        // The last byte of 亅 is that of the field separator.
        gateway.connections().save(connection("yi-yuan", "LIS", "亅医院", Hl7Charset.GBK));
        String message = hospital.result("C1", "P1", "F1", "131")
                .replace("|LIS|" + hospital.facility() + "|", "|LIS|亅医院|")
                .replace("UNICODE UTF-8", "");
        byte[] answer = gateway.exchange(message.getBytes(gbk));
        assertThat(new String(answer, gbk)).contains("\rMSA|AA|C1").contains("|亅医院|");
        assertThat(String.valueOf(hospital.patient("P1"))).contains("小明");
    }

    @Test
    void findsAConnectionWhateverTheDelimiters() throws Exception {
        gateway.connections().save(connection("first", "LIS", hospital.facility(), Hl7Charset.UTF_8));
        String message = hospital.result("C1", "P1", "F1", "131")
                .replace("|LIS|" + hospital.facility() + "|", "|LIS^1.2.3^ISO|" + hospital.facility() + "^1.2.4^ISO|")
                .replace('^', '*');
        hospital.accept(message);
    }

    @Test
    void refusesSendersThatItDoesNotKnowOnceAConnectionIsConfigured() throws Exception {
        gateway.connections().save(connection("first", "LIS", hospital.facility(), Hl7Charset.UTF_8));
        hospital.accept(hospital.result("C1", "P1", "F1", "131"));
        Hospital stranger = new Hospital(gateway);
        String id = stranger.number("C2");
        Message answer = hospital.send(stranger.result(id, "P1", "F2", "131"));
        assertThat(answer.value("MSA-1")).isEqualTo("AR");
        assertThat(answer.value("ERR-5.1")).isEqualTo("HH-3004");
        assertThat(letters("code = 'HH-3004' AND control_id = '" + id + "'")).isEqualTo(1);
    }

    private static Connection connection(String name, String application, String facility, Hl7Charset charset) {
        return new Connection(
                name, application, facility, null, charset, ZoneOffset.ofHours(8), List.of(), Map.of(), true);
    }

    private long letters(String condition) {
        return gateway.count("SELECT count(*) FROM gateway.dead_letter WHERE " + condition);
    }
}
