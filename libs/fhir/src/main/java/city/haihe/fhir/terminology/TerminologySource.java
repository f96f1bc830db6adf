package city.haihe.fhir.terminology;

import city.haihe.fhir.FhirObject;
import java.util.Optional;

/** Finds definitions by their canonical addresses. */
public interface TerminologySource {

    /** The code system of the address; of several the one of the version, or the latest where the version is empty. */
    Optional<CodeSystem> codeSystem(String url, String version);

    /** The ValueSet resource of the address, found in the same way. */
    Optional<FhirObject> valueSet(String url, String version);
}
