/** How many HL7 v2 messages a second are durable, beside the bare cost of storing their bytes. */
@NullMarked
package city.haihe.bench.mllp;

import org.jspecify.annotations.NullMarked;
