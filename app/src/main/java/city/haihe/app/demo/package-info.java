/** The sample city: loaded once, so that there is something to see. */
@ApplicationModule(displayName = "Demo")
@NullMarked
package city.haihe.app.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
