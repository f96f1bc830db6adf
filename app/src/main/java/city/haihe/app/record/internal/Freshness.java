package city.haihe.app.record.internal;

import city.haihe.app.record.StoredResource;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a conditional read knows already (FHIR R4 3.1.0.2.1, RFC 9110 13.1).
 *
 * @param ifNoneMatch the versions it has, as entity tags, or null
 * @param ifModifiedSince when it read last, as an HTTP date or, in a Bundle, as an instant; or null
 */
record Freshness(@Nullable String ifNoneMatch, @Nullable String ifModifiedSince) {

    /** Whether the version is the one it has. The tag decides where there is one; a date that is none decides nothing. */
    boolean has(StoredResource resource) {
        if (ifNoneMatch != null) {
            return EntityTag.lists(ifNoneMatch, resource.version());
        }
        if (ifModifiedSince == null) {
            return false;
        }
        Instant since = instant(ifModifiedSince);
        // HTTP's dates have whole seconds, and so has our Last-Modified.
        return since != null
                && !resource.lastUpdated().truncatedTo(ChronoUnit.SECONDS).isAfter(since);
    }

    private static @Nullable Instant instant(String text) {
        try {
            return Character.isDigit(text.isEmpty() ? ' ' : text.charAt(0))
                    ? OffsetDateTime.parse(text).toInstant()
                    : ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeException malformed) {
            return null;
        }
    }
}
