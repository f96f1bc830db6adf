/** Benchmarks that print a ratio against a peer or a limit; run by hand. */
@NullMarked
package city.haihe.bench;

import org.jspecify.annotations.NullMarked;
