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
 * @param zone the zone of times that name none
 * @param allowedAddresses the addresses it may send from; empty for any
 * @param authoritySystems identifier systems of assigning authorities by their namespace
 * @param enabled whether it is served
 */
public record Connection(
        String name,
        String sendingApplication,
        String sendingFacility,
        @Nullable String organisationName,
        Hl7Charset charset,
        ZoneId zone,
        List<String> allowedAddresses,
        Map<String, String> authoritySystems,
        boolean enabled) {

    public Connection {
        allowedAddresses = List.copyOf(allowedAddresses);
        authoritySystems = Map.copyOf(authoritySystems);
    }
}
