package city.haihe.app.record.internal;

import city.haihe.app.record.internal.ResultForm.Summary;
import city.haihe.app.record.internal.ResultForm.Total;
import city.haihe.fhir.ElementDefinition;
import city.haihe.fhir.R4;
import city.haihe.fhir.SearchParameter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the parameters about a search's results rather than its matches (FHIR R4 3.1.1.5). */
final class ResultParameters {

    private static final int DEFAULT_COUNT = 20;
    private static final int MAX_COUNT = 1_000;
    private static final int MAX_SORT_KEYS = 5;
    private static final int MAX_ELEMENTS = 200;

    private final List<String> types;
    private final SearchParameters parameters;
    private final ResourceTables tables;

    private final List<SortKey> order = new ArrayList<>();
    private final Set<String> elements = new LinkedHashSet<>();
    private int count = DEFAULT_COUNT;
    private Total total = Total.KNOWN;
    private Summary summary = Summary.FALSE;

    ResultParameters(List<String> types, SearchParameters parameters, ResourceTables tables) {
        this.types = types;
        this.parameters = parameters;
        this.tables = tables;
    }

    /** Takes a parameter and answers it as it is used, or null where it is none of these. */
    QueryString.@Nullable Parameter take(QueryString.Parameter parameter) {
        String value = parameter.value();
        switch (parameter.name()) {
            case "_count" -> {
                count = Math.min(count(value, Integer.MAX_VALUE), MAX_COUNT);
                return new QueryString.Parameter("_count", Integer.toString(count));
            }
            case "_sort" -> sort(value);
            case "_total" -> total = total(value);
            case "_summary" -> summary = summary(value);
            case "_elements" -> addElements(types, value, elements);
            case "_contained" -> contained(value);
            case "_containedType" ->
                throw RecordErrors.unsupportedParameter(
                        "_containedType", "searches that answer the resources themselves");
            default -> {
                return null;
            }
        }
        return parameter;
    }

    /** In which form a read wants a resource of the type. */
    static ResultForm ofRead(String type, QueryString query) {
        Set<String> elements = new LinkedHashSet<>();
        Summary summary = Summary.FALSE;
        for (QueryString.Parameter parameter : query.parameters()) {
            if (parameter.name().equals("_elements")) {
                addElements(List.of(type), parameter.value(), elements);
            } else if (parameter.name().equals("_summary")) {
                summary = summary(parameter.value());
                if (summary == Summary.COUNT) {
                    throw RecordErrors.parameter("_summary", "count", "true, text, data or false, where one is read");
                }
            }
        }
        return form(Total.KNOWN, summary, elements);
    }

    /** Whether a later parameter of the name replaces an earlier one. */
    static boolean isSingle(String name) {
        return switch (name) {
            case "_count", "_total", "_summary", "_contained" -> true;
            default -> false;
        };
    }

    List<SortKey> order() {
        return order;
    }

    /** How many matches a page holds; none where only their number is wanted. */
    int count() {
        return summary == Summary.COUNT ? 0 : count;
    }

    /** The form of the results, where includes are asked for or not. */
    ResultForm form(boolean includes) {
        if (summary == Summary.TEXT && includes) {
            throw RecordErrors.parameter("_summary", "text", "no _include and no _revinclude beside it");
        }
        return form(total, summary, elements);
    }

    private static ResultForm form(Total total, Summary summary, Set<String> elements) {
        if (!elements.isEmpty() && summary != Summary.FALSE && summary != Summary.COUNT) {
            throw RecordErrors.parameter("_elements", String.join(",", elements), "no _summary beside it");
        }
        return new ResultForm(total, summary, Set.copyOf(elements));
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

    private static Total total(String value) {
        return switch (value) {
            case "none" -> Total.NONE;
            case "estimate" -> Total.ESTIMATE;
            case "accurate" -> Total.ACCURATE;
            default -> throw RecordErrors.parameter("_total", value, "none, estimate or accurate");
        };
    }

    private static Summary summary(String value) {
        return switch (value) {
            case "true", "text", "data", "count", "false" -> Summary.valueOf(value.toUpperCase(Locale.ROOT));
            default -> throw RecordErrors.parameter("_summary", value, "true, text, data, count or false");
        };
    }

    private static void contained(String value) {
        switch (value) {
            case "false" -> {
                // What is contained is never searched, so this is what a search does anyway.
            }
            case "true", "both" ->
                throw RecordErrors.unsupportedParameter(
                        "_contained=" + value, "_contained=false: contained resources are not searched");
            default -> throw RecordErrors.parameter("_contained", value, "false");
        }
    }

    private static void addElements(List<String> types, String value, Set<String> elements) {
        for (String name : value.split(",")) {
            int dot = name.indexOf('.');
            boolean known = dot < 0
                    ? types.stream().anyMatch(type -> hasElement(type, name))
                    : hasElement(name.substring(0, dot), name.substring(dot + 1));
            if (!known) {
                throw RecordErrors.parameter("_elements", name, "an element of the resource, as name or Type.name");
            }
            elements.add(name);
        }
        if (elements.size() > MAX_ELEMENTS) {
            throw RecordErrors.parameter("_elements", value, "at most " + MAX_ELEMENTS + " elements");
        }
    }

    private static boolean hasElement(String type, String name) {
        Map<String, ElementDefinition> known = R4.definitions().elements(type);
        return known.containsKey(name) || R4.definitions().member(type, name) != null;
    }

    private void sort(String value) {
        for (String part : value.split(",")) {
            boolean descending = part.startsWith("-");
            String name = descending ? part.substring(1) : part;
            SortKey.By by = by(types.getFirst(), name);
            for (String type : types.subList(1, types.size())) {
                if (!by.equals(by(type, name))) {
                    throw RecordErrors.parameter("_sort", name, "a parameter that is alike in all the types searched");
                }
            }
            order.add(new SortKey(by, descending));
        }
        if (order.size() > MAX_SORT_KEYS) {
            throw RecordErrors.parameter("_sort", value, "at most " + MAX_SORT_KEYS + " keys");
        }
    }

    private SortKey.By by(String type, String name) {
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
            // Codes and references have no order that would mean anything to a reader.
            case TOKEN, REFERENCE, URI, COMPOSITE, SPECIAL ->
                throw RecordErrors.parameter("_sort", name, "a parameter of type date, number, quantity or string");
        };
    }
}
