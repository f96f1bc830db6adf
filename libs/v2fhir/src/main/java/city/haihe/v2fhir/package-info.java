/** HL7 v2 to FHIR R4: the mapping as data, and the small engine that runs it. */
@NullMarked
package city.haihe.v2fhir;

import org.jspecify.annotations.NullMarked;
