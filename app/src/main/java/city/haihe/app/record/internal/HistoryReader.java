package city.haihe.app.record.internal;

import city.haihe.app.platform.SmartScope.Permission;
import city.haihe.app.record.StoredResource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads versions (FHIR R4 3.1.0.12). Their order is that of writing, then of id, version and type, so that a page goes on
 * exactly where the one before it ended, whatever is written meanwhile; versions of one resource are in their own order.
 */
final class HistoryReader {

    private static final int TYPE_COLUMN = 7;

    private final ResourceTables tables;
    private final ResourceStore store;
    private final RestrictedRows restricted;

    HistoryReader(ResourceTables tables, ResourceStore store, RestrictedRows restricted) {
        this.tables = tables;
        this.store = store;
        this.restricted = restricted;
    }

    /** One version more than asked for tells whether there are more. */
    List<StoredResource> read(
            Connection connection, Visibility visibility, HistoryRequest request, @Nullable PageKey after)
            throws SQLException {
        boolean unrestricted =
                request.types().stream().allMatch(type -> restriction(visibility, request, type) == null);
        if (unrestricted) {
            return resources(fetch(connection, visibility, request, after));
        }
        // The statement knows what the current versions are found by; what earlier ones were is asked of their bodies.
        List<StoredRow> seen = new ArrayList<>();
        PageKey last = after;
        boolean more = true;
        while (more && seen.size() <= request.count()) {
            List<StoredRow> rows = fetch(connection, visibility, request, last);
            seen.addAll(meeting(connection, visibility, request, rows));
            more = rows.size() > request.count();
            last = more ? key(rows.getLast().resource()) : last;
        }
        return resources(seen.subList(0, Math.min(seen.size(), request.count() + 1)));
    }

    private static List<StoredResource> resources(List<StoredRow> rows) {
        return new ArrayList<>(rows.stream().map(StoredRow::resource).toList());
    }

    private static @Nullable Condition restriction(Visibility visibility, HistoryRequest request, String type) {
        return visibility.of(type, request.id() == null ? Permission.SEARCH : Permission.READ);
    }

    private List<StoredRow> meeting(
            Connection connection, Visibility visibility, HistoryRequest request, List<StoredRow> rows)
            throws SQLException {
        Map<String, List<StoredRow>> byType = new LinkedHashMap<>();
        rows.forEach(row -> byType.computeIfAbsent(row.resource().type(), type -> new ArrayList<>())
                .add(row));
        Set<StoredRow> kept = new HashSet<>();
        for (Map.Entry<String, List<StoredRow>> group : byType.entrySet()) {
            Condition restriction = restriction(visibility, request, group.getKey());
            kept.addAll(
                    restriction == null
                            ? group.getValue()
                            : restricted.meeting(
                                    connection, visibility, restriction, group.getKey(), group.getValue()));
        }
        return rows.stream().filter(kept::contains).toList();
    }

