package city.haihe.fhir.path;

/** What a FHIRPath collection holds: elements of resources, and values that expressions make. */
public sealed interface Item permits Element, SystemValue {

    /** The name of its type, without namespace: {@code code}, {@code HumanName}, {@code Patient}; {@code Integer}. */
    String type();

    /** The item as text, as {@code toString()} has it; an element without a value of its own as JSON. */
    String text();
}
