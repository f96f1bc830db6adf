/** Tests of the identity module's inside. */
@NullMarked
package city.haihe.app.identity.internal;

import org.jspecify.annotations.NullMarked;
