package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.fhir.FhirObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request in a batch or transaction (FHIR R4 3.1.0.11.1).
 *
 * @param index its place in the Bundle
 * @param fullUrl what other entries call its resource, or an empty string
 * @param method the HTTP method
 * @param type the resource type of the address
 * @param id the id of the address, or an empty string
 * @param version the version of the address, or an empty string
 * @param query what follows the question mark, or an empty string
 * @param resource the body, or null
 * @param ifNoneExist criteria of a conditional create, or an empty string
 * @param ifMatch the version that must be current, or null
 */
record BundleEntry(
        int index,
        String fullUrl,
        String method,
        String type,
        String id,
        String version,
        String query,
        @Nullable FhirObject resource,
        String ifNoneExist,
        @Nullable Long ifMatch) {

    private static final int MAX_ENTRIES = 10_000;

    static List<FhirObject> requests(FhirObject bundle) {
        List<FhirObject> entries = bundle.objects("entry").toList();
        if (entries.size() > MAX_ENTRIES) {
            throw new HaiheException(
                    ErrorCode.INVALID_BUNDLE,
                    "entry: " + entries.size() + " (expected: at most " + MAX_ENTRIES + ")",
                    "Bundle.entry");
        }
        return entries;
    }

    static List<BundleEntry> all(FhirObject bundle, RecordEngine engine) {
        List<FhirObject> requests = requests(bundle);
        List<BundleEntry> entries = new ArrayList<>(requests.size());
        for (int index = 0; index < requests.size(); index++) {
            entries.add(of(index, requests.get(index), engine));
        }
        return entries;
    }

    static BundleEntry of(int index, FhirObject entry, RecordEngine engine) {
        FhirObject request = entry.object("request");
        String method = request == null ? null : request.string("method");
        String url = request == null ? null : request.string("url");
        if (request == null || method == null || url == null) {
            throw invalid(index, "request", "none", "method and url");
        }
        String path = relative(url, engine.settings().base());
        String query = "";
        int mark = path.indexOf('?');
        if (mark >= 0) {
            query = path.substring(mark + 1);
            path = path.substring(0, mark);
        }
        String[] parts = path.split("/");
        boolean history = parts.length == 4 && parts[2].equals("_history");
        if (parts.length > 2 && !history) {
            throw invalid(index, "request.url", url, "Type, Type/id, Type/id/_history/version or Type?query");
        }
        if (!engine.tables().has(parts[0])) {
            throw RecordErrors.unknownType(parts[0]);
        }
        FhirObject resource = entry.object("resource");
        boolean writes = method.equals("POST") || method.equals("PUT");
        if (writes && resource == null) {
            throw invalid(
                    index, "resource", "none", "the resource to " + (method.equals("POST") ? "create" : "update"));
        }
        if (writes && resource != null && !resource.resourceType().equals(parts[0])) {
            throw invalid(index, "request.url", url, "the type of the resource, " + resource.resourceType());
        }
        String fullUrl = entry.string("fullUrl");
        String ifNoneExist = request.string("ifNoneExist");
        String ifMatch = request.string("ifMatch");
        return new BundleEntry(
                index,
                fullUrl == null ? "" : fullUrl,
                method,
                parts[0],
                parts.length > 1 ? parts[1] : "",
                history ? parts[3] : "",
                query,
                resource,
                ifNoneExist == null ? "" : ifNoneExist,
                ifMatch == null ? null : EntityTag.parse(ifMatch));
    }

    private static String relative(String url, String base) {
        String path = url.startsWith(base + "/") ? url.substring(base.length() + 1) : url;
        return path.startsWith("/") ? path.substring(1) : path;
    }

    static HaiheException invalid(int index, String element, String value, String expected) {
        return new HaiheException(
                ErrorCode.INVALID_BUNDLE,
                element + ": " + value + " (expected: " + expected + ")",
                "Bundle.entry[" + index + "]." + element);
    }
}
