/** Tests of the packaged program as a whole: real processes, real sockets, real kills. */
@NullMarked
package city.haihe.app.system;

import org.jspecify.annotations.NullMarked;
