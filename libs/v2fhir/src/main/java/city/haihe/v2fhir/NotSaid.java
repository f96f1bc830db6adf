package city.haihe.v2fhir;

/**
 * A value of a FHIR resource that the written message does not say.
 *
 * @param resource the resource, as it is referred to, such as {@code Patient/1}
 * @param element where the value stands in it, such as {@code Patient.contact[0].period.start}
 */
public record NotSaid(String resource, String element) {}
