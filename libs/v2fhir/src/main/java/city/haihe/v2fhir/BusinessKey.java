package city.haihe.v2fhir;

/**
 * The identifier by which a resource is found again; it is also among the resource's {@code identifier} elements.
 *
 * @param system the identifier's system, a URI
 * @param value the identifier's value
 */
public record BusinessKey(String system, String value) {}
