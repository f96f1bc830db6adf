package city.haihe.v2fhir;

import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirValue;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Encapsulated data and pointers to it (HL7 v2.5.1 2.A.24 ED, 2.A.65 RP; both have the same third and fourth component). */
final class Attachments {

    private static final Map<String, String> MIME_TYPES = Map.of(
            "PDF", "application/pdf",
            "JPEG", "image/jpeg",
            "PNG", "image/png",
            "GIF", "image/gif",
            "TIFF", "image/tiff",
            "HTML", "text/html",
            "XML", "text/xml",
            "RTF", "application/rtf",
            "DICOM", "application/dicom",
            "PLAIN", "text/plain");

    private static final Pattern SPACES = Pattern.compile("\\s+");

    private Attachments() {}

    /** An Attachment, null where the data are not of their encoding: with the data where there are any, with a URL where there is only a pointer. */
    static @Nullable FhirValue attachment(Run run, Source source) {
        String data = source.text(5);
        if (data.isEmpty()) {
            String pointer = source.text(1);
            return pointer.isEmpty()
                    ? null
                    : new FhirObject()
                            .putIfPresent("contentType", contentType(source))
                            .put("url", pointer);
        }
        String encoded = encoded(data, source.text(4));
        if (encoded == null) {
            return null;
        }
        return new FhirObject().putIfPresent("contentType", contentType(source)).put("data", encoded);
    }

    /** The MIME type that type and subtype make, where they make one. */
    private static @Nullable String contentType(Source source) {
        String subtype = source.text(3);
        String known = MIME_TYPES.get(subtype.toUpperCase(Locale.ROOT));
        if (known != null) {
            return known;
        }
        if (subtype.indexOf('/') > 0) {
            return subtype;
        }
        return subtype.equals("Octet-stream") || subtype.isEmpty() ? "application/octet-stream" : null;
    }

    private static @Nullable String encoded(String data, String encoding) {
        try {
            return switch (encoding) {
                case "Base64", "BASE64", "base64" -> {
                    String lines = SPACES.matcher(data).replaceAll("");
                    yield Base64.getEncoder().encodeToString(Base64.getDecoder().decode(lines));
                }
                case "Hex", "HEX" -> base64(HexFormat.of().parseHex(data));
                case "A", "" -> base64(data.getBytes(StandardCharsets.UTF_8));
                default -> null;
            };
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String base64(byte[] data) {
        return Base64.getEncoder().encodeToString(data);
    }
}
