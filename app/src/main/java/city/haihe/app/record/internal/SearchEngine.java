package city.haihe.app.record.internal;

import city.haihe.app.record.StoredResource;
import city.haihe.app.record.internal.SearchPlan.Include;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Carries searches out. Everything it answers has passed the caller's visibility inside the statement. */
final class SearchEngine {

    /** What includes may add to a page. */
    private static final int MAX_INCLUDED = 1_000;

    private final ResourceTables tables;
    private final ResourceStore store;
    private final ResourceIndexer indexer;
    private final SearchParameters parameters;

    SearchEngine(ResourceTables tables, ResourceStore store, ResourceIndexer indexer, SearchParameters parameters) {
        this.tables = tables;
        this.store = store;
        this.indexer = indexer;
        this.parameters = parameters;
    }

    /**
     * What a search found.
     *
     * @param matches the page's resources
     * @param included what includes brought
     * @param total how many match in all, where it was asked for or is known
     * @param next where the next page begins, or null at the end
     */
    record Found(
            List<StoredResource> matches,
            List<StoredResource> included,
            OptionalLong total,
            @Nullable PageKey next) {}

    Found find(Connection connection, Visibility visibility, SearchPlan plan, @Nullable PageKey after)
            throws SQLException {
        List<StoredRow> rows = new ArrayList<>();
        List<PageKey> keys = new ArrayList<>();
        if (plan.count() > 0) {
            fetch(connection, visibility, plan, after, rows, keys);
        }
        boolean more = rows.size() > plan.count();
        List<StoredResource> matches =
                rows.stream().limit(plan.count()).map(StoredRow::resource).toList();
        OptionalLong total = OptionalLong.empty();
        if (plan.form().total() == ResultForm.Total.ACCURATE || plan.count() == 0) {
            total = OptionalLong.of(count(connection, visibility, plan));
        } else if (!more && after == null) {
            total = OptionalLong.of(matches.size());
        }
        List<StoredResource> included =
                plan.includes().isEmpty() ? List.of() : include(connection, visibility, plan.includes(), matches);
        PageKey next = more && plan.count() > 0 ? keys.get(plan.count() - 1) : null;
        return new Found(matches, included, total, next);
    }

    /** The first matches, one more than the plan's count where there are more. */
    List<StoredRow> first(Connection connection, Visibility visibility, SearchPlan plan) throws SQLException {
        List<StoredRow> rows = new ArrayList<>();
        fetch(connection, visibility, plan, null, rows, new ArrayList<>());
        return rows;
    }

    private void fetch(
            Connection connection,
            Visibility visibility,
            SearchPlan plan,
            @Nullable PageKey after,
            List<StoredRow> rows,
            List<PageKey> keys)
            throws SQLException {
        SqlText sql = new SearchSql(tables, visibility).page(plan, after);
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.bind(statement);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    int keyCount = plan.order().size();
                    String type = plan.several() ? found.getString(SearchSql.FIRST_KEY_COLUMN + keyCount) : plan.type();
                    StoredRow row = store.row(type, found);
                    rows.add(row);
                    String id = row.resource().id();
                    keys.add(key(found, keyCount, plan.several() ? type + "/" + id : id));
                }
            }
        }
    }

    private static PageKey key(ResultSet row, int keys, String id) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>(keys);
        for (int index = 0; index < keys; index++) {
            values.add(row.getObject(SearchSql.FIRST_KEY_COLUMN + index));
        }
        return new PageKey(values, id);
    }

    private long count(Connection connection, Visibility visibility, SearchPlan plan) throws SQLException {
        SqlText sql = new SearchSql(tables, visibility).count(plan);
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private List<StoredResource> include(
            Connection connection, Visibility visibility, List<Include> includes, List<StoredResource> matches)
            throws SQLException {
        Map<String, Set<String>> wanted = new LinkedHashMap<>();
        for (Include include : includes) {
            if (!include.reverse()) {
                for (StoredResource match : matches) {
                    if (match.type().equals(include.source())) {
                        indexer.targets(match.resource(), include.parameter(), include.target())
                                .forEach(target -> wanted.computeIfAbsent(target.type(), t -> new LinkedHashSet<>())
                                        .add(target.id()));
                    }
                }
            }
        }
        Map<String, StoredResource> included = new LinkedHashMap<>();
        for (Map.Entry<String, Set<String>> group : wanted.entrySet()) {
            if (visibility.reaches(group.getKey())) {
                Condition ids = new Condition.AnyId(List.copyOf(group.getValue()));
                collect(connection, visibility, group.getKey(), ids, included);
            }
        }
        for (Include include : includes) {
            if (include.reverse() && !matches.isEmpty() && visibility.reaches(include.source())) {
                collect(connection, visibility, include.source(), referring(include, matches), included);
            }
        }
        matches.forEach(match -> included.remove(match.type() + "/" + match.id()));
        return List.copyOf(included.values());
    }

    private Condition referring(Include include, List<StoredResource> matches) {
        List<Long> terms = new ArrayList<>();
        List<Long> seeds = include.parameter().equals("*")
                ? parameters.references(include.source()).stream()
                        .map(TermHash::parameter)
                        .toList()
                : List.of(TermHash.parameter(include.parameter()));
        for (StoredResource match : matches) {
            if (include.target().isEmpty() || include.target().equals(match.type())) {
                long self = TermHash.self(match.type(), match.id());
                seeds.forEach(seed -> terms.add(TermHash.reference(seed, self)));
            }
        }
        return new Condition.AnyTerm(terms, true);
    }

    private void collect(
            Connection connection,
            Visibility visibility,
            String type,
            Condition condition,
            Map<String, StoredResource> included)
            throws SQLException {
        int room = MAX_INCLUDED - included.size();
        if (room <= 0) {
            return;
        }
        for (StoredRow row :
                first(connection, visibility.ofIncluded(), SearchPlan.of(type, List.of(condition), room - 1))) {
            StoredResource resource = row.resource();
            included.putIfAbsent(resource.type() + "/" + resource.id(), resource);
        }
    }
}
