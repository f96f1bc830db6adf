package city.haihe.app.portal.internal;

import java.nio.file.Path;
import java.util.Optional;

/** What the portal must be told. */
interface PortalSettings {

    /** The directory of the built pages. */
    Optional<Path> web();

    /** The Node.js program. */
    Optional<Path> node();

    /** The public address, without a slash at its end. */
    String publicUrl();
}
