package city.haihe.v2fhir;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Assigning authorities of identifier systems: what {@link Systems#authority} makes, read backwards. */
final class WritingAuthorities {

    private static final String NAMESPACE = "urn:haihe:hd:";

    /** A sender's own numbering, or in older resources an authority of which only the name is known. */
    private static final Pattern OWN = Pattern.compile("urn:haihe:authority:([^:]*)(?::(.*))?");

    /** The names that the maps give to numberings without an authority. */
    private static final Pattern OWN_NUMBERING = Pattern.compile("[a-z][a-z-]*|NI|NNCHN|SS");

    private WritingAuthorities() {}

    /** An HD (HL7 v2.5.1 2.A.33); empty for a numbering of the connection's own. */
    static FieldValue authority(String system, WritingContext context) {
        for (Map.Entry<String, String> known : context.authoritySystems().entrySet()) {
            if (known.getValue().equals(system)) {
                return FieldValue.text(known.getKey());
            }
        }
        if (system.startsWith(NAMESPACE)) {
            return FieldValue.text(system.substring(NAMESPACE.length()));
        }
        if (system.startsWith("urn:oid:")) {
            return universal(system.substring("urn:oid:".length()), "ISO");
        }
        if (system.startsWith("urn:uuid:")) {
            return universal(system.substring("urn:uuid:".length()), "UUID");
        }
        if (system.startsWith("urn:dns:")) {
            return universal(system.substring("urn:dns:".length()), "DNS");
        }
        Matcher own = OWN.matcher(system);
        if (!own.matches()) {
            return universal(system, "URI");
        }
        String name = own.group(2);
        if (name != null && !OWN_NUMBERING.matcher(name).matches()) {
            return FieldValue.text(name);
        }
        // A numbering of the connection's own is what its messages have without an authority.
        return own.group(1).equals(context.connection()) ? new FieldValue() : universal(system, "URI");
    }

    private static FieldValue universal(String id, String type) {
        return new FieldValue().set(2, 1, id).set(3, 1, type);
    }
}
