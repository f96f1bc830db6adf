package city.haihe.app.record.internal;

import city.haihe.fhir.R4;
import city.haihe.fhir.SearchParameter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The search parameters that are indexed: those of R4 that have values, but for the two that every row has anyway. */
final class SearchParameters {

    /** The parameter by whose values every message and conditional create looks resources up. */
    static final String IDENTIFIER = "identifier";

    private static final Set<String> COLUMNS = Set.of("_id", "_lastUpdated");

    private final R4 definitions;
    private final Map<String, Map<String, SearchParameter>> parameters = new TreeMap<>();

    SearchParameters(R4 definitions) {
        this.definitions = definitions;
        for (String type : definitions.resourceTypes()) {
            Map<String, SearchParameter> indexed = new TreeMap<>(definitions.searchParameters(type));
            indexed.keySet().removeAll(COLUMNS);
            parameters.put(type, indexed);
        }
    }

    /** A type's parameter of that name. */
    Optional<SearchParameter> find(String type, String code) {
        Map<String, SearchParameter> known = parameters.get(type);
        return known == null ? Optional.empty() : Optional.ofNullable(known.get(code));
    }

    /** A type's parameters, in the order of their names. */
    Collection<SearchParameter> of(String type) {
        return parameters.getOrDefault(type, Map.of()).values();
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
        return parameters.keySet();
    }

    boolean isType(String name) {
        return parameters.containsKey(name);
    }

    /** The reference parameters that put a resource into a Patient's compartment. */
    List<String> compartment(String type) {
        return definitions.patientCompartment(type);
    }
}
