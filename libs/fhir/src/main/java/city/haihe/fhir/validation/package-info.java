/** Checks of resources that are made when somebody asks for them; what every write must pass is in {@code FhirJsonParser}. */
@NullMarked
package city.haihe.fhir.validation;

import org.jspecify.annotations.NullMarked;
