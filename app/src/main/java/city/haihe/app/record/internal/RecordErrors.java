package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.fhir.FhirParseException;
import org.jspecify.annotations.Nullable;

/** Errors that several interactions answer with. */
final class RecordErrors {

    private static final int LONGEST_QUOTE = 64;
    private static final int LONGEST_VERSION = 18;

    private RecordErrors() {}

    /** There is none, or the caller may not see it: the same answer. */
    static HaiheException notFound(String type, String id) {
        return new HaiheException(
                ErrorCode.NOT_FOUND, type + "/" + quote(id) + ": not found (expected: the id of a resource)");
    }

    /** The number of a version's address; what is no number is a version that does not exist. */
    static long versionId(String type, String id, String version) {
        if (version.isEmpty()
                || version.length() > LONGEST_VERSION
                || !version.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw notFound(type, id + "/_history/" + version);
        }
        return Long.parseLong(version);
    }

    static HaiheException idMismatch(@Nullable String id, String expected) {
        return new HaiheException(
                ErrorCode.ID_MISMATCH,
                "id: " + (id == null ? "none" : quote(id)) + " (expected: " + quote(expected) + ", as in the address)",
                "id");
    }

    static HaiheException gone(String type, String id) {
        return new HaiheException(ErrorCode.GONE, type + "/" + id + ": deleted (expected: a current resource)");
    }

    static HaiheException unknownType(String type) {
        return new HaiheException(
                ErrorCode.UNKNOWN_RESOURCE_TYPE, "type: " + quote(type) + " (expected: a FHIR R4 resource type)");
    }

    static HaiheException versionConflict(long expected, long current) {
        return new HaiheException(
                ErrorCode.VERSION_CONFLICT,
                "If-Match: " + expected + " (expected: the current version " + current + ")");
    }

    /** A body that is no JSON, or no resource of R4. */
    static HaiheException malformed(FhirParseException malformed) {
        ErrorCode code = switch (malformed.kind()) {
            case JSON -> ErrorCode.INVALID_JSON;
            case ELEMENT -> ErrorCode.INVALID_ELEMENT;
            case VALUE -> ErrorCode.INVALID_VALUE;
            case NESTING -> ErrorCode.NESTING_TOO_DEEP;
        };
        String path = malformed.path();
        return path.isEmpty()
                ? new HaiheException(code, String.valueOf(malformed.getMessage()))
                : new HaiheException(code, path + ": " + String.valueOf(malformed.getMessage()), path);
    }

    static HaiheException parameter(String name, String value, String expected) {
        return new HaiheException(
                ErrorCode.INVALID_PARAMETER, name + ": \"" + quote(value) + "\" (expected: " + expected + ")");
    }

    static HaiheException unsupportedParameter(String name, String expected) {
        return new HaiheException(
                ErrorCode.UNSUPPORTED_PARAMETER, quote(name) + ": not supported (expected: " + expected + ")");
    }

    /** The start of what a client sent, fit for a message. */
    static String quote(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
    }
}
