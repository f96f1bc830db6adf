package city.haihe.app.portal.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which person a request comes from. */
interface Residents {

    /**
     * Somebody who is signed in, such as a clinician, who need not be a resident with a record of their own.
     *
     * @param patient the id of their Patient, or null for whoever is no resident
     * @param name the name as people know them
     * @param session a name of the session that opens nothing
     * @param token what the session's forms carry
     */
    record Visitor(@Nullable String patient, String name, String session, String token) {}

    /**
     * A signed-in resident.
     *
     * @param patient the id of their Patient
     * @param name the name as people know them
     * @param session a name of the session that opens nothing
     * @param token what the session's forms carry
     */
    record Resident(String patient, String name, String session, String token) {}

    /** Whoever's session the request carries, or empty where there is none, or not any more. */
    Optional<Visitor> visitor(HttpServletRequest request);

    /** The resident whose session the request carries. */
    default Optional<Resident> current(HttpServletRequest request) {
        return visitor(request).flatMap(Residents::resident);
    }

    private static Optional<Resident> resident(Visitor visitor) {
        return visitor.patient() == null
                ? Optional.empty()
                : Optional.of(new Resident(visitor.patient(), visitor.name(), visitor.session(), visitor.token()));
    }
}
