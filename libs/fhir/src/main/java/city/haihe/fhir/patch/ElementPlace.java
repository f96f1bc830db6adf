package city.haihe.fhir.patch;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirNull;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirValue;
import city.haihe.fhir.path.Element;

/** Changes an element where it stands in its resource. */
final class ElementPlace {

    private ElementPlace() {}

    /** The object that has the element as a member. */
    static FhirObject holder(Element element) {
        Element parent = element.parent();
        FhirValue value = parent == null ? null : parent.value();
        if (value instanceof FhirObject object) {
            return object;
        }
        FhirObject companion = parent == null ? null : parent.companion();
        if (companion == null) {
            throw new IllegalStateException("the resource itself (expected: an element of it)");
        }
        return companion;
    }

    /** Puts another value in its place. */
    static void replace(Element element, FhirValue replacement) {
        FhirObject holder = holder(element);
        if (element.index() >= 0 && holder.array(element.member()) instanceof FhirArray array) {
            array.set(element.index(), replacement);
        } else {
            holder.put(element.member(), replacement);
        }
    }

    /** Takes it out, and whatever holds nothing else: FHIR has no empty arrays and objects. */
    static void remove(Element element) {
        FhirObject holder = holder(element);
        // The extensions of repeating primitives stand beside them, each at its value's place (FHIR R4 2.6.2.3).
        remove(holder, element.member(), element.index());
        remove(holder, "_" + element.member(), element.index());
        Element parent = element.parent();
        if (!holder.isEmpty() || parent == null || parent.parent() == null) {
            return;
        }
        if (holder == parent.companion() && parent.value() != null) {
            removeCompanion(parent);
        } else {
            remove(parent);
        }
    }

    private static void remove(FhirObject holder, String member, int index) {
        if (index < 0 || !(holder.array(member) instanceof FhirArray array)) {
            holder.remove(member);
            return;
        }
        if (index < array.size()) {
            array.remove(index);
        }
        if (isEmpty(array)) {
            holder.remove(member);
        }
    }

    private static void removeCompanion(Element primitive) {
        FhirObject holder = holder(primitive);
        String member = "_" + primitive.member();
        if (primitive.index() >= 0 && holder.array(member) instanceof FhirArray array) {
            array.set(primitive.index(), FhirNull.NULL);
            if (!isEmpty(array)) {
                return;
            }
        }
        holder.remove(member);
    }

    private static boolean isEmpty(FhirArray array) {
        return array.values().stream().allMatch(FhirNull.class::isInstance);
    }
}
