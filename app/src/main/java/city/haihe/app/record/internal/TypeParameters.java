package city.haihe.app.record.internal;

import city.haihe.fhir.CompositePart;
import city.haihe.fhir.SearchParameter;
import city.haihe.fhir.SearchParameter.Kind;
import city.haihe.fhir.SearchParameter.Step;
import city.haihe.fhir.SearchParameter.ValuePath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The search parameters of one resource type, and what of them is indexed. A parameter that has just the values of others
 * leaves none itself: {@code combo-code} asks for {@code code} or {@code component-code}.
 */
final class TypeParameters {

    /** The definitions' unions are of two. */
    private static final int MOST_IN_UNION = 2;

    private final Map<String, SearchParameter> byName;
    private final Map<String, List<SearchParameter>> unions = new TreeMap<>();
    private final List<Indexed> indexed = new ArrayList<>();
    private final List<SearchParameter> ranges = new ArrayList<>();
    private final List<Correlation> correlations;
    private final Map<String, Correlation.Member> correlated = new HashMap<>();

    /**
     * A parameter that leaves values in a resource's row.
     *
     * @param seed the hash of its name
     * @param presence what stands for it among those that have a value
     * @param inCompartment whether its references put the resource into a Patient's compartment
     * @param column which of the table's pairs of columns has its ranges, or -1 where there is none
     */
    record Indexed(SearchParameter parameter, long seed, int presence, boolean inCompartment, int column) {}

    /**
     * Takes a type's parameters.
     *
     * @param parameters those of the definitions
     * @param added those of others, whose ranges have no columns
     * @param unusable which of these are indexed only
     * @param compartment the names of those that put a resource into a Patient's compartment
     */
    TypeParameters(
            Map<String, SearchParameter> parameters,
            Map<String, SearchParameter> added,
            Set<String> unusable,
            List<String> compartment) {
        Map<String, SearchParameter> all = new TreeMap<>(parameters);
        added.forEach(all::putIfAbsent);
        Map<String, SearchParameter> usable = new TreeMap<>(all);
        usable.keySet().removeAll(unusable);
        this.byName = Collections.unmodifiableMap(usable);
        parameters.values().forEach(parameter -> findUnion(parameter, parameters));
        for (SearchParameter parameter : all.values()) {
            if (parameter.kind() == Kind.COMPOSITE || unions.containsKey(parameter.code())) {
                continue;
            }
            boolean own = parameters.containsKey(parameter.code());
            int column = -1;
            if (own && isRange(parameter.kind())) {
                column = ranges.size();
                ranges.add(parameter);
            }
            indexed.add(new Indexed(
                    parameter,
                    TermHash.parameter(parameter.code()),
                    TermHash.presence(parameter.code()),
                    compartment.contains(parameter.code()),
                    column));
        }
        this.correlations = Correlation.of(all.values());
        for (SearchParameter parameter : all.values()) {
            if (parameter.kind() == Kind.QUANTITY && parameter.several()) {
                correlations.stream()
                        .flatMap(correlation -> correlation.components().stream()
                                .filter(component -> correlation.hasValuesOf(parameter, component)))
                        .findFirst()
                        .ifPresent(component -> correlated.put(parameter.code(), component));
            }
        }
    }

    private static boolean isRange(Kind kind) {
        return switch (kind) {
            case DATE, NUMBER, QUANTITY -> true;
            case STRING, TOKEN, REFERENCE, URI, COMPOSITE, SPECIAL -> false;
        };
    }

