package city.haihe.fhir;

/** A JSON boolean. */
public record FhirBoolean(boolean value) implements FhirValue {}
