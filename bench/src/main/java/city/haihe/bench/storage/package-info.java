/** How the record might store resources: three layouts, measured side by side. */
@NullMarked
package city.haihe.bench.storage;

import org.jspecify.annotations.NullMarked;