    /** References and addresses keep their own terms: chains and includes go along the ones, definitions are found by the others. */
    private void findUnion(SearchParameter parameter, Map<String, SearchParameter> own) {
        if (parameter.kind() == Kind.REFERENCE
                || parameter.kind() == Kind.URI
                || parameter.paths().isEmpty()
                || parameter.code().equals(SearchParameters.IDENTIFIER)) {
            return;
        }
        Set<ValuePath> missing = new HashSet<>(parameter.paths());
        List<SearchParameter> parts = new ArrayList<>();
        for (SearchParameter other : own.values()) {
            boolean smaller = other.paths().size() < parameter.paths().size()
                    || other.paths().size() == parameter.paths().size()
                            && other.code().compareTo(parameter.code()) < 0;
            if (smaller
                    && other.kind() == parameter.kind()
                    && !unions.containsKey(other.code())
                    && !other.paths().isEmpty()
                    && missing.containsAll(other.paths())) {
                other.paths().forEach(missing::remove);
                parts.add(other);
            }
        }
        if (missing.isEmpty() && parts.size() <= MOST_IN_UNION) {
            unions.put(parameter.code(), List.copyOf(parts));
        }
    }

    /** The parameters by their names. */
    Map<String, SearchParameter> byName() {
        return byName;
    }

    Collection<SearchParameter> all() {
        return byName.values();
    }

    /** The parameters that have together the values of the one, or none where it has its own. */
    List<SearchParameter> union(String code) {
        return unions.getOrDefault(code, List.of());
    }

    /** The parameters that leave values, in the order of their names. */
    List<Indexed> indexed() {
        return indexed;
    }

    /** The parameters whose ranges have columns, in the order of these. */
    List<SearchParameter> ranges() {
        return ranges;
    }

    /**
     * The component whose values are those of a quantity parameter of which a resource may have several; null where none has
     * them, or there is only one.
     */
    Correlation.@Nullable Member correlated(SearchParameter parameter) {
        return correlated.get(parameter.code());
    }

    /** The elements whose components can be asked for together. */
    List<Correlation> correlations() {
        return correlations;
    }

    /**
     * The values of one kind of element that composite parameters ask for together. They stand in the column {@code ranges},
     * each under its component's key and the number of its element.
     *
     * @param element where the elements stand
     * @param components their components, each once however many parameters ask for it
     */
    record Correlation(CompositePart element, List<Member> components) {

        /**
         * A component.
         *
         * @param key the key of the first element's values; the next element has the next
         * @param unitKey the same of the units of quantities
         */
        record Member(SearchParameter value, long key, long unitKey) {}

        /** Whether the parameter reads in all elements what the component reads in each; samples are no amounts. */
        boolean hasValuesOf(SearchParameter parameter, Member component) {
            Set<List<Step>> read = new HashSet<>();
            parameter.paths().stream()
                    .filter(path -> !path.type().equals("SampledData"))
                    .forEach(path -> read.add(path.steps()));
            Set<List<Step>> within = new HashSet<>();
            for (ValuePath path : component.value().paths()) {
                List<Step> steps = new ArrayList<>(element.base());
                steps.addAll(path.steps());
                within.add(steps);
            }
            return component.value().kind() == parameter.kind() && within.equals(read);
        }

        private static List<Correlation> of(Collection<SearchParameter> parameters) {
            Map<String, CompositePart> elements = new LinkedHashMap<>();
            Map<String, Map<String, Member>> members = new LinkedHashMap<>();
            for (SearchParameter parameter : parameters) {
                for (CompositePart part : parameter.parts()) {
                    if (part.separable()) {
                        continue;
                    }
                    elements.putIfAbsent(part.path(), part);
                    for (CompositePart.Component component : part.components()) {
                        if (component.alone() == null) {
                            members.computeIfAbsent(part.path(), path -> new LinkedHashMap<>())
                                    .putIfAbsent(
                                            component.key(),
                                            new Member(
                                                    component.value(),
                                                    TermHash.element(part.path(), component.key()),
                                                    TermHash.element(part.path(), component.key() + " unit")));
                        }
                    }
                }
            }
            List<Correlation> correlations = new ArrayList<>();
            members.forEach((path, found) -> correlations.add(new Correlation(
                    java.util.Objects.requireNonNull(elements.get(path)), List.copyOf(found.values()))));
            return correlations;
        }
    }
}
