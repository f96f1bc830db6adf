package city.haihe.app.record.internal;

import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.terminology.CodeSystem;
import city.haihe.fhir.terminology.ListedCodeSystem;
import org.jspecify.annotations.Nullable;

/**
 * A stored CodeSystem, ValueSet or ConceptMap, parsed.
 *
 * @param url its canonical address, or an empty string
 * @param version its business version, or an empty string
 * @param content of a CodeSystem its {@code content}
 * @param updated when it was stored, in milliseconds
 * @param sizeBytes the length of its JSON
 * @param resource the resource; of a CodeSystem without its concepts
 * @param codeSystem of a CodeSystem its concepts
 */
record Definition(
        String url,
        String version,
        String content,
        long updated,
        long sizeBytes,
        FhirObject resource,
        @Nullable CodeSystem codeSystem) {

    /** One version of a resource. */
    record Key(String type, String id, long version) {}

    static Definition of(StoredResource stored) {
        FhirObject resource = stored.resource();
        CodeSystem codeSystem = null;
        String content = text(resource, "content");
        if (stored.type().equals("CodeSystem")) {
            codeSystem = ListedCodeSystem.of(resource);
            resource.remove("concept");
        }
        return new Definition(
                text(resource, "url"),
                text(resource, "version"),
                content,
                stored.lastUpdated().toEpochMilli(),
                stored.body().length,
                resource,
                codeSystem);
    }

    private static String text(FhirObject object, String name) {
        String text = object.string(name);
        return text == null ? "" : text;
    }
}
