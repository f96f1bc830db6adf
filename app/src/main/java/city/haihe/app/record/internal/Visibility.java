package city.haihe.app.record.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.SmartScope.Permission;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may see and do: scopes decide about types and interactions; a caller that is bound to a Patient sees that
 * Patient's compartment and the {@linkplain #DIRECTORY directory} of the city, which holds nothing personal.
 */
record Visibility(Caller caller) {

    /** Types that a resident's resources refer to and that belong to nobody: who treated them, where, with what. */
    static final Set<String> DIRECTORY =
            Set.of("Practitioner", "PractitionerRole", "Organization", "Location", "HealthcareService", "Medication");

    /** The Patient whose compartment bounds what is seen of the type, or null where nothing does. */
    @Nullable
    String boundTo(String type) {
        return DIRECTORY.contains(type) ? null : caller.patient();
    }

    /** Whether the caller sees a resource of the type that is in these Patients' compartments. */
    boolean sees(String type, List<String> patients) {
        String bound = boundTo(type);
        return bound == null || patients.contains(bound);
    }

    /** Whether the caller may read or search the type at all. */
    boolean reaches(String type) {
        return caller.allows(type, Permission.READ) || caller.allows(type, Permission.SEARCH);
    }

    /** Refuses what no scope allows. */
    void require(String type, Permission permission) {
        if (!caller.allows(type, permission)) {
            throw new HaiheException(
                    ErrorCode.INSUFFICIENT_SCOPE,
                    "scope: none for " + permission.name().toLowerCase(java.util.Locale.ROOT) + " of " + type
                            + " (expected: a scope such as " + type + "."
                            + Character.toLowerCase(letter(permission)) + ")");
        }
    }

    /** Refuses to write what would be outside the caller's reach. */
    void requireWritable(String type, List<String> patients) {
        String bound = caller.patient();
        if (bound != null && !patients.contains(bound)) {
            throw new HaiheException(
                    ErrorCode.INSUFFICIENT_SCOPE,
                    type
                            + ": not in the compartment of the patient in context (expected: a resource about that patient)");
        }
    }

    private static char letter(Permission permission) {
        return permission.name().charAt(0);
    }
}
