package city.haihe.app.portal.internal;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the portal must be told.
 *
 * @param web the directory of the built pages
 * @param node the Node.js program
 * @param publicUrl the public address, without a slash at its end
 */
record PortalSettings(Optional<Path> web, Optional<Path> node, String publicUrl) {}
