/** The clinical record: a FHIR R4 store on PostgreSQL behind {@code /fhir}. */
@ApplicationModule(displayName = "Record")
@NullMarked
package city.haihe.app.record;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
