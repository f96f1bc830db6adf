package city.haihe.fhir;

import java.nio.charset.StandardCharsets;

/** Writes values as compact JSON. */
public final class FhirJson {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private FhirJson() {}

    /** The value as compact JSON text. */
    public static String write(FhirValue value) {
        StringBuilder out = new StringBuilder(256);
        append(out, value);
        return out.toString();
    }

    /** The value as compact JSON in UTF-8. */
    public static byte[] toBytes(FhirValue value) {
        return write(value).getBytes(StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder out, FhirValue value) {
        switch (value) {
            case FhirObject object -> {
                out.append('{');
                for (int index = 0; index < object.size(); index++) {
                    if (index > 0) {
                        out.append(',');
                    }
                    appendString(out, object.nameAt(index));
                    out.append(':');
                    append(out, object.valueAt(index));
                }
                out.append('}');
            }
            case FhirArray array -> {
                out.append('[');
                for (int index = 0; index < array.size(); index++) {
                    if (index > 0) {
                        out.append(',');
                    }
                    append(out, array.get(index));
                }
                out.append(']');
            }
            case FhirString string -> appendString(out, string.value());
            case FhirNumber number -> out.append(number.text());
            case FhirBoolean bool -> out.append(bool.value());
            case FhirNull _ -> out.append("null");
        }
    }

    private static void appendString(StringBuilder out, String text) {
        out.append('"');
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 0xf]);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
