package city.haihe.v2fhir;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The URIs of coding systems and of assigning authorities. */
final class Systems {

    private static final Pattern OID = Pattern.compile("[0-2](\\.(0|[1-9][0-9]*))+");
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern URI = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:\\S+");
    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+");
    private static final Pattern NOT_IN_A_URI = Pattern.compile("[\\s|\"<>\\\\^`{}]+");
    private static final String HL7_TABLE = "HL7";

    /** Identifiers whose authority is only a name. Where two senders mean different ones, their connections' tables tell them apart. */
    private static final String NAMESPACE = "urn:haihe:hd:";

    private final Map<String, String> codingSystems;

    Systems(Map<String, String> codingSystems) {
        this.codingSystems = codingSystems;
    }

    /** The URI of a coding system by its name of HL7 table 0396; null where there is no name. */
    @Nullable
    String codingSystem(String name, TranslationContext context) {
        if (name.isEmpty()) {
            return null;
        }
        String known = codingSystems.get(name);
        if (known != null) {
            return known;
        }
        if (name.startsWith(HL7_TABLE) && name.length() == HL7_TABLE.length() + 4) {
            String table = CodeTable.v2System(name.substring(HL7_TABLE.length()));
            if (table != null) {
                return table;
            }
        }
        if (OID.matcher(name).matches()) {
            return "urn:oid:" + name;
        }
        return URI.matcher(name).matches() ? name : "urn:haihe:code-system:" + context.connection() + ':' + safe(name);
    }

    /**
     * The system of identifiers that an authority assigns (HL7 v2.5.1 2.A.33, HD).
     *
     * @param fallback the name of the sender's own numbering, for an authority that is not named
     */
    static String authority(
            String namespace, String universalId, String universalIdType, String fallback, TranslationContext context) {
        String configured = context.authoritySystems().get(namespace);
        if (configured != null) {
            return configured;
        }
        if (!universalId.isEmpty()) {
            if (OID.matcher(universalId).matches()) {
                return "urn:oid:" + universalId;
            }
            if (UUID.matcher(universalId).matches()) {
                return "urn:uuid:" + universalId.toLowerCase(Locale.ROOT);
            }
            if (URI.matcher(universalId).matches()) {
                return universalId;
            }
            boolean domain =
                    universalIdType.equals("DNS") && DOMAIN.matcher(universalId).matches();
            return domain ? "urn:dns:" + universalId.toLowerCase(Locale.ROOT) : NAMESPACE + safe(universalId);
        }
        if (!namespace.isEmpty()) {
            return NAMESPACE + safe(namespace);
        }
        String own = "urn:haihe:authority:" + context.connection();
        return fallback.isEmpty() ? own : own + ':' + safe(fallback);
    }

    /** The address of an application, where its identifier is one (HL7 v2.5.1 2.A.33, HD). */
    static String endpoint(String namespace, String universalId, String universalIdType) {
        return switch (universalIdType) {
            case "ISO" -> "urn:oid:" + universalId;
            case "UUID", "GUID" -> "urn:uuid:" + universalId;
            case "DNS" -> "urn:dns:" + universalId;
            case "URI" -> universalId;
            default -> universalId.isEmpty() ? "" : NAMESPACE + safe(universalId);
        };
    }

    private static String safe(String name) {
        return NOT_IN_A_URI.matcher(name).replaceAll("-");
    }
}
