/** The application: one package, one module, one role. */
@NullMarked
package city.haihe.app;

import org.jspecify.annotations.NullMarked;
