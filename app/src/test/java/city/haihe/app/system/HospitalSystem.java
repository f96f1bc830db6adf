package city.haihe.app.system;

import java.nio.charset.Charset;
import java.util.concurrent.atomic.AtomicInteger;

/** A hospital's system: writes messages with its own name, charset and a new control id each. */
final class HospitalSystem {

    private final String application;
    private final String facility;
    private final Charset charset;
    private final String declaredCharset;
    private final AtomicInteger messages = new AtomicInteger();

    /**
     * @param declaredCharset MSH-18 of its messages; empty to declare none
     */
    HospitalSystem(String application, String facility, Charset charset, String declaredCharset) {
        this.application = application;
        this.facility = facility;
        this.charset = charset;
        this.declaredCharset = declaredCharset;
    }

    /** A control id that was not used before. */
    String nextControlId() {
        return application + "-" + messages.incrementAndGet();
    }

    /** A message with a new control id. */
    byte[] message(String event, String... segments) {
        return messageWithId(nextControlId(), event, segments);
    }

    /** A message with the control id given. */
    byte[] messageWithId(String controlId, String event, String... segments) {
        String header = "MSH|^~\\&|" + application + "|" + facility + "|HAIHE|CITY|20261124093000+0800||" + event + "|"
                + controlId + "|P|2.5.1||||||" + declaredCharset + "\r";
        return (header + String.join("\r", segments) + "\r").getBytes(charset);
    }

    /** A patient's identification; the address may be empty. */
    static String patient(String number, String name, String address) {
        return "PID|1||" + number + "^^^HX01^MR||" + name + "||19800101|M|||" + address;
    }

    /** A laboratory report with one numeric result. */
    static String[] report(String patient, String order, String value, String observedAt) {
        return new String[] {
            patient,
            "OBR|1|P-" + order + "|" + order
                    + "|2823-3^Potassium^LN|||20261124080000+0800|||||||||||||||20261124093000+0800||LAB|F",
            "OBX|1|NM|2823-3^Potassium^LN||" + value + "|mmol/L|3.5-5.3|H|||F|||" + observedAt
        };
    }
}
