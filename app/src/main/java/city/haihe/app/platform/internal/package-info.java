/** How the platform does what its root package promises. */
@NullMarked
package city.haihe.app.platform.internal;

import org.jspecify.annotations.NullMarked;
