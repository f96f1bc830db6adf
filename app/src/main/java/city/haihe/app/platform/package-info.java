/** What every module stands on: roles, settings, PostgreSQL, migrations, errors, telemetry and the change feed. */
@ApplicationModule(displayName = "Platform")
@NullMarked
package city.haihe.app.platform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
