package city.haihe.fhir.patch;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in a JSON document (RFC 6901).
 *
 * @param text the pointer as it was written
 * @param tokens its reference tokens, unescaped; none for the whole document
 */
record JsonPointer(String text, List<String> tokens) {

    /** The index behind the last element of an array (RFC 6902 4.1). */
    static final String END = "-";

    /** No array of a body has more digits of elements. */
    private static final int MAX_INDEX_DIGITS = 8;

    /** The pointer, or null where the text is none. */
    static @Nullable JsonPointer parse(String text) {
        if (text.isEmpty()) {
            return new JsonPointer(text, List.of());
        }
        if (text.charAt(0) != '/') {
            return null;
        }
        List<String> tokens = new ArrayList<>();
        for (String part : text.substring(1).split("/", -1)) {
            if (hasLoneTilde(part)) {
                return null;
            }
            tokens.add(part.replace("~1", "/").replace("~0", "~"));
        }
        return new JsonPointer(text, List.copyOf(tokens));
    }

    private static boolean hasLoneTilde(String part) {
        for (int tilde = part.indexOf('~'); tilde >= 0; tilde = part.indexOf('~', tilde + 1)) {
            char next = tilde + 1 < part.length() ? part.charAt(tilde + 1) : ' ';
            if (next != '0' && next != '1') {
                return true;
            }
        }
        return false;
    }

    boolean isRoot() {
        return tokens.isEmpty();
    }

    String last() {
        return tokens.getLast();
    }

    /** Whether this place is inside the other. */
    boolean isInside(JsonPointer other) {
        int depth = other.tokens.size();
        return tokens.size() > depth && tokens.subList(0, depth).equals(other.tokens);
    }

    /** What stands there, or null. */
    @Nullable
    FhirValue find(FhirValue root) {
        return walk(root, tokens.size());
    }

    /** What holds the place, or null; the root has none. */
    @Nullable
    FhirValue parent(FhirValue root) {
        return isRoot() ? null : walk(root, tokens.size() - 1);
    }

    private @Nullable FhirValue walk(FhirValue root, int depth) {
        FhirValue value = root;
        for (int index = 0; index < depth && value != null; index++) {
            value = child(value, tokens.get(index));
        }
        return value;
    }

    private static @Nullable FhirValue child(FhirValue value, String token) {
        if (value instanceof FhirObject object) {
            return object.get(token);
        }
        if (value instanceof FhirArray array) {
            int index = index(token);
            return index >= 0 && index < array.size() ? array.get(index) : null;
        }
        return null;
    }

    /** The index that a token names, or -1 where it names none: digits without a zero before them. */
    static int index(String token) {
        boolean digits = !token.isEmpty()
                && token.length() <= MAX_INDEX_DIGITS
                && token.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits && (token.length() == 1 || token.charAt(0) != '0') ? Integer.parseInt(token) : -1;
    }
}
