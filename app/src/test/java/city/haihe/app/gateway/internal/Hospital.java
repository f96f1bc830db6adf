package city.haihe.app.gateway.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirObject;
import city.haihe.hl7v2.Message;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A hospital that no other test has: its facility, patients and orders have names of their own. */
final class Hospital {

    private static final AtomicInteger HOSPITALS = new AtomicInteger();

    private final String facility = "H" + HOSPITALS.incrementAndGet();
    private final AtomicInteger messages = new AtomicInteger();
    private final TestGateway gateway;

    Hospital(TestGateway gateway) {
        this.gateway = gateway;
    }

    /** Sends a message on a connection of its own and answers the acknowledgement. */
    Message send(String message) throws IOException {
        return TestGateway.read(gateway.exchange(bytes(message)));
    }

    /** Sends a message that must be accepted. */
    void accept(String message) throws IOException {
        Message answer = send(message);
        assertThat(answer.value("MSA-1")).as(answer.value("ERR-8")).isEqualTo("AA");
    }

    /** One of its patients in the record. */
    FhirObject patient(String patient) {
        return gateway.only("Patient", "identifier=" + number(patient));
    }

    /** How others in the record refer to one of its patients. */
    String reference(String patient) {
        return "Patient/" + patient(patient).id();
    }

    /** The results of one of its patients in the record. */
    List<FhirObject> results(String patient) {
        return gateway.find("Observation", "subject=" + reference(patient));
    }

    /** Its MSH-4. */
    String facility() {
        return facility;
    }

    /** A control id that it has not used. */
    String nextId() {
        return "M" + messages.incrementAndGet();
    }

    /** The number of one of its patients, such as P1. */
    String number(String patient) {
        return facility + "-" + patient;
    }

    String header(String event, String controlId) {
        return "MSH|^~\\&|LIS|" + facility + "|HAIHE|CITY|20261124093000+0800||" + event + "|" + controlId
                + "|P|2.5.1||||||UNICODE UTF-8\r";
    }

    private String identity(String patient) {
        return "PID|1||" + number(patient) + "^^^" + facility + "^MR||王^小明||19800229|F\r";
    }

    /** A laboratory result. */
    String result(String controlId, String patient, String order, String value) {
        return header("ORU^R01^ORU_R01", controlId)
                + identity(patient)
                + "OBR|1||" + number(order) + "|718-7^Hemoglobin^LN|||20261124080000+0800\r"
                + "OBX|1|NM|718-7^Hemoglobin^LN||" + value + "|g/L|115-150|N|||F\r";
    }

    /** A registration. */
    String registration(String patient) {
        return header("ADT^A04^ADT_A01", nextId()) + identity(patient);
    }

    /** HL7 v2.5.1 3.3.40: the first patient stays, the second is given up. */
    String merge(String survivor, String merged) {
        return header("ADT^A40^ADT_A39", nextId())
                + identity(survivor)
                + "MRG|" + number(merged) + "^^^" + facility + "^MR\r";
    }

    static byte[] bytes(String message) {
        return message.getBytes(UTF_8);
    }
}
