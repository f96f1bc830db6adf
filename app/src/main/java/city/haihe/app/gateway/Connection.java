package city.haihe.app.gateway;

import city.haihe.hl7v2.Hl7Charset;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A hospital's connection: who sends, and how its messages are to be read.
 *
 * @param name its name, such as {@code first-hospital-lis}
 * @param sendingApplication MSH-3.1 of its messages
 * @param sendingFacility MSH-4.1 of its messages
 * @param organisationName the hospital's name, or null to take MSH-4
 * @param charset the charset of messages that name none
 * @param charsetOverride the charset of all messages whatever they name, for a sender that names a wrong one; or null
 * @param zone the zone of times that name none
 * @param allowedAddresses the addresses it may send from; empty for any
 * @param authoritySystems identifier systems of assigning authorities by their namespace
 * @param overlay the hospital's own ways in the format of the mapping files, or null where it has none
 * @param enabled whether it is served
 */
public record Connection(
        String name,
        String sendingApplication,
        String sendingFacility,
        @Nullable String organisationName,
        Hl7Charset charset,
        @Nullable Hl7Charset charsetOverride,
        ZoneId zone,
        List<String> allowedAddresses,
        Map<String, String> authoritySystems,
        @Nullable String overlay,
        boolean enabled) {

    public Connection {
        allowedAddresses = List.copyOf(allowedAddresses);
        authoritySystems = Map.copyOf(authoritySystems);
    }

    /** A connection without an overlay, whose messages are in the charset that they name. */
    public Connection(
            String name,
            String sendingApplication,
            String sendingFacility,
            @Nullable String organisationName,
            Hl7Charset charset,
            ZoneId zone,
            List<String> allowedAddresses,
            Map<String, String> authoritySystems,
            boolean enabled) {
        this(
                name,
                sendingApplication,
                sendingFacility,
                organisationName,
                charset,
                null,
                zone,
                allowedAddresses,
                authoritySystems,
                null,
                enabled);
    }

    /** The same with messages that are in one charset, whatever they name. */
    public Connection withCharsetOverride(Hl7Charset override) {
        return new Connection(
                name,
                sendingApplication,
                sendingFacility,
                organisationName,
                charset,
                override,
                zone,
                allowedAddresses,
                authoritySystems,
                overlay,
                enabled);
    }
}
