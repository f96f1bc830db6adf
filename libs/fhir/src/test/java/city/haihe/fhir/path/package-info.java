@NullMarked
package city.haihe.fhir.path;

import org.jspecify.annotations.NullMarked;
