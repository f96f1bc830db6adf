package city.haihe.fhir;

/** A JSON string. */
public record FhirString(String value) implements FhirValue {}
