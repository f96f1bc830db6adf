package city.haihe.fhir;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A search parameter of one resource type, its expression compiled to the members that it reads.
 *
 * @param code its name
 * @param kind what kind of values it has
 * @param targets the types a reference may lead to; none for other kinds
 * @param several whether a resource may have several values
 * @param paths where its values stand
 */
public record SearchParameter(String code, Kind kind, Set<String> targets, boolean several, List<ValuePath> paths) {

    public SearchParameter {
        targets = Set.copyOf(targets);
        paths = List.copyOf(paths);
    }

    /** The kinds of search parameters that have values of their own (FHIR R4 3.1.1.4). */
    public enum Kind {
        STRING,
        TOKEN,
        REFERENCE,
        DATE,
        NUMBER,
        QUANTITY,
        URI
    }

    /**
     * Where values stand.
     *
     * @param steps the members to go through from the resource on
     * @param type the FHIR type of the values
     * @param target the only type that references may lead to, or null
     * @param test what the values are tested for instead of being taken, as in {@code Patient.deceased}
     */
    public record ValuePath(
            List<Step> steps, String type, @Nullable String target, boolean test) {

        public ValuePath {
            steps = List.copyOf(steps);
        }
    }

    /**
     * A step to a member.
     *
     * @param name the member's name
     * @param first whether only the first of several counts
     * @param whereName a member that must have the value, or null
     * @param whereValue the value
     */
    public record Step(
            String name,
            boolean first,
            @Nullable String whereName,
            @Nullable String whereValue) {}

    /** Gives every value of the resource to the consumer. */
    public void extract(FhirObject resource, Consumer<IndexValue> values) {
        for (ValuePath path : paths) {
            if (path.test()) {
                IndexValues.addTest(resource, path, values);
            } else {
                walk(resource, path, 0, values);
            }
        }
    }

    private void walk(FhirValue value, ValuePath path, int depth, Consumer<IndexValue> values) {
        if (value instanceof FhirArray array) {
            boolean first = depth > 0 && path.steps().get(depth - 1).first();
            int size = first ? Math.min(1, array.size()) : array.size();
            for (int index = 0; index < size; index++) {
                walk(array.get(index), path, depth, values);
            }
            return;
        }
        if (depth > 0 && !passes(value, path.steps().get(depth - 1))) {
            return;
        }
        if (depth == path.steps().size()) {
            IndexValues.add(this, path, value, values);
            return;
        }
        if (value instanceof FhirObject object) {
            FhirValue next = object.get(path.steps().get(depth).name());
            if (next != null) {
                walk(next, path, depth + 1, values);
            }
        }
    }

    private static boolean passes(FhirValue value, Step step) {
        return step.whereName() == null
                || value instanceof FhirObject object
                        && String.valueOf(step.whereValue()).equals(object.string(step.whereName()));
    }
}
