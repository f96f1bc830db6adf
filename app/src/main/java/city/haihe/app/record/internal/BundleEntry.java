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
 * @param address what it concerns
 * @param resource the body, or null
 * @param ifNoneExist criteria of a conditional create, or an empty string
 * @param ifMatch the version that must be current, or null
 * @param freshness what a conditional read knows already
 */
record BundleEntry(
        int index,
        String fullUrl,
        String method,
        Address address,
        @Nullable FhirObject resource,
        String ifNoneExist,
        @Nullable Long ifMatch,
        Freshness freshness) {

    private static final int MAX_ENTRIES = 10_000;
    private static final String HISTORY = "_history";

    /**
     * What an entry's url names, without the base.
     *
     * @param type the resource type, or empty for the whole record
     * @param id the id, or an empty string
     * @param history whether it asks for a history
     * @param version the version, or an empty string
     * @param query what follows the question mark, or an empty string
     * @param searched what is searched other than one type, or null
     */
    record Address(
            String type,
            String id,
            boolean history,
            String version,
            String query,
            @Nullable SearchBase searched) {

        Address(String type, String id, boolean history, String version, String query) {
            this(type, id, history, version, query, null);
        }
    }

    String type() {
        return address.type();
    }

    String id() {
        return address.id();
    }

    /** The criteria of a conditional interaction, or an empty string. */
    String criteria() {
        return method.equals("POST") ? ifNoneExist : address.query();
    }

    boolean reads() {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** Whether it changes a resource that is there: not by a create. */
    boolean changes() {
        return method.equals("PUT") || method.equals("PATCH") || method.equals("DELETE");
    }

    /** The resource that it must have. */
    FhirObject body() {
        if (resource == null) {
            throw invalid(index, "resource", "none", "a resource");
        }
        return resource;
    }

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
        String ifMatch = request.string("ifMatch");
        BundleEntry read = new BundleEntry(
                index,
                text(entry, "fullUrl"),
                method,
                address(index, url, engine),
                entry.object("resource"),
                text(request, "ifNoneExist"),
                ifMatch == null ? null : EntityTag.parse(ifMatch),
                new Freshness(request.string("ifNoneMatch"), request.string("ifModifiedSince")));
        read.requireWhole(url);
        return read;
    }

    private static String text(FhirObject object, String name) {
        String text = object.string(name);
        return text == null ? "" : text;
    }

    private static Address address(int index, String url, RecordEngine engine) {
        String base = engine.settings().base();
        String path = url.startsWith(base + "/") ? url.substring(base.length() + 1) : url;
        path = path.startsWith("/") ? path.substring(1) : path;
        String query = "";
        int mark = path.indexOf('?');
        if (mark >= 0) {
            query = path.substring(mark + 1);
            path = path.substring(0, mark);
        }
        String[] parts = path.split("/", -1);
        if (path.equals(HISTORY)) {
            return new Address("", "", true, "", query);
        }
        if (path.isEmpty() && !query.isEmpty()) {
            return new Address("", "", false, "", query, SearchBase.system());
        }
        if (!path.isEmpty() && !engine.tables().has(parts[0])) {
            throw RecordErrors.unknownType(parts[0]);
        }
        boolean history = parts[parts.length - 1].equals(HISTORY);
        return switch (parts.length) {
            case 1 -> new Address(path, "", false, "", query);
            case 2 -> new Address(parts[0], history ? "" : parts[1], history, "", query);
            case 3 -> {
                if (history) {
                    yield new Address(parts[0], parts[1], true, "", query);
                }
                if (!isCompartment(parts)) {
                    throw wrongUrl(index, url);
                }
                yield new Address("", "", false, "", query, SearchBase.compartment(parts[0], parts[1], parts[2]));
            }
            case 4 -> {
                if (!parts[2].equals(HISTORY)) {
                    throw wrongUrl(index, url);
                }
                yield new Address(parts[0], parts[1], false, parts[3], query);
            }
            default -> throw wrongUrl(index, url);
        };
    }

    private static boolean isCompartment(String[] parts) {
        Compartments compartments = new Compartments();
        return compartments.has(parts[0])
                && (parts[2].equals(SearchBase.EVERY_TYPE) || compartments.holds(parts[0], parts[2]));
    }

    private static HaiheException wrongUrl(int index, String url) {
        return invalid(index, "request.url", url, "Type, Type?query, Type/id, one of them with _history, or _history");
    }

    /** Refuses what its method does not go with (FHIR R4 3.1.0.11.1). */
    private void requireWhole(String url) {
        switch (method) {
            case "GET", "HEAD" -> {
                if (!address.history() && address.type().isEmpty() && address.searched() == null) {
                    throw wrongUrl(index, url);
                }
            }
            case "POST" -> {
                requireWritable(url);
                if (!id().isEmpty() || !address.query().isEmpty()) {
                    throw invalid(index, "request.url", url, "a resource type");
                }
                requireType(url);
            }
            case "PUT" -> {
                requireTarget(url);
                requireType(url);
            }
            case "PATCH" -> {
                requireTarget(url);
                String given = body().resourceType();
                if (!given.equals("Binary") && !given.equals("Parameters")) {
                    throw invalid(index, "resource", given, "a JSON Patch in a Binary, or operations in a Parameters");
                }
            }
            case "DELETE" -> requireTarget(url);
            default -> throw invalid(index, "request.method", method, "GET, HEAD, POST, PUT, PATCH or DELETE");
        }
    }

    private void requireWritable(String url) {
        if (address.history() || !address.version().isEmpty() || address.type().isEmpty()) {
            throw invalid(index, "request.url", url, "Type, Type/id or Type?criteria");
        }
    }

    /** A change is of one resource, by its id or by criteria. */
    private void requireTarget(String url) {
        requireWritable(url);
        if (id().isEmpty() == address.query().isEmpty()) {
            throw invalid(index, "request.url", url, "Type/id or Type?criteria");
        }
    }

    private void requireType(String url) {
        if (!body().resourceType().equals(type())) {
            throw invalid(index, "request.url", url, "the type of the resource, " + body().resourceType());
        }
    }

    static HaiheException invalid(int index, String element, String value, String expected) {
        return new HaiheException(
                ErrorCode.INVALID_BUNDLE,
                element + ": " + value + " (expected: " + expected + ")",
                "Bundle.entry[" + index + "]." + element);
    }
}
