package city.haihe.v2fhir;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a translation knows beside the message.
 *
 * @param connection the name of the sender's connection; it is part of the systems of identifiers without an authority
 * @param zone the zone of times that name none
 * @param organisation the sender's Organization, or null to take it from MSH-4
 * @param organisationName the sender's name, for an Organization that is not there yet
 * @param authoritySystems the identifier systems of assigning authorities, by the namespace in HD.1
 * @param received when the message arrived
 */
public record TranslationContext(
        String connection,
        ZoneId zone,
        @Nullable BusinessKey organisation,
        @Nullable String organisationName,
        Map<String, String> authoritySystems,
        Instant received) {

    /** The zone of a hospital that names none: China's. */
    public static final ZoneOffset DEFAULT_ZONE = ZoneOffset.ofHours(8);

    /** Copies the map. */
    public TranslationContext {
        authoritySystems = Map.copyOf(authoritySystems);
    }

    /** The context of a connection that has nothing but a name. */
    public static TranslationContext of(String connection, Instant received) {
        return new TranslationContext(connection, DEFAULT_ZONE, null, null, Map.of(), received);
    }
}
