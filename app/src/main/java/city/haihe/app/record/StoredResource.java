package city.haihe.app.record;

import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import java.time.Instant;

/**
 * One version of a resource as it is stored.
 *
 * @param type the resource type
 * @param id the logical id
 * @param version from 1
 * @param lastUpdated when it was written
 * @param deleted whether this version is a deletion, which has no body
 * @param body the JSON in UTF-8, with {@code id} and {@code meta}; empty for a deletion
 */
public record StoredResource(String type, String id, long version, Instant lastUpdated, boolean deleted, byte[] body) {

    /** The body as values. A stored body is trusted: it was checked when it came in. */
    public FhirObject resource() {
        return FhirJsonParser.parseTrusted(body);
    }
}
