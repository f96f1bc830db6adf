package city.haihe.app.record.internal;

import city.haihe.fhir.FhirObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Takes away from a failing search what the failure does not need: criteria, alternatives, resources, their elements. */
final class Shrinking {

    /** Each try fills a database; a case that is still large after so many is told as it is. */
    private static final int MOST_TRIES = 400;

    /** What is kept parsed by id and version must not change its content. */
    private static final Set<String> DEFINITIONS = Set.of("ValueSet", "CodeSystem");

    private final Predicate<SearchCase> fails;
    private int tries;

    Shrinking(Predicate<SearchCase> fails) {
        this.fails = fails;
    }

    SearchCase smallest(SearchCase failing) {
        SearchCase smallest = elements(resources(values(criteria(failing))));
        return criteria(smallest);
    }

    private boolean stillFails(SearchCase candidate) {
        return tries++ < MOST_TRIES && fails.test(candidate);
    }

    private SearchCase criteria(SearchCase failing) {
        SearchCase smallest = failing;
        for (int place = failing.parameters().size() - 1; place >= 0; place--) {
            List<QueryString.Parameter> fewer = new ArrayList<>(smallest.parameters());
            QueryString.Parameter removed = fewer.remove(place);
            SearchCase candidate = smallest.asking(fewer);
            if (!removed.name().equals("_type") && stillFails(candidate)) {
                smallest = candidate;
            }
        }
        return smallest;
    }

    private SearchCase values(SearchCase failing) {
        SearchCase smallest = failing;
        for (int place = 0; place < failing.parameters().size(); place++) {
            QueryString.Parameter parameter = failing.parameters().get(place);
            for (String value : NaiveValue.split(',', parameter.value())) {
                List<QueryString.Parameter> other = new ArrayList<>(smallest.parameters());
                other.set(place, new QueryString.Parameter(parameter.name(), value));
                SearchCase candidate = smallest.asking(other);
                if (!value.equals(parameter.value()) && !parameter.name().equals("_type") && stillFails(candidate)) {
                    smallest = candidate;
                    break;
                }
            }
        }
        return smallest;
    }

    /** By halves, quarters and so on. */
    private SearchCase resources(SearchCase failing) {
        SearchCase smallest = failing;
        for (int size = failing.resources().size() / 2; size > 0; size /= 2) {
            int start = 0;
            while (start < smallest.resources().size()) {
                List<FhirObject> fewer = new ArrayList<>(smallest.resources());
                fewer.subList(start, Math.min(start + size, fewer.size())).clear();
                SearchCase candidate = smallest.with(fewer);
                if (stillFails(candidate)) {
                    smallest = candidate;
                } else {
                    start += size;
                }
            }
        }
        return smallest;
    }

    private SearchCase elements(SearchCase failing) {
        SearchCase smallest = failing;
        for (int place = 0; place < failing.resources().size(); place++) {
            FhirObject resource = failing.resources().get(place);
            for (int index = resource.size() - 1; index >= 0; index--) {
                String name = resource.nameAt(index);
                if (name.equals("resourceType") || name.equals("id") || DEFINITIONS.contains(resource.resourceType())) {
                    continue;
                }
                FhirObject less = smallest.resources().get(place).copy();
                less.remove(name);
                List<FhirObject> other = new ArrayList<>(smallest.resources());
                other.set(place, less);
                SearchCase candidate = smallest.with(other);
                if (stillFails(candidate)) {
                    smallest = candidate;
                }
            }
        }
        return smallest;
    }
}
