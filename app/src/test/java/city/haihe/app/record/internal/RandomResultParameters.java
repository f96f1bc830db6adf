package city.haihe.app.record.internal;

import city.haihe.app.record.internal.NaiveDefinitions.Parameter;
import city.haihe.fhir.FhirObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Makes random parameters about a search's results, and notes what they make use of. */
final class RandomResultParameters {

    /** Parameters that have no order: {@code combo-…} has the values of two others. */
    private static final Set<String> UNSORTED = Set.of("combo-value-quantity", "near");

    private final RandomElements make;
    private final NaiveSearch search;
    private final List<FhirObject> resources;

    RandomResultParameters(RandomElements make, NaiveSearch search, List<FhirObject> resources) {
        this.make = make;
        this.search = search;
        this.resources = resources;
    }

    /** How many results are wanted. */
    void page(List<QueryString.Parameter> parameters, Set<String> features, boolean mayPage) {
        if (mayPage && make.chance(12)) {
            parameters.add(new QueryString.Parameter("_summary", "count"));
            features.add("_summary=count");
            return;
        }
        boolean pages = mayPage && make.chance(4);
        parameters.add(new QueryString.Parameter("_count", pages ? make.one("1", "2", "5", "7") : "1000"));
        if (pages) {
            features.add("pages");
        }
        if (make.chance(4)) {
            parameters.add(new QueryString.Parameter("_total", "accurate"));
            features.add("_total");
        }
    }

    /** Keys of an order. */
    String sort(String type, Set<String> features) {
        List<String> keys = new ArrayList<>(List.of("_id", "_lastUpdated"));
        search.definitions().of(type).values().stream()
                .filter(parameter ->
                        Set.of("string", "date", "number", "quantity").contains(parameter.kind()))
                .filter(parameter -> !UNSORTED.contains(parameter.code()))
                .forEach(parameter -> keys.addAll(List.of(parameter.code(), parameter.code())));
        List<String> order = new ArrayList<>();
        for (int count = make.one(1, 1, 2); count > 0; count--) {
            boolean descending = make.chance(2);
            features.add(descending ? "_sort=-" : "_sort");
            order.add((descending ? "-" : "") + make.one(keys));
        }
        return String.join(",", order);
    }

    /** What is to come along with matches such as the resource. */
    void include(FhirObject target, List<QueryString.Parameter> parameters, Set<String> features) {
        for (int count = make.one(1, 1, 2); count > 0; count--) {
            boolean reverse = make.chance(2);
            boolean iterate = make.chance(3);
            FhirObject source = reverse || iterate && !parameters.isEmpty() ? make.one(resources) : target;
            List<String> references = search.definitions().of(source.resourceType()).values().stream()
                    .filter(parameter -> parameter.isOf("reference"))
                    .filter(parameter ->
                            !search.values(source, parameter.code()).isEmpty())
                    .map(Parameter::code)
                    .toList();
            if (references.isEmpty()) {
                continue;
            }
            String name = (reverse ? "_revinclude" : "_include") + (iterate ? ":iterate" : "");
            String code = make.chance(6) ? "*" : make.one(references);
            String value = source.resourceType() + ":" + code + (make.chance(4) ? ":Patient" : "");
            features.add(name);
            parameters.add(new QueryString.Parameter(name, make.chance(10) && !reverse ? "*" : value));
        }
    }
}
