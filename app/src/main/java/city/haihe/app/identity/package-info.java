/** Who is calling: OAuth 2.1, OpenID Connect, sign-in, sessions, SMART scopes. */
@ApplicationModule(displayName = "Identity")
@NullMarked
package city.haihe.app.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
