package city.haihe.app.record.internal;

import org.jspecify.annotations.Nullable;

/**
 * What a search is made on (FHIR R4 3.1.1.1): a type, all types, or those of a compartment.
 *
 * @param type the type that is searched, or empty where {@code _type} decides
 * @param compartment whose compartment bounds the search, or null
 */
record SearchBase(String type, @Nullable Compartment compartment) {

    /** Stands for every type in the address of a compartment. */
    static final String EVERY_TYPE = "*";

    /** What belongs to one resource (FHIR R4 2.3). */
    record Compartment(String type, String id) {}

    /** All resources of a type. */
    static SearchBase type(String type) {
        return new SearchBase(type, null);
    }

    /** All resources. */
    static SearchBase system() {
        return new SearchBase("", null);
    }

    /** A resource's compartment, as its address has it. */
    static SearchBase compartment(String owner, String id, String type) {
        return new SearchBase(type.equals(EVERY_TYPE) ? "" : type, new Compartment(owner, id));
    }

    /** The address behind the base, such as {@code Patient} or {@code Patient/1/Observation}; empty for all types. */
    String path() {
        if (compartment == null) {
            return type;
        }
        return compartment.type() + "/" + compartment.id() + "/" + (type.isEmpty() ? EVERY_TYPE : type);
    }
}
