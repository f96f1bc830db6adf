package city.haihe.simulator;

/**
 * A message of a hospital.
 *
 * @param kind what it tells
 * @param controlId MSH-10, or an empty text where the message is too broken to have one
 * @param bytes the message without its MLLP frame, in the charset of the connection; not to be changed
 * @param acceptable whether a receiver should accept it
 */
public record TrafficMessage(Kind kind, String controlId, byte[] bytes, boolean acceptable) {

    /** What a message tells. */
    public enum Kind {
        ADMISSION,
        DISCHARGE,
        REGISTRATION,
        UPDATE,
        MERGE,
        RESULT,
        CORRECTION,
        BOOKING,
        RESCHEDULING,
        CHANGE,
        CANCELLATION,
        DUPLICATE,
        MALFORMED
    }

    /** The same message once more. */
    TrafficMessage again() {
        return new TrafficMessage(Kind.DUPLICATE, controlId, bytes, acceptable);
    }
}
