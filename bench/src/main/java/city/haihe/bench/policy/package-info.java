/** Measures policy decisions. */
@NullMarked
package city.haihe.bench.policy;

import org.jspecify.annotations.NullMarked;
