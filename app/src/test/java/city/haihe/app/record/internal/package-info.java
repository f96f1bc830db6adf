/** Tests of the record on a real PostgreSQL. */
@NullMarked
package city.haihe.app.record.internal;

import org.jspecify.annotations.NullMarked;
