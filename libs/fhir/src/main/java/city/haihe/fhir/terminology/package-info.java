/**
 * Code systems, value sets and concept maps (FHIR R4 4.6 to 4.10): what they select, worked out without a store of their own.
 */
@NullMarked
package city.haihe.fhir.terminology;

import org.jspecify.annotations.NullMarked;
