/** The web tier: pages rendered by Node from data that this module hands it, and their event streams. */
@ApplicationModule(displayName = "Portal")
@NullMarked
package city.haihe.app.portal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
