package city.haihe.app.platform;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is acting, and how far they reach. Made once at a door (a token, a session, an MLLP connection) and handed down; the
 * record decides by it and the change feed keeps it.
 *
 * @param actor who acts: {@code Patient/ID}, {@code Practitioner/ID}, {@code Connection/NAME} or {@code Client/ID}
 * @param client the OAuth client, connection or module that carries the request
 * @param scopes what was granted
 * @param otherScopes granted scopes that are not SMART resource scopes, such as {@code haihe/admin}
 * @param patient the id of the only Patient whose compartment is reached, or null where the scopes alone decide
 * @param purpose why, as a code of HL7 v3 PurposeOfUse, such as {@code TREAT}
 * @param trace the trace id of the request, 32 hexadecimal digits
 */
public record Caller(
        String actor,
        String client,
        Set<SmartScope> scopes,
        Set<String> otherScopes,
        @Nullable String patient,
        String purpose,
        String trace) {

    public Caller {
        scopes = Set.copyOf(scopes);
        otherScopes = Set.copyOf(otherScopes);
    }

    /** A module of ours or a hospital's connection, which reaches everything. */
    public static Caller system(String actor, String client, String trace) {
        SmartScope everything = new SmartScope(SmartScope.Level.SYSTEM, "*", "cruds");
        return new Caller(actor, client, Set.of(everything), Set.of(), null, "TREAT", trace);
    }

    /** A resident who reads their own record and nothing else. */
    public static Caller patient(String patientId, String client, String trace) {
        SmartScope own = new SmartScope(SmartScope.Level.PATIENT, "*", "rs");
        return new Caller("Patient/" + patientId, client, Set.of(own), Set.of(), patientId, "PATRQT", trace);
    }

    /** Whether any granted scope allows the permission on the type. */
    public boolean allows(String resourceType, SmartScope.Permission permission) {
        return scopes.stream().anyMatch(scope -> scope.allows(resourceType, permission));
    }

    /** Whether a scope that is no resource scope was granted. */
    public boolean has(String scope) {
        return otherScopes.contains(scope);
    }
}
