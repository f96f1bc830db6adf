package city.haihe.app.identity;

import city.haihe.app.platform.HaiheException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Who sits at the browser. Sessions are rows in the database, so they outlive a restart. */
public interface Sessions {

    /** The person whose session cookie the request carries, asked once a request. */
    Optional<SignedIn> current(HttpServletRequest request);

    /**
     * Refuses an unsafe request of another site: its Origin must be ours, or, where a program other than a browser sends
     * none, {@code token} must be the session's form token.
     *
     * @throws HaiheException CROSS_SITE_REQUEST
     */
    void requireSameSite(HttpServletRequest request);
}
