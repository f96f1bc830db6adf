package city.haihe.app.portal.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Which resident a request comes from. */
interface Residents {

    /**
     * A signed-in resident.
     *
     * @param patient the id of their Patient
     * @param name the name as people know them
     * @param username the sign-in name
     * @param token what the session's forms carry
     */
    record Resident(String patient, String name, String username, String token) {}

    /** The resident whose session the request carries, or empty where there is none, or not any more. */
    Optional<Resident> current(HttpServletRequest request);
}
