package city.haihe.fhir.patch;

import city.haihe.fhir.ElementDefinition;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirValue;
import city.haihe.fhir.R4;
import java.util.List;

/**
 * A value that a FHIRPath Patch puts into a resource.
 *
 * @param member the name that JSON has for the element with a value of this type
 */
record PatchValue(String member, FhirValue value) {

    private static final String VALUE = "value";

    /** The value of a part: {@code value[x]}, or parts that are named as the elements of an anonymous type. */
    static PatchValue of(String place, FhirObject part, ElementDefinition element) {
        List<FhirObject> parts = part.objects("part").toList();
        if (!parts.isEmpty()) {
            return new PatchValue(member(place, element, "BackboneElement"), object(place, parts, element));
        }
        for (int index = 0; index < part.size(); index++) {
            String name = part.nameAt(index);
            if (name.startsWith("_" + VALUE)) {
                throw PatchException.malformed(place, name, "extensions of a value", "the value alone");
            }
            if (name.startsWith(VALUE)) {
                String type = name.substring(VALUE.length());
                // The resource may be patched again from its state before; what goes in must not be shared.
                return new PatchValue(
                        member(place, element, type), part.valueAt(index).copy());
            }
        }
        if (part.object("resource") instanceof FhirObject resource) {
            return new PatchValue(member(place, element, "Resource"), resource.copy());
        }
        throw PatchException.malformed(place, VALUE, "none", "a value[x], or parts");
    }

    /** The only name that the element has, or that of a choice for the type. */
    private static String member(String place, ElementDefinition element, String type) {
        if (!element.choice()) {
            return element.member(
                    element.types().isEmpty() ? "" : element.types().getFirst());
        }
        for (String allowed : element.types()) {
            if (allowed.equalsIgnoreCase(type)) {
                return element.member(allowed);
            }
        }
        throw PatchException.notApplicable(
                place, element.name(), type, "a value of one of the types that the element may have");
    }

    private static FhirObject object(String place, List<FhirObject> parts, ElementDefinition element) {
        String shape = element.types().isEmpty()
                ? element.path()
                : element.shape(element.types().getFirst());
        FhirObject made = new FhirObject();
        for (FhirObject part : parts) {
            String name = String.valueOf(part.string("name"));
            ElementDefinition child = R4.definitions().elements(shape).get(name);
            if (child == null) {
                throw PatchException.notApplicable(place, name, "unknown", "an element of " + shape);
            }
            PatchValue value = of(place, part, child);
            if (child.many()) {
                made.append(value.member(), value.value());
            } else {
                made.put(value.member(), value.value());
            }
        }
        return made;
    }
}
