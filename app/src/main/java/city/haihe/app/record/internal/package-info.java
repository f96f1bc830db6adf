/** How the record stores, finds and serves resources. */
@NullMarked
package city.haihe.app.record.internal;

import org.jspecify.annotations.NullMarked;
