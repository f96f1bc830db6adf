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
 * @param complete whether everything the message tells is to become resources: also the message itself (MessageHeader,
 *     Provenance, the sending Device), the organizations that assign identifiers, and people and places that are only named.
 *     What is stored does without: the record has a Provenance of its own for each message, and what has no identity would be
 *     made anew by each message.
 */
public record TranslationContext(
        String connection,
        ZoneId zone,
        @Nullable BusinessKey organisation,
        @Nullable String organisationName,
        Map<String, String> authoritySystems,
        Instant received,
        boolean complete) {

    /** The zone of a hospital that names none: China's. */
    public static final ZoneOffset DEFAULT_ZONE = ZoneOffset.ofHours(8);

    /** Copies the map. */
    public TranslationContext {
        authoritySystems = Map.copyOf(authoritySystems);
    }

    /** What is known for a message that is to be stored. */
    public TranslationContext(
            String connection,
            ZoneId zone,
            @Nullable BusinessKey organisation,
            @Nullable String organisationName,
            Map<String, String> authoritySystems,
            Instant received) {
        this(connection, zone, organisation, organisationName, authoritySystems, received, false);
    }

    /** The same, for a translation that tells everything, see {@link #complete}. */
    public TranslationContext completely() {
        return new TranslationContext(
                connection, zone, organisation, organisationName, authoritySystems, received, true);
    }

    /** The context of a connection that has nothing but a name. */
    public static TranslationContext of(String connection, Instant received) {
        return new TranslationContext(connection, DEFAULT_ZONE, null, null, Map.of(), received);
    }
}
