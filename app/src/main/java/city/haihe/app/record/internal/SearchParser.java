package city.haihe.app.record.internal;

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
    private final ChainParser chains;

    SearchParser(SearchParameters parameters, ResourceTables tables, SearchValues values) {
        this.parameters = parameters;
        this.tables = tables;
        this.values = values;
        this.chains = new ChainParser(parameters, tables, values);
    }

    SearchPlan parse(String type, QueryString query, boolean strict, Visibility visibility) {
        List<Condition> conditions = new ArrayList<>();
        List<SortKey> order = new ArrayList<>();
        List<Include> includes = new ArrayList<>();
        List<QueryString.Parameter> used = new ArrayList<>();
        List<String> ignored = new ArrayList<>();
        int count = DEFAULT_COUNT;
        ResultForm.Total total = ResultForm.Total.KNOWN;
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
                    Condition condition = value.isEmpty() ? null : chains.parse(type, name, value, visibility);
                    understood = condition != null;
                    if (condition != null) {
                        conditions.add(condition);
                    }
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
        ResultForm form = new ResultForm(total, ResultForm.Summary.FALSE, java.util.Set.of());
        return new SearchPlan(
                List.of(new SearchPlan.Part(type, conditions)), order, count, form, includes, used, ignored);
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

    private static ResultForm.Total total(String value) {
        return switch (value) {
            case "none" -> ResultForm.Total.NONE;
            case "accurate", "estimate" -> ResultForm.Total.ACCURATE;
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
            case DATE, NUMBER, QUANTITY -> {
                if (!tables.of(type).hasRange(name)) {
                    throw RecordErrors.parameter("_sort", name, "a parameter with values of its own, one of R4's");
                }
                yield new SortKey.By.Range(tables.of(type).range(name));
            }
            case STRING -> {
                List<SearchParameter> same = parameters.type(type).union(name);
                yield new SortKey.By.Text(
                        same.isEmpty() ? name : same.getFirst().code());
            }
            case TOKEN, REFERENCE, URI, COMPOSITE, SPECIAL ->
                throw RecordErrors.parameter("_sort", name, "a parameter of type date, number, quantity or string");
        };
    }

    private Include include(String value, boolean reverse, String type) {
        String name = reverse ? "_revinclude" : "_include";
        String[] parts = value.split(":", -1);
        boolean all = parts.length == 1 && value.equals("*") && !reverse;
        if (all) {
            return new Include(false, false, type, "*", "");
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
        return new Include(reverse, false, parts[0], parts[1], target);
    }
}
