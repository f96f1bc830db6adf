package city.haihe.v2fhir;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirBoolean;
import city.haihe.fhir.FhirNull;
import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value at its place in a resource.
 *
 * @param resource the reference of the resource it stands in
 * @param root the resource
 * @param path where it stands, such as {@code Patient.name[0].family}
 * @param value the value, never an array
 * @param parent the element that it is a member of; null for the resource
 */
record Element(
        String resource,
        FhirObject root,
        String path,
        FhirValue value,
        @Nullable Element parent) {

    static Element resource(String reference, FhirObject resource) {
        return new Element(reference, resource, resource.resourceType(), resource, null);
    }

    /** The elements of a member; several where it is an array, none where it is absent. */
    List<Element> children(String name) {
        FhirValue found = value instanceof FhirObject object ? object.get(name) : null;
        if (found instanceof FhirArray array) {
            List<Element> elements = new ArrayList<>(array.size());
            for (int index = 0; index < array.size(); index++) {
                if (!(array.get(index) instanceof FhirNull)) {
                    elements.add(
                            new Element(resource, root, path + '.' + name + '[' + index + ']', array.get(index), this));
                }
            }
            return elements;
        }
        return found == null ? List.of() : List.of(new Element(resource, root, path + '.' + name, found, this));
    }

    /** The first element of a member, or null. */
    @Nullable
    Element child(String name) {
        List<Element> children = children(name);
        return children.isEmpty() ? null : children.getFirst();
    }

    /** The text of a primitive, or an empty text. */
    String text() {
        return switch (value) {
            case FhirString(String text) -> text;
            case FhirNumber(String text) -> text;
            case FhirBoolean(boolean yes) -> Boolean.toString(yes);
            case FhirObject _, FhirArray _, FhirNull _ -> "";
        };
    }

    /** The text of a member that is a primitive, or an empty text. */
    String text(String name) {
        Element child = child(name);
        return child == null ? "" : child.text();
    }

    String resourceType() {
        return value instanceof FhirObject object ? object.resourceType() : "";
    }

    /** What tells it from every other value of the content. */
    String address() {
        return resource + ' ' + path;
    }

    /** All primitives in it. */
    List<Element> leaves() {
        List<Element> leaves = new ArrayList<>();
        addLeaves(leaves);
        return leaves;
    }

    private void addLeaves(List<Element> leaves) {
        switch (value) {
            case FhirObject object -> {
                for (int index = 0; index < object.size(); index++) {
                    children(object.nameAt(index)).forEach(child -> child.addLeaves(leaves));
                }
            }
            case FhirArray array -> throw new IllegalStateException("array " + path + " of " + array.size());
            case FhirString _, FhirNumber _, FhirBoolean _ -> leaves.add(this);
            case FhirNull _ -> {
                // A gap in an array of primitives says nothing.
            }
        }
    }
}
