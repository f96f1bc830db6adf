package city.haihe.fhir.patch;

import city.haihe.fhir.FhirObject;

/** Changes to a resource that were asked for. May be applied several times, to different versions. */
public sealed interface ResourcePatch permits JsonPatch, FhirPathPatch {

    /**
     * The resource as it is after all changes, or an error where one of them cannot be made. Whether the result is a valid
     * resource is not checked here.
     *
     * @param resource is changed; who wants to keep it gives a copy
     * @throws PatchException where a change does not fit the resource
     */
    FhirObject apply(FhirObject resource);
}
