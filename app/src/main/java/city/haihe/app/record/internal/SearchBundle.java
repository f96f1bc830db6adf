package city.haihe.app.record.internal;

import city.haihe.app.record.StoredResource;

/** Writes the Bundle of a search (FHIR R4 3.1.1.2). */
final class SearchBundle {

    private SearchBundle() {}

    static byte[] write(RecordSettings settings, String type, Interactions.Searched searched) {
        SearchEngine.Found found = searched.found();
        String address = settings.base() + "/" + type;
        String used = Interactions.usedQuery(searched.plan());
        BundleWriter bundle = new BundleWriter("searchset", settings.base())
                .total(found.total())
                .links(
                        used.isEmpty() ? address : address + "?" + used,
                        searched.next().isEmpty() ? "" : address + "?_page=" + searched.next());
        for (StoredResource match : found.matches()) {
            bundle.match(match, "match");
        }
        for (StoredResource included : found.included()) {
            bundle.match(included, "include");
        }
        if (!searched.plan().ignored().isEmpty()) {
            bundle.outcome(Outcomes.ignored(searched.plan().ignored()));
        }
        return bundle.finish();
    }
}
