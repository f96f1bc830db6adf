package city.haihe.app.portal.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.record.ClinicalRecord;
import city.haihe.app.record.SearchPage;
import city.haihe.app.record.StoredResource;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Searches that go on over several pages, up to a bound. */
final class RecordPages {

    private static final int PAGE_SIZE = 1_000;

    private RecordPages() {}

    /** All that match, at most {@code limit}. */
    static List<StoredResource> all(ClinicalRecord record, Caller caller, String type, String query, int limit) {
        List<StoredResource> found = new ArrayList<>();
        SearchPage page = record.search(caller, type, joined(query, "_count=" + PAGE_SIZE));
        found.addAll(page.matches());
        while (page.next() instanceof String next && found.size() < limit) {
            page = record.search(caller, type, next(next));
            found.addAll(page.matches());
        }
        return found;
    }

    /** The query that continues a search. */
    static String next(String token) {
        return "_page=" + encoded(token);
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static String joined(String query, String parameter) {
        return query.isEmpty() ? parameter : query + "&" + parameter;
    }
}
