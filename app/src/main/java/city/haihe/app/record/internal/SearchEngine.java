package city.haihe.app.record.internal;

import city.haihe.app.record.StoredResource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Carries searches out. Everything it answers has passed the caller's visibility inside the statement. */
final class SearchEngine {

    /** A lower guess is worth a real count, which then is quick. */
    private static final long ROUGHLY = 10_000;

    private static final String PLANNED_ROWS = " rows=";

    private final ResourceTables tables;
    private final ResourceStore store;
    private final ResourceIndexer indexer;
    private final StatementLimit limit;
    private final TermFrequencies frequencies = new TermFrequencies();

    SearchEngine(ResourceTables tables, ResourceStore store, ResourceIndexer indexer, StatementLimit limit) {
        this.tables = tables;
        this.store = store;
        this.indexer = indexer;
        this.limit = limit;
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
            IncludeRun.Included included,
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
        boolean last = !more && plan.count() > 0;
        OptionalLong total = last && after == null && plan.form().total() != ResultForm.Total.NONE
                ? OptionalLong.of(matches.size())
                : total(connection, visibility, plan);
        IncludeRun.Included included = plan.includes().isEmpty()
                ? IncludeRun.Included.NONE
                : new IncludeRun(
                                indexer,
                                tables,
                                visibility,
                                wanted -> first(connection, visibility.ofIncluded(), wanted))
                        .run(plan.includes(), matches);
        PageKey next = more && plan.count() > 0 ? keys.get(plan.count() - 1) : null;
        return new Found(matches, included, total, next);
    }

    private OptionalLong total(Connection connection, Visibility visibility, SearchPlan plan) throws SQLException {
        if (plan.count() == 0) {
            return OptionalLong.of(count(connection, visibility, plan));
        }
        return switch (plan.form().total()) {
            case KNOWN, NONE -> OptionalLong.empty();
            case ACCURATE -> OptionalLong.of(count(connection, visibility, plan));
            case ESTIMATE -> {
                // The planner knows the whole table, of which nothing may be told to those who see a part.
                long guess = visibility.seesEverything() ? estimate(connection, visibility, plan) : 0;
                yield OptionalLong.of(guess < ROUGHLY ? count(connection, visibility, plan) : guess);
            }
        };
    }

    /** How many matches PostgreSQL expects. */
    private long estimate(Connection connection, Visibility visibility, SearchPlan plan) throws SQLException {
        SqlText sql = new SqlText().add("EXPLAIN ").add(new SearchSql(tables, visibility).matches(plan));
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.bind(statement);
            try (ResultSet lines = limit.query(statement)) {
                lines.next();
                String plain = lines.getString(1);
                int start = plain.indexOf(PLANNED_ROWS) + PLANNED_ROWS.length();
                return Long.parseLong(plain.substring(start, plain.indexOf(' ', start)));
            }
        }
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
        SqlText sql = new SearchSql(
                        tables,
                        visibility,
                        (table, conditions, wanted) -> frequencies.areFew(connection, table, conditions, wanted))
                .page(plan, after);
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.bind(statement);
            try (ResultSet found = limit.query(statement)) {
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
            try (ResultSet rows = limit.query(statement)) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }
}
