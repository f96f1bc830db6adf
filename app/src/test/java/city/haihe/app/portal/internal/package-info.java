/** Tests of the portal. */
@NullMarked
package city.haihe.app.portal.internal;

import org.jspecify.annotations.NullMarked;
