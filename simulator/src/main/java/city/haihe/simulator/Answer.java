package city.haihe.simulator;

import city.haihe.hl7v2.Hl7Charset;
import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.ParseResult;

/**
 * What an acknowledgement says.
 *
 * @param code MSA-1, or {@code none} where it is no acknowledgement
 * @param controlId MSA-2
 * @param reason ERR-5.1, the receiver's own code, or an empty text
 */
record Answer(String code, String controlId, String reason) {

    private static final String NONE = "none";

    static Answer of(byte[] acknowledgement, Hl7Charset charset) {
        return switch (Message.parse(acknowledgement, charset)) {
            case ParseResult.Malformed _ -> new Answer(NONE, "", "");
            case ParseResult.Parsed(Message message) -> {
                String code = message.value("MSA-1");
                yield new Answer(code.isEmpty() ? NONE : code, message.value("MSA-2"), message.value("ERR-5.1"));
            }
        };
    }

    boolean accepted() {
        return code.equals("AA");
    }

    /** Whether it answers this message as it should be answered. */
    boolean fits(TrafficMessage message) {
        return accepted() == message.acceptable()
                && !code.equals(NONE)
                && (controlId.equals(message.controlId()) || message.controlId().isEmpty());
    }
}
