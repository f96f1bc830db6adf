/** Tests of the platform. */
@NullMarked
package city.haihe.app.platform.internal;

import org.jspecify.annotations.NullMarked;