    private List<StoredRow> fetch(
            Connection connection, Visibility visibility, HistoryRequest request, @Nullable PageKey after)
            throws SQLException {
        SqlText sql = new SqlText();
        String separator = "";
        for (String type : request.types()) {
            sql.add(separator);
            writeCurrent(sql, visibility, request, type, after);
            sql.add(" UNION ALL ");
            writeEarlier(sql, visibility, request, type, after);
            separator = " UNION ALL ";
        }
        page(sql, request);
        List<StoredRow> versions = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    versions.add(store.row(rows.getString(TYPE_COLUMN), rows));
                }
            }
        }
        return versions;
    }

    private static void select(SqlText sql, String type) {
        sql.add("(SELECT ").add(ResourceStore.COLUMNS).add(",'").add(type).add("'::text COLLATE \"C\" AS type");
    }

    private void writeCurrent(
            SqlText sql, Visibility visibility, HistoryRequest request, String type, @Nullable PageKey after) {
        select(sql, type);
        sql.add(" FROM ").add(tables.of(type).name()).add(" h WHERE true");
        conditions(sql, visibility.boundTo(type), request, type, after);
        Condition restriction = restriction(visibility, request, type);
        if (restriction != null) {
            restricted.writeVisible(sql, visibility, restriction, type, "h");
        }
        if (request.at() != null) {
            sql.add(" AND h.updated<").mark(request.at().high());
        }
        page(sql, request);
        sql.add(")");
    }

    private void writeEarlier(
            SqlText sql, Visibility visibility, HistoryRequest request, String type, @Nullable PageKey after) {
        String current = tables.of(type).name();
        String bound = visibility.boundTo(type);
        select(sql, type);
        sql.add(" FROM record.history h WHERE type=").mark(type);
        conditions(sql, bound, request, type, after);
        Condition restriction = restriction(visibility, request, type);
        if (restriction != null) {
            sql.add(" AND EXISTS (SELECT FROM ").add(current).add(" c WHERE c.id=h.id");
            restricted.writeVisible(sql, visibility, restriction, type, "c");
            sql.add(")");
        } else if (bound != null) {
            // A version is shown while the resource itself is within reach, and it was when the version was written.
            sql.add(" AND EXISTS (SELECT FROM ").add(current).add(" c WHERE c.id=h.id AND c.patients @> ARRAY[");
            sql.mark(bound).add("::text])");
        }
        if (request.at() != null) {
            writeCurrentThen(sql, request.at(), current);
        }
        page(sql, request);
        sql.add(")");
    }

    /** It was written before the end of the range, and the version that replaced it after the range's beginning. */
    private static void writeCurrentThen(SqlText sql, HistoryRequest.At at, String current) {
        sql.add(" AND h.updated<").mark(at.high()).add(" AND COALESCE((SELECT n.updated FROM record.history n");
        sql.add(" WHERE n.type=h.type AND n.id=h.id AND n.version=h.version+1),(SELECT c.updated FROM ");
        sql.add(current).add(" c WHERE c.id=h.id))>").mark(at.low());
    }

    private static void conditions(
            SqlText sql, @Nullable String bound, HistoryRequest request, String type, @Nullable PageKey after) {
        if (request.id() != null) {
            sql.add(" AND h.id=").mark(request.id());
        }
        if (request.since() > 0) {
            sql.add(" AND h.updated>=").mark(request.since());
        }
        if (bound != null) {
            sql.add(" AND h.patients @> ARRAY[").mark(bound).add("::text]");
        }
        if (after == null) {
            return;
        }
        String beyond = request.ascending() ? ">" : "<";
        if (request.id() != null) {
            sql.add(" AND h.version").add(beyond).mark(value(after, 1));
            return;
        }
        sql.add(" AND (h.updated,h.id,h.version,'")
                .add(type)
                .add("'::text COLLATE \"C\")")
                .add(beyond)
                .add("(");
        sql.mark(value(after, 0)).add("::bigint,").mark(after.id()).add(",");
        sql.mark(value(after, 1)).add("::bigint,").mark(value(after, 2)).add(")");
    }

    private static void page(SqlText sql, HistoryRequest request) {
        String way = request.ascending() ? "" : " DESC";
        List<String> keys = request.id() == null ? List.of("updated", "id", "version", "type") : List.of("version");
        sql.add(" ORDER BY ")
                .add(String.join(way + ",", keys))
                .add(way)
                .add(" LIMIT ")
                .mark((long) request.count() + 1);
    }

    private static Object value(PageKey key, int index) {
        Object value = key.values().get(index);
        if (value == null) {
            throw new IllegalArgumentException("page key " + index + ": none (expected: a value)");
        }
        return value;
    }

    /** Where a page ends that ends with the version. */
    static PageKey key(StoredResource version) {
        return new PageKey(
                List.of(version.lastUpdated().toEpochMilli(), version.version(), version.type()), version.id());
    }
}
