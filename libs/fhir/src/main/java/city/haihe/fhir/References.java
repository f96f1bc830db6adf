package city.haihe.fhir;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The forms that a literal reference may have (FHIR R4 2.3.0.1). */
final class References {

    private static final Pattern ABSOLUTE = Pattern.compile("https?://[^\\s\\p{Cntrl}]+|urn:[^\\s\\p{Cntrl}]+");
    private static final Pattern QUERY = Pattern.compile("[^\\s\\p{Cntrl}]+");
    private static final String HISTORY = "_history";

    private References() {}

    /** What was expected of a reference that is none, or null. Conditional ones are for Bundles (FHIR R4 3.1.0.11.2). */
    static @Nullable String violation(String text, R4 definitions, boolean conditional) {
        if (text.startsWith("#")) {
            return text.length() == 1 || Primitives.isId(text.substring(1))
                    ? null
                    : "# and the id of a contained resource";
        }
        if (ABSOLUTE.matcher(text).matches()) {
            return null;
        }
        int mark = text.indexOf('?');
        if (mark >= 0) {
            boolean wellFormed = definitions.isResourceType(text.substring(0, mark))
                    && QUERY.matcher(text.substring(mark + 1)).matches();
            return wellFormed && conditional ? null : "Type/id, or Type?query in a Bundle";
        }
        return isRelative(text, definitions) ? null : "Type/id, #id, urn:… or an http address";
    }

    private static boolean isRelative(String text, R4 definitions) {
        String[] parts = text.split("/", -1);
        boolean current = parts.length == 2;
        boolean version = parts.length == 4 && parts[2].equals(HISTORY) && Primitives.isId(parts[3]);
        return (current || version) && definitions.isResourceType(parts[0]) && Primitives.isId(parts[1]);
    }
}
