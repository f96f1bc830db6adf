/** Tests of the FHIR library. */
@NullMarked
package city.haihe.fhir.terminology;

import org.jspecify.annotations.NullMarked;
