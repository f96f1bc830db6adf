package city.haihe.app.record.internal;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replaces, in a resource of a Bundle, what names another entry by what that entry's resource is called in the record (FHIR
 * R4 3.1.0.11.2). What changes is copied; the resource that was given stays as it is.
 */
final class ReferenceRewriter {

    /** Elements of the types uri, url, uuid, oid and canonical that may name another entry, beside references. */
    private static final Set<String> LINKS =
            Set.of("reference", "valueUri", "valueUrl", "valueUuid", "valueOid", "valueCanonical", "url");

    /** Decides about one reference. */
    @FunctionalInterface
    interface Resolution {

        /** What the text of the element of that name becomes, or null where it stays. */
        @Nullable
        String resolve(String element, String text) throws SQLException;
    }

    private final Resolution resolution;

    ReferenceRewriter(Resolution resolution) {
        this.resolution = resolution;
    }

    FhirObject rewrite(FhirObject object) throws SQLException {
        FhirObject rewritten = new FhirObject();
        for (int index = 0; index < object.size(); index++) {
            String name = object.nameAt(index);
            rewritten.put(name, rewrite(name, object.valueAt(index)));
        }
        return rewritten;
    }

    private FhirValue rewrite(String name, FhirValue value) throws SQLException {
        if (value instanceof FhirObject object) {
            return rewrite(object);
        }
        if (value instanceof FhirArray array) {
            FhirArray rewritten = new FhirArray();
            for (FhirValue item : array) {
                rewritten.add(rewrite(name, item));
            }
            return rewritten;
        }
        if (value instanceof FhirString(String text) && LINKS.contains(name)) {
            String resolved = resolution.resolve(name, text);
            return resolved == null ? value : new FhirString(resolved);
        }
        if (value instanceof FhirString(String text) && name.equals("div") && text.contains("=\"urn:uuid:")) {
            return new FhirString(rewriteNarrative(text));
        }
        return value;
    }

    private String rewriteNarrative(String div) throws SQLException {
        StringBuilder rewritten = new StringBuilder();
        int start = 0;
        for (int quote = div.indexOf("=\"urn:", start); quote >= 0; quote = div.indexOf("=\"urn:", start)) {
            int from = quote + 2;
            int end = div.indexOf('"', from);
            if (end < 0) {
                break;
            }
            String resolved = resolution.resolve("div", div.substring(from, end));
            rewritten.append(div, start, from).append(resolved == null ? div.substring(from, end) : resolved);
            start = end;
        }
        return rewritten.append(div, start, div.length()).toString();
    }
}
