package city.haihe.app.identity;

/**
 * A session ended because its person signed out in this process; what was kept open for it should be closed.
 *
 * @param session {@link SignedIn#session}
 */
public record SessionEnded(String session) {}
