@NullMarked
package city.haihe.app.demo.internal;

import org.jspecify.annotations.NullMarked;
