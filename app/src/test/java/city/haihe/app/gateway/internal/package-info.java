/** Tests of the gateway. */
@NullMarked
package city.haihe.app.gateway.internal;

import org.jspecify.annotations.NullMarked;
