package city.haihe.app.record.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirValue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Single resources and versions for callers whose scopes are restricted: the restriction is part of the statement. A
 * deletion has nothing that a restriction could be met by, so these callers see none.
 */
final class RestrictedRows {

    private static final String ALIAS = "t";

    private final ResourceTables tables;
    private final ResourceStore store;
    private final ResourceIndexer indexer;

    RestrictedRows(ResourceTables tables, ResourceStore store, ResourceIndexer indexer) {
        this.tables = tables;
        this.store = store;
        this.indexer = indexer;
    }

    /** The current version, where it meets the restriction. */
    Optional<StoredRow> read(
            Connection connection, Visibility visibility, Condition restriction, String type, String id)
            throws SQLException {
        return one(connection, type, current(visibility, restriction, type, id));
    }

    /** The same, locked until the transaction ends; a restriction is asked of what the lock was waited for. */
    Optional<StoredRow> lock(
            Connection connection, Visibility visibility, Condition restriction, String type, String id)
            throws SQLException {
        return one(
                connection,
                type,
                current(visibility, restriction, type, id)
                        .add(" FOR NO KEY UPDATE OF ")
                        .add(ALIAS));
    }

    private SqlText current(Visibility visibility, Condition restriction, String type, String id) {
        SqlText sql = new SqlText()
                .add("SELECT ")
                .add(ResourceStore.COLUMNS)
                .add(" FROM ")
                .add(tables.of(type).name())
                .add(" t WHERE t.id=")
                .mark(id);
        writeVisible(sql, visibility, restriction, type, ALIAS);
        return sql;
    }

    /** Writes {@code AND …}: the row of the alias is no deletion, within the compartment and meets the restriction. */
    void writeVisible(SqlText sql, Visibility visibility, Condition restriction, String type, String alias) {
        sql.add(" AND NOT ").add(alias).add(".deleted");
        String bound = visibility.boundTo(type);
        if (bound != null) {
            sql.add(" AND ").add(alias).add(".patients @> ARRAY[").mark(bound).add("::text]");
        }
        sql.add(" AND ");
        new ConditionSql(tables, visibility, sql).write(type, alias, restriction);
    }

    /** One version, where it meets the restriction and the current version does. */
    Optional<StoredRow> readVersion(
            Connection connection, Visibility visibility, Condition restriction, String type, String id, long version)
            throws SQLException {
        Optional<StoredRow> current = read(connection, visibility, restriction, type, id);
        if (current.isEmpty() || current.get().resource().version() == version) {
            return current;
        }
        SqlText sql = new SqlText()
                .add("SELECT ")
                .add(ResourceStore.COLUMNS)
                .add(" FROM record.history WHERE type=")
                .mark(type);
        sql.add(" AND id=").mark(id).add(" AND version=").mark(version);
        Optional<StoredRow> earlier = one(connection, type, sql).filter(row -> visibility.sees(type, row.patients()));
        return earlier.isEmpty()
                ? earlier
                : meeting(connection, visibility, restriction, type, List.of(earlier.get())).stream()
                        .findFirst();
    }

    /** Those of the versions that are no deletions and meet the restriction, in their order. */
    List<StoredRow> meeting(
            Connection connection, Visibility visibility, Condition restriction, String type, List<StoredRow> versions)
            throws SQLException {
        FhirArray rows = new FhirArray();
        for (int place = 0; place < versions.size(); place++) {
            StoredResource version = versions.get(place).resource();
            if (!version.deleted()) {
                rows.add(asRow(tables.of(type), version, indexer.index(version.resource()), place));
            }
        }
        if (rows.isEmpty()) {
            return List.of();
        }
        // The table's own columns, made for the moment: what a search would ask is asked by the same text.
        SqlText sql = new SqlText().add("SELECT t.version FROM jsonb_populate_recordset(NULL::");
        sql.add(tables.of(type).name()).add(",").mark(new String(FhirJson.toBytes(rows), UTF_8));
        sql.add("::jsonb) t WHERE ");
        new ConditionSql(tables, visibility, sql).write(type, ALIAS, restriction);
        Set<Long> places = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.bind(statement);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    places.add(found.getLong(1));
                }
            }
        }
        List<StoredRow> meeting = new ArrayList<>();
        for (int place = 0; place < versions.size(); place++) {
            if (places.contains((long) place)) {
                meeting.add(versions.get(place));
            }
        }
        return meeting;
    }

    private static FhirObject asRow(TypeTable table, StoredResource version, IndexedResource index, int place) {
        FhirObject row = new FhirObject()
                .put("id", version.id())
                .put("version", place)
                .put("updated", version.lastUpdated().toEpochMilli())
                .put("deleted", false)
                .put(
                        "present",
                        numbers(Arrays.stream(index.present()).asLongStream().toArray()))
                .put("terms", numbers(index.terms()));
        if (index.strings().length > 0) {
            FhirArray strings = new FhirArray();
            for (String text : index.strings()) {
                strings.add(text);
            }
            row.put("strings", strings);
        }
        if (index.ranges().length > 0) {
            row.put("ranges", numbers(index.ranges()));
        }
        for (int range = 0; range < table.ranges().size(); range++) {
            put(row, table.ranges().get(range).low(), index.lows()[range]);
            put(row, table.ranges().get(range).high(), index.highs()[range]);
        }
        return row;
    }

    private static void put(FhirObject row, String column, @Nullable Long value) {
        if (value != null) {
            row.put(column, value);
        }
    }

    private static FhirArray numbers(long[] values) {
        List<FhirValue> numbers = new ArrayList<>(values.length);
        for (long value : values) {
            numbers.add(new FhirNumber(Long.toString(value)));
        }
        return new FhirArray(numbers);
    }

    /** Whether one of the current resources does not meet the restriction. */
    boolean anyOutside(
            Connection connection, Visibility visibility, Condition restriction, String type, Collection<String> ids)
            throws SQLException {
        SqlText sql = new SqlText().add("SELECT FROM ").add(tables.of(type).name());
        sql.add(" t WHERE t.id=ANY(").mark(ids.toArray(String[]::new)).add(") AND NOT t.deleted AND (");
        new ConditionSql(tables, visibility, sql).write(type, ALIAS, restriction);
        sql.add(") IS NOT TRUE LIMIT 1");
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.bind(statement);
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        }
    }

    private Optional<StoredRow> one(Connection connection, String type, SqlText sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.bind(statement);
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? Optional.of(store.row(type, found)) : Optional.empty();
            }
        }
    }
}
