/** Patches of resources: JSON Patch (RFC 6902) and FHIRPath Patch (FHIR R4 3.1.0.5). */
@NullMarked
package city.haihe.fhir.patch;

import org.jspecify.annotations.NullMarked;
