package city.haihe.v2fhir;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Attachments as encapsulated data or pointers (HL7 v2.5.1 2.A.24 ED, 2.A.65 RP). */
final class WritingDocuments {

    /** Subtypes of HL7 table 0291 whose name is that of the media type. */
    private static final Set<String> SUBTYPES =
            Set.of("PDF", "JPEG", "PNG", "GIF", "TIFF", "HTML", "XML", "RTF", "DICOM");

    private WritingDocuments() {}

    static @Nullable FieldValue attachment(WritingRun run, Element attachment) {
        String contentType = attachment.text("contentType");
        Element data = attachment.child("data");
        Element url = attachment.child("url");
        if (data == null && url == null) {
            return null;
        }
        run.tell(attachment.child("contentType"));
        FieldValue value = new FieldValue();
        int type = data == null ? 3 : 2;
        int slash = contentType.indexOf('/');
        if (slash > 0) {
            value.set(type, 1, typeOfData(contentType.substring(0, slash)));
            String subtype = contentType.substring(slash + 1).toUpperCase(Locale.ROOT);
            value.set(type + 1, 1, SUBTYPES.contains(subtype) ? subtype : contentType);
        }
        if (data != null) {
            run.tell(data);
            return value.set(4, 1, "Base64").set(5, 1, data.text());
        }
        run.tell(url);
        return url == null ? null : value.set(1, 1, url.text());
    }

    /** HL7 table 0191. */
    private static String typeOfData(String mediaType) {
        return switch (mediaType) {
            case "image" -> "IM";
            case "audio" -> "AU";
            case "text" -> "TX";
            default -> "AP";
        };
    }
}
