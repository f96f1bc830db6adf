/**
 * FHIRPath (N1 2.0) with the additions of FHIR R4 (2.9): compiled once to a tree, evaluated on our JSON model, bounded so that no
 * expression can hang.
 */
@NullMarked
package city.haihe.fhir.path;

import org.jspecify.annotations.NullMarked;
