package city.haihe.fhir;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the primitive types of FHIR allow (FHIR R4 2.24.0.1). */
final class Primitives {

    private static final Set<String> NUMBERS = Set.of("integer", "unsignedInt", "positiveInt", "decimal");
    private static final int MAX_ID_LENGTH = 64;

    /**
     * Exponents have three digits at most: more than any measure needs or a binary double holds, while a value of a billion
     * digits would exhaust whoever writes it out.
     */
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d{1,3})?");

    private static final Pattern DATE_LENGTHS = Pattern.compile("\\d{4}(-\\d{2}(-\\d{2})?)?");
    private static final Pattern DATE_TIME =
            Pattern.compile("\\d{4}(-\\d{2}(-\\d{2}(T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2}))?)?)?");
    private static final Pattern INSTANT =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})");
    private static final Pattern TIME = Pattern.compile("([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60)(\\.\\d+)?");
    private static final Map<String, Pattern> PATTERNS = Map.of(
            "oid", Pattern.compile("urn:oid:[0-2](\\.(0|[1-9]\\d*))+"),
            "uuid", Pattern.compile("urn:uuid:[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
            "integer", Pattern.compile("0|-?[1-9]\\d{0,9}"),
            "unsignedInt", Pattern.compile("0|[1-9]\\d{0,9}"),
            "positiveInt", Pattern.compile("[1-9]\\d{0,9}"));

    private Primitives() {}

    static boolean isNumber(String type) {
        return NUMBERS.contains(type);
    }

    static boolean isText(String type) {
        return !isNumber(type) && !type.equals("boolean");
    }

    /** What was expected of a value that its type does not allow, or null where it does. */
    static @Nullable String violation(String type, String text) {
        if (hasLoneSurrogate(text)) {
            return "text without halves of surrogate pairs";
        }
        return switch (type) {
            case "boolean" -> null;
            case "decimal" -> DECIMAL.matcher(text).matches() ? null : "a decimal with an exponent of at most 3 digits";
            case "xhtml" -> Narrative.violation(text);
            case "id" -> isId(text) ? null : "1 to 64 letters, digits, hyphens and points";
            case "date" ->
                DATE_LENGTHS.matcher(text).matches() && DateRange.parse(text).isPresent() ? null : "a date YYYY-MM-DD";
            case "dateTime" ->
                DATE_TIME.matcher(text).matches() && isMoment(text) ? null : "a date, or a time with its zone";
            case "instant" ->
                INSTANT.matcher(text).matches() && isMoment(text) ? null : "YYYY-MM-DDThh:mm:ss with a zone";
            case "time" -> TIME.matcher(text).matches() ? null : "hh:mm:ss";
            case "code" -> isCode(text) ? null : "a code without spaces at its ends";
            case "uri", "url", "canonical" -> isUri(text) ? null : "a uri without spaces";
            case "base64Binary" -> isBase64(text) ? null : "base64";
            case "oid", "uuid", "integer", "unsignedInt", "positiveInt" ->
                matches(type, text) ? null : "a valid " + type;
            default -> isString(text) ? null : "text without control characters";
        };
    }

    /** Whether half of a surrogate pair stands alone, which no encoding of Unicode can hold. */
    static boolean hasLoneSurrogate(String text) {
        return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static boolean isMoment(String text) {
        // Longer fractions of a second than we compare by are kept as they are.
        return DateRange.parse(text.replaceFirst("(\\.\\d{9})\\d+", "$1")).isPresent();
    }

    private static boolean matches(String type, String text) {
        Pattern pattern = PATTERNS.get(type);
        if (pattern == null || !pattern.matcher(text).matches()) {
            return false;
        }
        return !isNumber(type) || Math.abs(Long.parseLong(text)) <= Integer.MAX_VALUE;
    }

    static boolean isId(String text) {
        if (text.isEmpty() || text.length() > MAX_ID_LENGTH) {
            return false;
        }
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            boolean allowed =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCode(String text) {
        return !text.isEmpty() && text.equals(text.strip()) && !text.contains("  ") && isString(text);
    }

    private static boolean isUri(String text) {
        return !text.isEmpty() && text.chars().noneMatch(c -> c <= ' ' || c == 0x7f);
    }

    private static boolean isBase64(String text) {
        return text.chars()
                .allMatch(c -> c >= 'a' && c <= 'z'
                        || c >= 'A' && c <= 'Z'
                        || c >= '0' && c <= '9'
                        || c == '+'
                        || c == '/'
                        || c == '='
                        || Character.isWhitespace(c));
    }

    private static boolean isString(String text) {
        return !text.isEmpty() && text.chars().noneMatch(c -> c < ' ' && c != '\t' && c != '\n' && c != '\r');
    }
}
