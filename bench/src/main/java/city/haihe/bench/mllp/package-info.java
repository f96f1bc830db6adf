/** How many HL7 v2 messages a second are durable, what each costs, and how long a sender waits. */
@NullMarked
package city.haihe.bench.mllp;

import org.jspecify.annotations.NullMarked;
