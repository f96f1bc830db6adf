/** Tests of the FHIR library. */
@NullMarked
package city.haihe.fhir;

import org.jspecify.annotations.NullMarked;
