package city.haihe.app.record.internal;

import city.haihe.fhir.R4;
import city.haihe.fhir.SearchParameter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The search parameters that are indexed: those of R4, but for the two that every row has anyway, and those that were added
 * by a SearchParameter resource. What was added is taken up at once by all who ask afterwards.
 */
final class SearchParameters {

    /** The parameter by whose values every message and conditional create looks resources up. */
    static final String IDENTIFIER = "identifier";

    private static final Set<String> COLUMNS = Set.of("_id", "_lastUpdated");

    private final R4 definitions;
    private volatile Map<String, TypeParameters> types;

    SearchParameters(R4 definitions) {
        this.definitions = definitions;
        this.types = with(Map.of(), Map.of());
    }

    /**
     * Takes the parameters up that were added, by type and name, instead of those that were added before.
     *
     * @param all what resources are indexed by
     * @param unusable the names, by type, of those that cannot be searched by yet
     */
    void replaceAdded(Map<String, Map<String, SearchParameter>> all, Map<String, Set<String>> unusable) {
        types = with(all, unusable);
    }

    private Map<String, TypeParameters> with(
            Map<String, Map<String, SearchParameter>> all, Map<String, Set<String>> unusable) {
        Map<String, TypeParameters> known = new TreeMap<>();
        for (String type : definitions.resourceTypes()) {
            Map<String, SearchParameter> own = new TreeMap<>(definitions.searchParameters(type));
            own.keySet().removeAll(COLUMNS);
            known.put(
                    type,
                    new TypeParameters(
                            own,
                            all.getOrDefault(type, Map.of()),
                            unusable.getOrDefault(type, Set.of()),
                            definitions.patientCompartment(type)));
        }
        return known;
    }

    /** A type's parameter of that name. */
    Optional<SearchParameter> find(String type, String code) {
        TypeParameters known = types.get(type);
        return known == null
                ? Optional.empty()
                : Optional.ofNullable(known.byName().get(code));
    }

    /** A type's parameters, in the order of their names. */
    Collection<SearchParameter> of(String type) {
        TypeParameters known = types.get(type);
        return known == null ? List.of() : known.all();
    }

    /** Another object each time that parameters were taken up. */
    Object generation() {
        return types;
    }

    /** All about a type's parameters. */
    TypeParameters type(String type) {
        TypeParameters known = types.get(type);
        if (known == null) {
            throw RecordErrors.unknownType(type);
        }
        return known;
    }

    /** Whether the definitions themselves have the parameter, or a name that no parameter may take. */
    boolean isDefined(String type, String code) {
        return COLUMNS.contains(code) || definitions.searchParameters(type).containsKey(code);
    }

    /** The definitions of R4. */
    R4 definitions() {
        return definitions;
    }

    /** The names of a type's reference parameters. */
    List<String> references(String type) {
        return of(type).stream()
                .filter(parameter -> parameter.kind() == SearchParameter.Kind.REFERENCE)
                .map(SearchParameter::code)
                .toList();
    }

    /** All resource types. */
    Set<String> types() {
        return types.keySet();
    }

    boolean isType(String name) {
        return types.containsKey(name);
    }

    /** The reference parameters that put a resource into a Patient's compartment. */
    List<String> compartment(String type) {
        return definitions.patientCompartment(type);
    }
}
