package city.haihe.fhir.path;

import city.haihe.fhir.path.Function.Call;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Encodings and escapes of texts (FHIRPath 2.1 5.6.15 to 5.6.18). */
final class CodingFunctions {

    private CodingFunctions() {}

    /** Turns a text into another by a named form. */
    private interface Coder {
        String apply(Call call, String form, String text);
    }

    static List<Function> all() {
        return List.of(
                new Function("encode", 1, 1, call -> coded(call, CodingFunctions::encode)),
                new Function("decode", 1, 1, call -> coded(call, CodingFunctions::decode)),
                new Function("escape", 1, 1, call -> coded(call, CodingFunctions::escape)),
                new Function("unescape", 1, 1, call -> coded(call, CodingFunctions::unescape)));
    }

    private static List<Item> coded(Call call, Coder coder) {
        String text = StringFunctions.text(call, call.input());
        String form = StringFunctions.text(call, call.argument(0));
        if (text == null || form == null) {
            return List.of();
        }
        // No form makes a text longer than six times.
        call.evaluation().budget().length(6L * text.length());
        try {
            return Evaluation.text(coder.apply(call, form, text));
        } catch (IllegalArgumentException malformed) {
            throw call.error("a text that is not so coded", "a text in " + form);
        }
    }

    private static String encode(Call call, String form, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return switch (form) {
            case "base64" -> Base64.getEncoder().encodeToString(bytes);
            case "urlbase64" -> Base64.getUrlEncoder().encodeToString(bytes);
            case "hex" -> HexFormat.of().formatHex(bytes);
            default -> throw call.error("an unknown form", "base64, urlbase64 or hex");
        };
    }

    private static String decode(Call call, String form, String text) {
        byte[] bytes = switch (form) {
            case "base64" -> Base64.getDecoder().decode(text);
            case "urlbase64" -> Base64.getUrlDecoder().decode(text);
            case "hex" -> HexFormat.of().parseHex(text);
            default -> throw call.error("an unknown form", "base64, urlbase64 or hex");
        };
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String escape(Call call, String form, String text) {
        return switch (form) {
            case "html" ->
                text.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;")
                        .replace("'", "&#39;");
            case "json" ->
                text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\t", "\\t");
            default -> throw call.error("an unknown form", "html or json");
        };
    }

    private static String unescape(Call call, String form, String text) {
        return switch (form) {
            case "html" ->
                text.replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&quot;", "\"")
                        .replace("&#39;", "'")
                        .replace("&amp;", "&");
            case "json" -> unescapeJson(text);
            default -> throw call.error("an unknown form", "html or json");
        };
    }

    private static String unescapeJson(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c != '\\' || at + 1 == text.length()) {
                out.append(c);
                continue;
            }
            char escaped = text.charAt(++at);
            switch (escaped) {
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case 'f' -> out.append('\f');
                case 'b' -> out.append('\b');
                case 'u' -> {
                    if (at + 4 >= text.length()) {
                        throw new IllegalArgumentException("\\u");
                    }
                    out.append((char) HexFormat.fromHexDigits(text, at + 1, at + 5));
                    at += 4;
                }
                default -> out.append(escaped);
            }
        }
        return out.toString();
    }
}
