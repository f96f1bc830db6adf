/** The sample city: seeded, deterministic residents, hospitals, histories and HL7 v2 traffic. */
@NullMarked
package city.haihe.simulator;

import org.jspecify.annotations.NullMarked;
