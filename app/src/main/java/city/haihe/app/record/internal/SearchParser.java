package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.record.internal.SearchPlan.Include;
import city.haihe.fhir.SearchParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Understands a search (FHIR R4 3.1.1). What is malformed is an error; what is unknown is one under strict handling only. */
final class SearchParser {

    /** Goes on with an earlier search. */
    static final String PAGE = "_page";

    private static final int DEFAULT_COUNT = 20;
    private static final int MAX_COUNT = 1_000;
    private static final int MAX_SORT_KEYS = 5;

    /** Parameters about the answer's form, which other code has looked at. */
    private static final Set<String> FORM = Set.of("_format", "_pretty", PAGE);

    private final SearchParameters parameters;
    private final ResourceTables tables;
    private final SearchValues values;

    SearchParser(SearchParameters parameters, ResourceTables tables, SearchValues values) {
        this.parameters = parameters;
        this.tables = tables;
        this.values = values;
    }

    SearchPlan parse(String type, QueryString query, boolean strict, Visibility visibility) {
        List<Condition> conditions = new ArrayList<>();
        List<SortKey> order = new ArrayList<>();
        List<Include> includes = new ArrayList<>();
        List<QueryString.Parameter> used = new ArrayList<>();
        List<String> ignored = new ArrayList<>();
        int count = DEFAULT_COUNT;
        boolean total = false;
        for (QueryString.Parameter parameter : query.parameters()) {
            String name = parameter.name();
            String value = parameter.value();
            boolean understood = true;
            switch (name) {
                case "_count" -> count = Math.min(count(value, Integer.MAX_VALUE), MAX_COUNT);
                case "_sort" -> sort(type, value, order);
                case "_include" -> includes.add(include(value, false, type));
                case "_revinclude" -> includes.add(include(value, true, type));
                case "_total" -> total = total(value);
                case "_summary" -> {
                    if (value.equals("count")) {
                        count = 0;
                    } else {
                        understood = value.equals("false");
                    }
                }
                default -> {
                    if (FORM.contains(name)) {
                        continue;
                    }
                    understood = !value.isEmpty() && condition(type, name, value, visibility, conditions);
                }
            }
            if (understood) {
                used.add(name.equals("_count") ? new QueryString.Parameter(name, Integer.toString(count)) : parameter);
            } else if (strict) {
                throw RecordErrors.unsupportedParameter(name, "a search parameter of " + type + " with a value");
            } else {
                ignored.add(name);
            }
        }
        return new SearchPlan(type, conditions, order, count, total, includes, used, ignored);
    }

