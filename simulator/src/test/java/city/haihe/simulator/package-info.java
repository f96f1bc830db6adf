@NullMarked
package city.haihe.simulator;

import org.jspecify.annotations.NullMarked;
