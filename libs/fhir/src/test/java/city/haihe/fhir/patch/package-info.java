/** Tests of patches. */
@NullMarked
package city.haihe.fhir.patch;

import org.jspecify.annotations.NullMarked;
