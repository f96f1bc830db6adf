package city.haihe.app.gateway.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.hl7v2.Hl7Charset;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A body's media type (RFC 9110 8.3).
 *
 * @param name type and subtype in lower case; empty where there was none
 * @param charset the parameter of that name; empty where there was none
 */
record MediaType(String name, String charset) {

    /** The types of HL7 v2 messages in ER7: the registered one, and those of the HL7-over-HTTP convention. */
    static final Set<String> HL7 = Set.of("application/hl7-v2", "application/hl7-v2+er7", "x-application/hl7-v2+er7");

    private static final Set<String> JSON = Set.of("application/fhir+json", "application/json");

    private static final Set<String> NDJSON = Set.of("application/x-ndjson", "application/ndjson");

    static final String EXPECTED = "application/hl7-v2 or x-application/hl7-v2+er7";

    static MediaType of(@Nullable String header) {
        if (header == null) {
            return new MediaType("", "");
        }
        String[] parts = header.split(";");
        String charset = "";
        for (int index = 1; index < parts.length; index++) {
            String[] parameter = parts[index].split("=", 2);
            if (parameter.length == 2 && parameter[0].strip().equalsIgnoreCase("charset")) {
                charset = parameter[1].strip().replace("\"", "");
            }
        }
        return new MediaType(parts[0].strip().toLowerCase(Locale.ROOT), charset);
    }

    boolean isHl7() {
        return HL7.contains(name);
    }

    boolean isNdjson() {
        return NDJSON.contains(name);
    }

    boolean isJson() {
        return JSON.contains(name);
    }

    /** The charset that it names; empty where it names none. */
    Optional<Hl7Charset> hl7Charset() {
        if (charset.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Hl7Charset.named(charset)
                .orElseThrow(() -> new HaiheException(
                        ErrorCode.INVALID_CHARSET,
                        "charset: \"" + printable(charset) + "\" (expected: " + Hl7Charset.EXPECTED + ")")));
    }

    HaiheException unsupported(String expected) {
        return new HaiheException(
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "Content-Type: " + (name.isEmpty() ? "none" : printable(name)) + " (expected: " + expected + ")");
    }

    private static String printable(String text) {
        String printable = text.replaceAll("[^ -~]", "?");
        return printable.length() <= 80 ? printable : printable.substring(0, 80) + "...";
    }
}
