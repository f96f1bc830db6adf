/** How the portal works inside. */
@NullMarked
package city.haihe.app.portal.internal;

import org.jspecify.annotations.NullMarked;
