package city.haihe.app.record.internal;

import city.haihe.fhir.FhirObject;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** Puts {@code id} and the server's part of {@code meta} into a resource; all else stays as it was received. */
final class Stamp {

    private static final DateTimeFormatter INSTANT =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private Stamp() {}

    /** A new object that shares the resource's values. */
    static FhirObject stamp(FhirObject resource, String id, long version, Instant lastUpdated) {
        FhirObject meta = new FhirObject()
                .put("versionId", Long.toString(version))
                .put("lastUpdated", INSTANT.format(lastUpdated));
        FhirObject received = resource.object("meta");
        if (received != null) {
            received.forEach((name, value) -> {
                if (!meta.has(name)) {
                    meta.put(name, value);
                }
            });
        }
        FhirObject stamped = new FhirObject()
                .put("resourceType", resource.resourceType())
                .put("id", id)
                .put("meta", meta);
        resource.forEach((name, value) -> {
            if (!stamped.has(name)) {
                stamped.put(name, value);
            }
        });
        return stamped;
    }
}
