/** How identity does it. */
@NullMarked
package city.haihe.app.identity.internal;

import org.jspecify.annotations.NullMarked;
