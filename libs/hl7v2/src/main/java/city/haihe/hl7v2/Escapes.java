package city.haihe.hl7v2;

import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Escape sequences (HL7 v2.5.1 2.7). */
final class Escapes {

    private Escapes() {}

    /** The text that an escaped text stands for; a sequence that we do not know stays as it is. */
    static String unescape(String text, Delimiters delimiters, Hl7Charset charset) {
        char escape = delimiters.escape();
        int start = escape == 0 ? -1 : text.indexOf(escape);
        if (start < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int done = 0;
        while (start >= 0) {
            int end = text.indexOf(escape, start + 1);
            if (end < 0) {
                break;
            }
            out.append(text, done, start);
            String meaning = meaning(text.substring(start + 1, end), delimiters, charset);
            out.append(meaning == null ? text.substring(start, end + 1) : meaning);
            done = end + 1;
            start = text.indexOf(escape, done);
        }
        return out.append(text, done, text.length()).toString();
    }

    private static @Nullable String meaning(String sequence, Delimiters delimiters, Hl7Charset charset) {
        return switch (sequence) {
            case "F" -> String.valueOf(delimiters.field());
            case "S" -> String.valueOf(delimiters.component());
            case "R" -> String.valueOf(delimiters.repetition());
            case "E" -> String.valueOf(delimiters.escape());
            case "T" -> delimiters.subcomponent() == 0 ? "&" : String.valueOf(delimiters.subcomponent());
            case ".br", ".sp" -> "\n";
            case "H", "N" -> "";
            default -> sequence.startsWith("X") ? hexadecimal(sequence.substring(1), charset) : null;
        };
    }

    private static @Nullable String hexadecimal(String digits, Hl7Charset charset) {
        try {
            byte[] bytes = HexFormat.of().parseHex(digits);
            return charset.decode(bytes, 0, bytes.length);
        } catch (IllegalArgumentException | CharacterCodingException notHexadecimal) {
            return null;
        }
    }

    /** The text with what would be a delimiter escaped. */
    static String escape(String text, Delimiters delimiters) {
        StringBuilder out = null;
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            String sequence = sequence(c, delimiters);
            if (sequence != null && out == null) {
                out = new StringBuilder(text.length() + 8).append(text, 0, index);
            }
            if (out != null) {
                out.append(sequence == null ? String.valueOf(c) : delimiters.escape() + sequence + delimiters.escape());
            }
        }
        return out == null ? text : out.toString();
    }

    private static @Nullable String sequence(char c, Delimiters delimiters) {
        if (c == delimiters.field()) {
            return "F";
        }
        if (c == delimiters.component()) {
            return "S";
        }
        if (c == delimiters.repetition()) {
            return "R";
        }
        if (c == delimiters.escape()) {
            return "E";
        }
        if (c == delimiters.subcomponent()) {
            return "T";
        }
        return switch (c) {
            case '\n' -> ".br";
            case '\r' -> "X0D";
            default -> null;
        };
    }
}
