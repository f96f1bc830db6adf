package city.haihe.fhir;

/** The null that holds a place in an array of primitives whose extensions stand beside it (FHIR R4 2.6.2.3). */
public record FhirNull() implements FhirValue {

    /** The one instance that is needed. */
    public static final FhirNull NULL = new FhirNull();
}
