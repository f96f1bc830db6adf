package city.haihe.fhir;

import city.haihe.fhir.SearchParameter.Kind;
import city.haihe.fhir.SearchParameter.Step;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An element in which all components of a composite search parameter must match together (FHIR R4 3.1.1.4.13).
 *
 * @param base the members to go through from the resource on; none for the resource itself
 * @param components its components, in the order of the parameter's values
 */
public record CompositePart(List<Step> base, List<Component> components) {

    public CompositePart {
        base = List.copyOf(base);
        components = List.copyOf(components);
    }

    /**
     * A component.
     *
     * @param alone the parameter of the type that has these values, where the element is the only one of its kind,
     *     so that the component can be asked for by itself; null where it must be asked for within its element
     * @param without a parameter that must have no value, where the first has further ones of an element that this one excludes;
     *     else null
     * @param narrower a parameter of the type that has these values among others, or null
     * @param value reads the values from the element
     */
    public record Component(
            @Nullable String alone,
            @Nullable String without,
            @Nullable String narrower,
            SearchParameter value) {

        /** What kind of values it has. */
        public Kind kind() {
            return value.kind();
        }

        /** The member paths that it reads and how: components of several parameters that read the same are the same. */
        public String key() {
            return value.kind()
                    + value.paths().stream()
                            .map(path -> names(path.steps()))
                            .sorted()
                            .distinct()
                            .collect(Collectors.joining("|"));
        }
    }

    /** Whether each component can be asked for by itself. */
    public boolean separable() {
        return components.stream().allMatch(component -> component.alone() != null);
    }

    /** The path of the element, such as {@code component}. */
    public String path() {
        return names(base);
    }

    /** Gives every element of the resource to the consumer, numbered from 0. */
    public void elements(FhirObject resource, BiConsumer<FhirObject, Integer> consumer) {
        walk(resource, 0, new int[1], consumer);
    }

    private void walk(FhirValue value, int depth, int[] next, BiConsumer<FhirObject, Integer> consumer) {
        if (value instanceof FhirArray array) {
            for (int index = 0; index < array.size(); index++) {
                walk(array.get(index), depth, next, consumer);
            }
        } else if (value instanceof FhirObject object) {
            if (depth == base.size()) {
                consumer.accept(object, next[0]++);
                return;
            }
            FhirValue child = object.get(base.get(depth).name());
            if (child != null) {
                walk(child, depth + 1, next, consumer);
            }
        }
    }

    private static String names(List<Step> steps) {
        return steps.stream().map(Step::name).collect(Collectors.joining("."));
    }
}