    /** A number of results. */
    static int count(String value, int max) {
        try {
            int count = Integer.parseInt(value);
            if (count >= 0) {
                return Math.min(count, max);
            }
        } catch (NumberFormatException notANumber) {
            if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return max;
            }
        }
        throw RecordErrors.parameter("_count", value, "a whole number from 0");
    }

    /** The start of a point in time that a parameter names, in milliseconds since 1970. */
    long instant(String name, String value) {
        return values.instant(name, value);
    }

    private static boolean total(String value) {
        return switch (value) {
            case "none" -> false;
            case "accurate", "estimate" -> true;
            default -> throw RecordErrors.parameter("_total", value, "none, estimate or accurate");
        };
    }

    private void sort(String type, String value, List<SortKey> order) {
        for (String part : value.split(",")) {
            boolean descending = part.startsWith("-");
            String name = descending ? part.substring(1) : part;
            order.add(new SortKey(sortBy(type, name), descending));
        }
        if (order.size() > MAX_SORT_KEYS) {
            throw RecordErrors.parameter("_sort", value, "at most " + MAX_SORT_KEYS + " keys");
        }
    }

    private SortKey.By sortBy(String type, String name) {
        if (name.equals("_id")) {
            return new SortKey.By.Id();
        }
        if (name.equals("_lastUpdated")) {
            return new SortKey.By.Updated();
        }
        SearchParameter parameter = parameters
                .find(type, name)
                .orElseThrow(() -> RecordErrors.parameter("_sort", name, "a search parameter of " + type));
        return switch (parameter.kind()) {
            case DATE, NUMBER, QUANTITY -> new SortKey.By.Range(tables.of(type).range(name));
            case STRING -> new SortKey.By.Text(name);
            case TOKEN, REFERENCE, URI ->
                throw RecordErrors.parameter("_sort", name, "a parameter of type date, number, quantity or string");
        };
    }

    private Include include(String value, boolean reverse, String type) {
        String name = reverse ? "_revinclude" : "_include";
        String[] parts = value.split(":", -1);
        boolean all = parts.length == 1 && value.equals("*") && !reverse;
        if (all) {
            return new Include(false, type, "*", "");
        }
        if (parts.length < 2 || parts.length > 3 || !tables.has(parts[0])) {
            throw RecordErrors.parameter(name, value, "Type:parameter or Type:parameter:TargetType");
        }
        boolean known = parts[1].equals("*")
                || parameters
                        .find(parts[0], parts[1])
                        .filter(parameter -> parameter.kind() == SearchParameter.Kind.REFERENCE)
                        .isPresent();
        if (!known) {
            throw RecordErrors.parameter(name, value, "a reference parameter of " + parts[0]);
        }
        String target = parts.length == 3 ? parts[2] : "";
        if (!target.isEmpty() && !tables.has(target)) {
            throw RecordErrors.parameter(name, value, "a resource type as the target");
        }
        return new Include(reverse, parts[0], parts[1], target);
    }

    /** Adds the condition of a parameter and answers whether it is known. */
    private boolean condition(
            String type, String name, String value, Visibility visibility, List<Condition> conditions) {
        int dot = name.indexOf('.');
        String first = dot < 0 ? name : name.substring(0, dot);
        int colon = first.indexOf(':');
        String code = colon < 0 ? first : first.substring(0, colon);
        String modifier = colon < 0 ? "" : first.substring(colon + 1);
        if (code.equals("_id") && dot < 0) {
            conditions.add(values.ids(modifier, value));
            return true;
        }
        if (code.equals("_lastUpdated") && dot < 0) {
            requireNoModifier(name, modifier);
            conditions.add(values.updated(value));
            return true;
        }
        SearchParameter parameter = parameters.find(type, code).orElse(null);
        if (parameter == null) {
            return false;
        }
        if (dot >= 0) {
            conditions.add(chain(parameter, modifier, name, name.substring(dot + 1), value, visibility));
            return true;
        }
        if (modifier.equals("missing")) {
            conditions.add(values.present(code, value));
            return true;
        }
        conditions.add(values.condition(tables.of(type), parameter, modifier, value));
        return true;
    }

    private Condition chain(
            SearchParameter parameter,
            String typeModifier,
            String name,
            String rest,
            String value,
            Visibility visibility) {
        if (parameter.kind() != SearchParameter.Kind.REFERENCE) {
            throw RecordErrors.unsupportedParameter(name, "a chain through a reference parameter");
        }
        if (rest.indexOf('.') >= 0) {
            throw RecordErrors.unsupportedParameter(name, "a chain of one step");
        }
        if (!typeModifier.isEmpty() && !parameter.targets().contains(typeModifier)) {
            throw RecordErrors.unsupportedParameter(name, "a type that " + parameter.code() + " refers to");
        }
        List<Condition> alternatives = new ArrayList<>();
        boolean outOfScope = false;
        for (String target : typeModifier.isEmpty() ? parameter.targets() : List.of(typeModifier)) {
            List<Condition> conditions = new ArrayList<>();
            if (!condition(target, rest, value, visibility, conditions)) {
                continue;
            }
            if (visibility.reaches(target)) {
                alternatives.add(new Condition.Chain(TermHash.parameter(parameter.code()), target, conditions));
            } else {
                outOfScope = true;
            }
        }
        if (!alternatives.isEmpty()) {
            return alternatives.size() == 1 ? alternatives.getFirst() : new Condition.AnyOf(alternatives);
        }
        if (outOfScope) {
            throw new HaiheException(
                    ErrorCode.INSUFFICIENT_SCOPE, name + ": no scope for the target (expected: a scope to search it)");
        }
        throw RecordErrors.unsupportedParameter(name, "a search parameter of what " + parameter.code() + " refers to");
    }

    private static void requireNoModifier(String name, String modifier) {
        if (!modifier.isEmpty()) {
            throw RecordErrors.unsupportedParameter(name, "no modifier");
        }
    }
}
