package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which representation goes in and out: JSON in UTF-8 and nothing else (FHIR R4 3.1.0.1.11). */
final class Negotiation {

    static final String FHIR_JSON = "application/fhir+json;charset=utf-8";

    private static final Set<String> JSON_TYPES = Set.of("application/fhir+json", "application/json", "text/json");
    private static final Set<String> JSON_RANGES = Set.of("*/*", "application/*", "json");
    private static final String FORM = "application/x-www-form-urlencoded";

    private Negotiation() {}

    /** Refuses an answer that is not wanted as JSON. The parameter {@code _format} overrides the header. */
    static void requireAcceptable(@Nullable String accept, String format) {
        if (!format.isEmpty()) {
            // A plus sign that was not escaped arrives as a space.
            if (!isJson(format.replace(' ', '+'))) {
                throw notAcceptable(format);
            }
            return;
        }
        if (accept == null || accept.isBlank()) {
            return;
        }
        for (String range : accept.split(",")) {
            if (isJson(range) && !isRefused(range)) {
                return;
            }
        }
        throw notAcceptable(accept);
    }

    private static boolean isJson(String range) {
        String type = mediaType(range);
        return JSON_TYPES.contains(type) || JSON_RANGES.contains(type);
    }

    private static boolean isRefused(String range) {
        String compact = range.replace(" ", "");
        return compact.endsWith(";q=0") || compact.contains(";q=0.0;") || compact.endsWith(";q=0.0");
    }

    /** Refuses a body that is no JSON in UTF-8. */
    static void requireJson(@Nullable String contentType) {
        if (contentType == null || !JSON_TYPES.contains(mediaType(contentType)) || !isUtf8(contentType)) {
            throw unsupported(contentType, "application/fhir+json in UTF-8");
        }
    }

    /** Whether a body is a JSON Patch (RFC 6902 6). */
    static boolean isJsonPatch(@Nullable String contentType) {
        return contentType != null && mediaType(contentType).equals(Patching.JSON_PATCH) && isUtf8(contentType);
    }

    /** Refuses a body that is no form. */
    static void requireForm(@Nullable String contentType) {
        if (contentType == null || !mediaType(contentType).equals(FORM) || !isUtf8(contentType)) {
            throw unsupported(contentType, FORM);
        }
    }

    private static boolean isUtf8(String contentType) {
        String lower = contentType.toLowerCase(Locale.ROOT).replace("\"", "").replace(" ", "");
        int charset = lower.indexOf("charset=");
        return charset < 0
                || lower.startsWith("utf-8", charset + "charset=".length())
                || lower.startsWith("utf8", charset + "charset=".length());
    }

    private static String mediaType(String header) {
        int end = header.indexOf(';');
        return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static HaiheException notAcceptable(String value) {
        return new HaiheException(
                ErrorCode.NOT_ACCEPTABLE, "Accept: " + shorten(value) + " (expected: application/fhir+json)");
    }

    private static HaiheException unsupported(@Nullable String value, String expected) {
        String text = value == null ? "none" : shorten(value);
        return new HaiheException(
                ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Content-Type: " + text + " (expected: " + expected + ")");
    }

    private static String shorten(String value) {
        return value.length() <= 80 ? value : value.substring(0, 80) + "…";
    }
}
