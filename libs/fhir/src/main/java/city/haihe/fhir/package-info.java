/** FHIR R4 as JSON: values, parser and writer, definitions, FHIRPath and search extraction. Plain Java: no I/O, no clock. */
@NullMarked
package city.haihe.fhir;

import org.jspecify.annotations.NullMarked;
