package city.haihe.v2fhir;

import city.haihe.hl7v2.Hl7Charset;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * What a message says beside the resources (HL7 v2.5.1 2.14.9, MSH).
 *
 * @param connection the connection whose own numbering needs no authority, as {@link TranslationContext#connection}
 * @param sendingApplication MSH-3.1
 * @param sendingFacility MSH-4.1
 * @param receivingApplication MSH-5.1
 * @param receivingFacility MSH-6.1
 * @param controlId MSH-10
 * @param time MSH-7; its offset is that of every time in the message
 * @param charset the message's charset and MSH-18
 * @param authoritySystems identifier systems of assigning authorities, by the namespace in HD.1
 */
public record WritingContext(
        String connection,
        String sendingApplication,
        String sendingFacility,
        String receivingApplication,
        String receivingFacility,
        String controlId,
        OffsetDateTime time,
        Hl7Charset charset,
        Map<String, String> authoritySystems) {

    /** Copies the map. */
    public WritingContext {
        authoritySystems = Map.copyOf(authoritySystems);
    }

    /** The context of a message that is only looked at: UTF-8, China's time, no receiver. */
    public static WritingContext of(String connection, String controlId, OffsetDateTime time) {
        return new WritingContext(connection, "HAIHE", "HAIHE", "", "", controlId, time, Hl7Charset.UTF_8, Map.of());
    }

    /** The offset of the message's times. */
    ZoneOffset offset() {
        return time.getOffset();
    }
}
