package city.haihe.fhir.patch;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirValue;
import org.jspecify.annotations.Nullable;

/**
 * An element where it stands in a resource.
 *
 * @param parent what holds it, or null for the resource itself
 * @param member the name under which its parent's object has it; empty for the resource itself
 * @param index its place in the array, or -1 where it does not repeat
 * @param value what it is
 * @param shape where its children are defined, such as {@code HumanName} or {@code Patient.contact}
 */
record ElementNode(@Nullable ElementNode parent, String member, int index, FhirValue value, String shape) {

    static ElementNode root(FhirObject resource) {
        return new ElementNode(null, "", -1, resource, resource.resourceType());
    }

    /** The object that has it as a member. */
    FhirObject holder() {
        if (parent != null && parent.value instanceof FhirObject object) {
            return object;
        }
        throw new IllegalStateException("the resource itself (expected: an element of it)");
    }

    /** Puts another value in its place. */
    void replace(FhirValue replacement) {
        if (index >= 0 && holder().array(member) instanceof FhirArray array) {
            array.set(index, replacement);
        } else {
            holder().put(member, replacement);
        }
    }

    /** Takes it out, and whatever holds nothing else: FHIR has no empty arrays and objects. */
    void remove() {
        FhirObject object = holder();
        if (index >= 0 && object.array(member) instanceof FhirArray array && array.size() > 1) {
            array.remove(index);
            // The extensions of repeating primitives stand beside them, each at its value's place (FHIR R4 2.6.2.3).
            FhirArray beside = object.array("_" + member);
            if (beside != null && index < beside.size()) {
                beside.remove(index);
                if (beside.isEmpty()) {
                    object.remove("_" + member);
                }
            }
        } else {
            object.remove(member);
            object.remove("_" + member);
        }
        if (object.isEmpty() && parent != null && parent.parent != null) {
            parent.remove();
        }
    }
}
