@NullMarked
package city.haihe.v2fhir;

import org.jspecify.annotations.NullMarked;
