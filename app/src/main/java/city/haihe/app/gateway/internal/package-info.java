/** MLLP, exactly-once processing, dead letters and their administration. */
@NullMarked
package city.haihe.app.gateway.internal;

import org.jspecify.annotations.NullMarked;
