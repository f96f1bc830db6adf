package city.haihe.fhir;

/** A JSON value as FHIR uses it. Numbers keep the digits they were received with; objects keep their order. */
public sealed interface FhirValue permits FhirObject, FhirArray, FhirString, FhirNumber, FhirBoolean, FhirNull {

    /** A copy that shares nothing mutable with this value; what cannot change is its own copy. */
    default FhirValue copy() {
        return this;
    }
}
