package city.haihe.fhir.patch;

import city.haihe.fhir.ElementDefinition;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirNull;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import city.haihe.fhir.R4;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of FHIRPath that says which elements of a resource a patch changes, so that they are found with their places:
 * members, {@code [n]}, {@code first()}, {@code last()}, {@code single()}, {@code ofType(T)}, {@code extension(url)} and
 * {@code where(…)} (FHIRPath 2.0, 5).
 */
final class ElementPath {

    /** Types whose name a path may begin with, beside the resource's own. */
    private static final Set<String> ANY_RESOURCE =
            Set.of("Resource", "DomainResource", "%resource", "%context", "$this");

    private final String place;
    private final List<PathStep> steps;

    private ElementPath(String place, List<PathStep> steps) {
        this.place = place;
        this.steps = steps;
    }

    static ElementPath parse(String place, String text) {
        return new ElementPath(place, PathStep.parse(place, text));
    }

    /** All elements it leads to. */
    List<ElementNode> find(FhirObject resource) {
        return walk(resource, steps.size());
    }

    /** The only element it leads to. */
    ElementNode one(FhirObject resource) {
        return only(find(resource), steps);
    }

    /**
     * A list of elements, which may be absent.
     *
     * @param parent what has the list
     * @param name the element's name
     */
    record ElementList(ElementNode parent, String name) {}

    /** The list it leads to: its last step names an element. */
    ElementList list(FhirObject resource) {
        if (steps.isEmpty() || !(steps.getLast() instanceof PathStep.Member(String name))) {
            throw PatchException.malformed(place, "path", text(steps), "a list of elements such as Patient.name");
        }
        List<PathStep> before = steps.subList(0, steps.size() - 1);
        return new ElementList(only(walk(resource, before.size()), before), name);
    }

    private ElementNode only(List<ElementNode> found, List<PathStep> path) {
        if (found.size() != 1) {
            throw PatchException.notApplicable(
                    place, text(path), found.isEmpty() ? "nothing there" : found.size() + " elements", "one element");
        }
        return found.getFirst();
    }

    private static String text(List<PathStep> path) {
        return path.isEmpty()
                ? "path"
                : String.join(".", path.stream().map(PathStep::text).toList());
    }

    private List<ElementNode> walk(FhirObject resource, int depth) {
        List<ElementNode> nodes = List.of(ElementNode.root(resource));
        for (int index = 0; index < depth; index++) {
            PathStep step = steps.get(index);
            boolean start = index == 0
                    && step instanceof PathStep.Member(String name)
                    && (name.equals(resource.resourceType()) || ANY_RESOURCE.contains(name));
            if (!start) {
                nodes = step(nodes, step);
            }
        }
        return nodes;
    }

    private List<ElementNode> step(List<ElementNode> nodes, PathStep step) {
        return switch (step) {
            case PathStep.Member(String name) -> {
                List<ElementNode> found = new ArrayList<>();
                nodes.forEach(node -> addChildren(node, name, found));
                yield found;
            }
            case PathStep.At(int index) -> index < nodes.size() ? List.of(nodes.get(index)) : List.of();
            case PathStep.First _ -> nodes.isEmpty() ? nodes : List.of(nodes.getFirst());
            case PathStep.Last _ -> nodes.isEmpty() ? nodes : List.of(nodes.getLast());
            case PathStep.Single _ -> nodes.isEmpty() ? nodes : List.of(only(nodes, List.of(step)));
            case PathStep.OfType(String type) ->
                nodes.stream().filter(node -> isOfType(node, type)).toList();
            case PathStep.Extension(String url) -> {
                List<ElementNode> found = new ArrayList<>();
                nodes.forEach(node -> addChildren(node, "extension", found));
                found.removeIf(
                        node -> !(node.value() instanceof FhirObject object) || !url.equals(object.string("url")));
                yield found;
            }
            case PathStep.Where where ->
                nodes.stream().filter(node -> holds(node, where.tests())).toList();
        };
    }

    private static boolean isOfType(ElementNode node, String type) {
        String plain = type.startsWith("FHIR.") ? type.substring("FHIR.".length()) : type;
        return node.shape().equals(plain);
    }

    private boolean holds(ElementNode node, List<PathStep.Test> tests) {
        for (PathStep.Test test : tests) {
            List<ElementNode> found = List.of(node);
            for (PathStep step : test.path()) {
                found = step instanceof PathStep.Member(String name) && name.equals("$this")
                        ? found
                        : step(found, step);
            }
            String literal = test.literal();
            if (literal == null ? found.isEmpty() : found.size() != 1 || !isText(found.getFirst(), literal)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isText(ElementNode node, String literal) {
        FhirValue value = node.value();
        return value instanceof FhirString(String text)
                ? text.equals(literal)
                : value.toString().equals(literal);
    }

    private void addChildren(ElementNode node, String name, List<ElementNode> found) {
        if (!(node.value() instanceof FhirObject object)) {
            return;
        }
        ElementDefinition element = R4.definitions().elements(node.shape()).get(name);
        if (element == null) {
            throw PatchException.notApplicable(place, name, "unknown", "an element of " + node.shape());
        }
        for (String type : element.types()) {
            String member = element.member(type);
            FhirValue value = object.get(member);
            if (value instanceof FhirArray array && element.many()) {
                for (int index = 0; index < array.size(); index++) {
                    if (!(array.get(index) instanceof FhirNull)) {
                        found.add(child(node, member, index, array.get(index), element.shape(type)));
                    }
                }
            } else if (value != null) {
                found.add(child(node, member, -1, value, element.shape(type)));
            }
            if (!element.choice()) {
                return;
            }
        }
    }

    private static ElementNode child(ElementNode parent, String member, int index, FhirValue value, String shape) {
        @Nullable FhirObject resource = shape.equals("Resource") && value instanceof FhirObject object ? object : null;
        return new ElementNode(parent, member, index, value, resource == null ? shape : resource.resourceType());
    }
}
