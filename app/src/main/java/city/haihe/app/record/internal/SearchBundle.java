package city.haihe.app.record.internal;

import city.haihe.app.record.StoredResource;

/** Writes the Bundle of a search (FHIR R4 3.1.1.2). */
final class SearchBundle {

    private SearchBundle() {}

    /** Writes the page of a search on an address behind the base. */
    static byte[] write(RecordSettings settings, String path, Interactions.Searched searched) {
        SearchPlan plan = searched.plan();
        SearchEngine.Found found = searched.found();
        String address = path.isEmpty() ? settings.base() : settings.base() + "/" + path;
        String used = Interactions.usedQuery(plan);
        BundleWriter bundle = new BundleWriter("searchset", settings.base())
                .total(found.total())
                .links(
                        used.isEmpty() ? address : address + "?" + used,
                        searched.next().isEmpty() ? "" : address + "?_page=" + searched.next());
        ResourceSubset subset = new ResourceSubset(plan.form());
        for (StoredResource match : found.matches()) {
            bundle.match(match, subset.body(match, true), "match");
        }
        for (StoredResource included : found.included().resources()) {
            bundle.match(included, subset.body(included, false), "include");
        }
        if (!plan.ignored().isEmpty() || !found.included().complete()) {
            bundle.outcome(Outcomes.ofSearch(plan.ignored(), found.included().complete()));
        }
        return bundle.finish();
    }
}
