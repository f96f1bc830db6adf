package city.haihe.app.record.internal;

import city.haihe.app.platform.SmartScope.Permission;
import city.haihe.app.record.internal.SearchPlan.Include;
import city.haihe.app.record.internal.SearchPlan.Part;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Understands a search (FHIR R4 3.1.1). What is malformed is an error; what is unknown is one under strict handling only. */
final class SearchParser {

    /** Goes on with an earlier search. */
    static final String PAGE = "_page";

    private static final String TYPE = "_type";

    /** Parameters about the answer's form, which other code has looked at. */
    private static final Set<String> FORM = Set.of("_format", "_pretty", PAGE);

    private final SearchParameters parameters;
    private final ResourceTables tables;
    private final SearchValues values;
    private final ChainParser chains;
    private final IncludeParser includes;
    private final Compartments compartments;

    SearchParser(SearchParameters parameters, ResourceTables tables, SearchValues values) {
        this.parameters = parameters;
        this.tables = tables;
        this.values = values;
        this.chains = new ChainParser(parameters, tables, values);
        this.includes = new IncludeParser(parameters, tables);
        this.compartments = new Compartments();
    }

    /** The search of one type. */
    SearchPlan parse(String type, QueryString query, boolean strict, Visibility visibility) {
        return parse(SearchBase.type(type), query, strict, visibility);
    }

    /** The search of what the base names. A type that the caller may not search is an error where it was named. */
    SearchPlan parse(SearchBase base, QueryString query, boolean strict, Visibility visibility) {
        List<String> types = types(base, query, visibility);
        List<Part> parts = new ArrayList<>();
        for (String type : types) {
            parts.add(new Part(type, compartments.conditions(base.compartment(), type)));
        }
        ResultParameters results = new ResultParameters(types, parameters, tables);
        List<Include> included = new ArrayList<>();
        List<QueryString.Parameter> used = new ArrayList<>();
        List<String> ignored = new ArrayList<>();
        for (QueryString.Parameter parameter : query.parameters()) {
            String name = parameter.name();
            if (FORM.contains(name)) {
                continue;
            }
            if (name.equals(TYPE) && base.type().isEmpty()) {
                used.add(parameter);
                continue;
            }
            QueryString.Parameter result = results.take(parameter);
            Include include = result == null ? includes.parse(parameter) : null;
            if (result != null) {
                if (ResultParameters.isSingle(name)) {
                    used.removeIf(earlier -> earlier.name().equals(name));
                }
                used.add(result);
            } else if (include != null) {
                included.add(include);
                used.add(parameter);
            } else if (!parameter.value().isEmpty() && addCondition(parts, parameter, visibility)) {
                used.add(parameter);
            } else if (strict) {
                String where = types.size() == 1 ? types.getFirst() : "all types searched";
                throw RecordErrors.unsupportedParameter(name, "a search parameter of " + where + " with a value");
            } else {
                ignored.add(name);
            }
        }
        ResultForm form = results.form(!included.isEmpty());
        return new SearchPlan(parts, results.order(), results.count(), form, included, used, ignored);
    }

    /** The start of a point in time that a parameter names, in milliseconds since 1970. */
    long instant(String name, String value) {
        return values.instant(name, value);
    }

    private boolean addCondition(List<Part> parts, QueryString.Parameter parameter, Visibility visibility) {
        List<Condition> conditions = new ArrayList<>();
        for (Part part : parts) {
            Condition condition = chains.parse(part.type(), parameter.name(), parameter.value(), visibility);
            if (condition == null) {
                return false;
            }
            conditions.add(condition);
        }
        for (int index = 0; index < parts.size(); index++) {
            parts.get(index).conditions().add(conditions.get(index));
        }
        return true;
    }

    private List<String> types(SearchBase base, QueryString query, Visibility visibility) {
        if (!base.type().isEmpty()) {
            return List.of(base.type());
        }
        Set<String> possible = compartments.types(base.compartment(), parameters.types());
        Set<String> named = new LinkedHashSet<>();
        for (QueryString.Parameter parameter : query.parameters()) {
            if (parameter.name().equals(TYPE)) {
                for (String type : parameter.value().split(",")) {
                    if (!tables.has(type)) {
                        throw RecordErrors.parameter(TYPE, type, "FHIR R4 resource types");
                    }
                    if (!possible.contains(type)) {
                        throw RecordErrors.parameter(TYPE, type, "types that the compartment may hold");
                    }
                    visibility.require(type, Permission.SEARCH);
                    named.add(type);
                }
            }
        }
        if (!named.isEmpty()) {
            return named.stream().sorted().toList();
        }
        List<String> reached = possible.stream()
                .filter(type -> visibility.caller().allows(type, Permission.SEARCH))
                .sorted()
                .toList();
        if (reached.isEmpty()) {
            visibility.require(possible.iterator().next(), Permission.SEARCH);
        }
        return reached;
    }
}
