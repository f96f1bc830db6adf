package city.haihe.app.portal.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.SmartScope;
import city.haihe.app.platform.Traces;
import java.util.Set;

/** In whose name the portal reads. */
final class PortalCallers {

    private static final String CLIENT = "portal";

    private PortalCallers() {}

    /** A resident who reads their own record. */
    static Caller resident(String patientId) {
        return Caller.patient(patientId, CLIENT, Traces.next());
    }

    /** The portal itself, which reads only what belongs to nobody. */
    static Caller portal() {
        Set<SmartScope> scopes = Set.of(
                scope("Organization"),
                scope("HealthcareService"),
                scope("Location"),
                scope("Practitioner"),
                scope("PractitionerRole"));
        return new Caller("Client/" + CLIENT, CLIENT, scopes, Set.of(), null, "HSYSADMIN", Traces.next());
    }

    private static SmartScope scope(String type) {
        return new SmartScope(SmartScope.Level.SYSTEM, type, "rs");
    }
}
