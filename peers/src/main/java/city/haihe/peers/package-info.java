/** Our libraries beside others that do the same work, in one JVM, by CPU time. */
@NullMarked
package city.haihe.peers;

import org.jspecify.annotations.NullMarked;
