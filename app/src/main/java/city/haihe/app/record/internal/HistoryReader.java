package city.haihe.app.record.internal;

import city.haihe.app.platform.SmartScope.Permission;
import city.haihe.app.record.StoredResource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads versions, newest first (FHIR R4 3.1.0.11). */
final class HistoryReader {

    private static final String COLUMNS = "id,version,updated,deleted,patients,body";

    private final ResourceTables tables;
    private final ResourceStore store;
    private final RestrictedRows restricted;

    HistoryReader(ResourceTables tables, ResourceStore store, RestrictedRows restricted) {
        this.tables = tables;
        this.store = store;
        this.restricted = restricted;
    }

    /**
     * Which versions.
     *
     * @param type the resource type
     * @param id one resource's, or null for all of the type
     * @param since only those written at or after this time, in milliseconds since 1970
     * @param count how many at most
     */
    record Request(String type, @Nullable String id, long since, int count) {}

    /** One version more than asked for tells whether there are more. */
    List<StoredResource> read(Connection connection, Visibility visibility, Request request, @Nullable PageKey after)
            throws SQLException {
        Condition restriction =
                visibility.of(request.type(), request.id() == null ? Permission.SEARCH : Permission.READ);
        if (restriction == null) {
            return resources(fetch(connection, visibility, null, request, after));
        }
        // The statement knows what the current versions are found by; what earlier ones were is asked of their bodies.
        List<StoredRow> seen = new ArrayList<>();
        PageKey last = after;
        boolean more = true;
        while (more && seen.size() <= request.count()) {
            List<StoredRow> rows = fetch(connection, visibility, restriction, request, last);
            seen.addAll(restricted.meeting(connection, visibility, restriction, request.type(), rows));
            more = rows.size() > request.count();
            last = more ? key(rows.getLast().resource()) : last;
        }
        return resources(seen.subList(0, Math.min(seen.size(), request.count() + 1)));
    }

    private static List<StoredResource> resources(List<StoredRow> rows) {
        return new ArrayList<>(rows.stream().map(StoredRow::resource).toList());
    }

    private List<StoredRow> fetch(
            Connection connection,
            Visibility visibility,
            @Nullable Condition restriction,
            Request request,
            @Nullable PageKey after)
            throws SQLException {
        String current = tables.of(request.type()).name();
        String bound = visibility.boundTo(request.type());
        SqlText sql = new SqlText()
                .add("(SELECT ")
                .add(COLUMNS)
                .add(" FROM ")
                .add(current)
                .add(" h WHERE true");
        conditions(sql, request, bound, after);
        if (restriction != null) {
            restricted.writeVisible(sql, visibility, restriction, request.type(), "h");
        }
        page(sql, request);
        sql.add(") UNION ALL (SELECT ")
                .add(COLUMNS)
                .add(" FROM record.history h WHERE type=")
                .mark(request.type());
        conditions(sql, request, bound, after);
        if (restriction != null) {
            sql.add(" AND EXISTS (SELECT FROM ").add(current).add(" c WHERE c.id=h.id");
            restricted.writeVisible(sql, visibility, restriction, request.type(), "c");
            sql.add(")");
        } else if (bound != null) {
            // A version is shown while the resource itself is within reach, and it was when the version was written.
            sql.add(" AND EXISTS (SELECT FROM ").add(current).add(" c WHERE c.id=h.id AND c.patients @> ARRAY[");
            sql.mark(bound).add("::text])");
        }
        page(sql, request);
        sql.add(")");
        page(sql, request);
        List<StoredRow> versions = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    versions.add(store.row(request.type(), rows));
                }
            }
        }
        return versions;
    }

    private static void conditions(SqlText sql, Request request, @Nullable String bound, @Nullable PageKey after) {
        if (request.id() != null) {
            sql.add(" AND h.id=").mark(request.id());
        }
        if (request.since() > 0) {
            sql.add(" AND h.updated>=").mark(request.since());
        }
        if (bound != null) {
            sql.add(" AND h.patients @> ARRAY[").mark(bound).add("::text]");
        }
        if (after != null) {
            sql.add(" AND (h.updated,h.id,h.version)<(").mark(value(after, 0)).add("::bigint,");
            sql.mark(after.id()).add(",").mark(value(after, 1)).add("::bigint)");
        }
    }

    private static void page(SqlText sql, Request request) {
        sql.add(" ORDER BY updated DESC,id DESC,version DESC LIMIT ").mark((long) request.count() + 1);
    }

    private static Object value(PageKey key, int index) {
        Object value = key.values().get(index);
        if (value == null) {
            throw new IllegalArgumentException("page key " + index + ": none (expected: a number)");
        }
        return value;
    }

    /** Where a page ends that ends with the version. */
    static PageKey key(StoredResource version) {
        return new PageKey(List.of(version.lastUpdated().toEpochMilli(), version.version()), version.id());
    }
}
