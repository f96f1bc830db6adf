package city.haihe.app.record.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.SmartScope;
import city.haihe.app.platform.SmartScope.Permission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may see and do. Scopes decide about types and interactions, and by their search restrictions about resources
 * (SMART App Launch 2.2, "Finer-grained resource constraints using search parameters"); a caller that is bound to a Patient
 * sees that Patient's compartment and the {@linkplain #DIRECTORY directory} of the city, which holds nothing personal.
 *
 * <p>All of it is written into the statements themselves: {@link ConditionSql#from} for whatever a search touches,
 * {@link RestrictedRows} for single resources and versions.
 */
final class Visibility {

    /** Types that a resident's resources refer to and that belong to nobody: who treated them, where, with what. */
    static final Set<String> DIRECTORY =
            Set.of("Practitioner", "PractitionerRole", "Organization", "Location", "HealthcareService", "Medication");

    private static final Set<Permission> SEARCHING = EnumSet.of(Permission.SEARCH);
    private static final Set<Permission> SEEING = EnumSet.of(Permission.READ, Permission.SEARCH);

    private static final Condition NOTHING = new Condition.AnyId(List.of());

    private final Caller caller;
    private final Restrictions restrictions;
    private final boolean restricted;
    private final Set<Permission> matching;

    Visibility(Caller caller, Restrictions restrictions) {
        this(caller, restrictions, isRestricted(caller), SEARCHING);
    }

    private Visibility(Caller caller, Restrictions restrictions, boolean restricted, Set<Permission> matching) {
        this.caller = caller;
        this.restrictions = restrictions;
        this.restricted = restricted;
        this.matching = matching;
    }

    private static boolean isRestricted(Caller caller) {
        for (SmartScope scope : caller.scopes()) {
            if (scope.isRestricted()) {
                return true;
            }
        }
        return false;
    }

    Caller caller() {
        return caller;
    }

    /** The same for what a search brings beside its matches: whatever the caller may read or search. */
    Visibility ofIncluded() {
        return restricted ? new Visibility(caller, restrictions, true, SEEING) : this;
    }

    /** The Patient whose compartment bounds what is seen of the type, or null where nothing does. */
    @Nullable
    String boundTo(String type) {
        return DIRECTORY.contains(type) ? null : caller.patient();
    }

    /** Whether neither a patient in context nor a scope's restriction hides anything of the types that are reached. */
    boolean seesEverything() {
        return !restricted && caller.patient() == null;
    }

    /** What a search's own matches must meet, or null where scopes ask nothing of them. */
    @Nullable
    Condition ofMatches(String type) {
        return restricted ? union(type, matching) : null;
    }

    /** What a resource must meet that a search looks at on its way, or null where scopes ask nothing of it. */
    @Nullable
    Condition ofSeen(String type) {
        return restricted ? union(type, SEEING) : null;
    }

    /**
     * What a resource must meet that the caller's writes refer to, or null where scopes ask nothing of it. Of a type that it
     * has no scope to see it may know the ids, as an app that only adds measurements does.
     */
    @Nullable
    Condition ofReferred(String type) {
        return restricted && reaches(type) ? union(type, SEEING) : null;
    }

    /** What a resource must meet to be read, written or deleted, or null where scopes ask nothing of it. */
    @Nullable
    Condition of(String type, Permission permission) {
        return restricted ? union(type, EnumSet.of(permission)) : null;
    }

    /** One of the scopes must allow it: one without a restriction asks nothing, none at all lets nothing pass. */
    private @Nullable Condition union(String type, Set<Permission> permissions) {
        List<Condition> alternatives = new ArrayList<>();
        for (SmartScope scope : caller.scopes()) {
            for (Permission permission : permissions) {
                if (scope.allows(type, permission)) {
                    if (!scope.isRestricted()) {
                        return null;
                    }
                    alternatives.add(restrictions.condition(type, scope));
                    break;
                }
            }
        }
        return switch (alternatives.size()) {
            case 0 -> NOTHING;
            case 1 -> alternatives.getFirst();
            default -> new Condition.AnyOf(alternatives);
        };
    }

    /** Whether the caller sees a resource of the type that is in these Patients' compartments, as far as they decide. */
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

    /** Refuses what concerns a type as a whole to those who are allowed a part of it. */
    void requireWhole(String type, Permission permission) {
        require(type, permission);
        if (of(type, permission) != null) {
            throw new HaiheException(
                    ErrorCode.INSUFFICIENT_SCOPE,
                    "scope: restricted to a part of " + type + " (expected: a scope for all of it)");
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
