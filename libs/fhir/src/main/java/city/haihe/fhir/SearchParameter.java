package city.haihe.fhir;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A search parameter of one resource type, its expression compiled to the members that it reads.
 *
 * <p>A composite parameter reads no values itself: its parts say which values of others must stand together.
 *
 * @param code its name
 * @param kind what kind of values it has
 * @param targets the types a reference may lead to; none for other kinds
 * @param several whether a resource may have several values
 * @param paths where its values stand
 * @param parts the elements whose components a composite parameter asks for; none for other kinds
 */
public record SearchParameter(
        String code,
        Kind kind,
        Set<String> targets,
        boolean several,
        List<ValuePath> paths,
        List<CompositePart> parts) {

    public SearchParameter {
        targets = Set.copyOf(targets);
        paths = List.copyOf(paths);
        parts = List.copyOf(parts);
    }

    /** The kinds of search parameters (FHIR R4 3.1.1.4). The only special one is {@code Location.near}. */
    public enum Kind {
        STRING,
        TOKEN,
        REFERENCE,
        DATE,
        NUMBER,
        QUANTITY,
        URI,
        COMPOSITE,
        SPECIAL;

        private static final Set<String> DATES = Set.of("date", "dateTime", "instant", "Period", "Timing");
        private static final Set<String> NUMBERS = Set.of("decimal", "integer", "positiveInt", "unsignedInt", "Range");
        private static final Set<String> QUANTITIES = Set.of(
                "Quantity",
                "Age",
                "Count",
                "Distance",
                "Duration",
                "Money",
                "MoneyQuantity",
                "SimpleQuantity",
                "Range",
                "SampledData");

        /** Whether such a parameter may have values of the type (FHIR R4 3.1.1.4). */
        boolean reads(String type) {
            return switch (this) {
                case DATE -> DATES.contains(type);
                case NUMBER -> NUMBERS.contains(type);
                case QUANTITY -> QUANTITIES.contains(type);
                case STRING, TOKEN, REFERENCE, URI, COMPOSITE, SPECIAL -> true;
            };
        }
    }

    /**
     * Where values stand.
     *
     * @param steps the members to go through from the resource on
     * @param type the FHIR type of the values
     * @param target the only type that references may lead to, or null
     * @param test what the values are tested for instead of being taken, as in {@code Patient.deceased}
     * @param many whether it leads to several values
     * @param impliedSystem the system of the bare codes that stand there (FHIR R4 3.1.1.4.10), or null
     */
    public record ValuePath(
            List<Step> steps,
            String type,
            @Nullable String target,
            boolean test,
            boolean many,
            @Nullable String impliedSystem) {

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
