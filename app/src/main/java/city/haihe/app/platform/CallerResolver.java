package city.haihe.app.platform;

import jakarta.servlet.http.HttpServletRequest;

/** Tells a door who is calling. Identity implements it; the doors of other modules only ask. */
public interface CallerResolver {

    /**
     * The caller that the request's access token stands for.
     *
     * @throws HaiheException UNAUTHENTICATED where there is no valid token
     */
    Caller require(HttpServletRequest request);
}
