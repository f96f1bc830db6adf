package city.haihe.app.record.internal;

import city.haihe.app.platform.CopyRows;
import city.haihe.app.record.StoredResource;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Reads and writes rows. Knows nothing of scopes, but takes the Patient by whose compartment a read is bound. */
final class ResourceStore {

    private static final byte[] NO_BODY = new byte[0];

    /** What {@link #row} reads. */
    static final String COLUMNS = "id,version,updated,deleted,patients,body";

    private final ResourceTables tables;
    private final BodyCodec codec;
    private final RowColumns columns;

    ResourceStore(ResourceTables tables, BodyCodec codec) {
        this.tables = tables;
        this.codec = codec;
        this.columns = new RowColumns(codec);
    }

    /** The current version, also where it is a deletion; empty where there is none or it is out of bounds. */
    Optional<StoredRow> read(Connection connection, String type, String id, @Nullable String boundTo)
            throws SQLException {
        TypeTable table = tables.of(type);
        String sql = "SELECT " + COLUMNS + " FROM " + table.name() + " WHERE id=?" + bound(boundTo);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, id);
            bind(statement, 2, boundTo);
            return one(type, statement);
        }
    }

    /** One version; empty where it, or the current version, is out of bounds. */
    Optional<StoredRow> readVersion(
            Connection connection, String type, String id, long version, @Nullable String boundTo) throws SQLException {
        String current = tables.of(type).name();
        String sql = "SELECT " + COLUMNS + " FROM " + current + " WHERE id=? AND version=?" + bound(boundTo)
                + " UNION ALL SELECT " + COLUMNS + " FROM record.history WHERE type=? AND id=? AND version=?"
                + bound(boundTo)
                + (boundTo == null ? "" : " AND EXISTS (SELECT FROM " + current + " WHERE id=?" + bound(boundTo) + ")");
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int next = 1;
            statement.setString(next++, id);
            statement.setLong(next++, version);
            next = bind(statement, next, boundTo);
            statement.setString(next++, type);
            statement.setString(next++, id);
            statement.setLong(next++, version);
            next = bind(statement, next, boundTo);
            if (boundTo != null) {
                statement.setString(next++, id);
                bind(statement, next, boundTo);
            }
            return one(type, statement);
        }
    }

    /** The current version, locked until the transaction ends. */
    Optional<StoredRow> lock(Connection connection, String type, String id) throws SQLException {
        String sql = "SELECT " + COLUMNS + " FROM " + tables.of(type).name() + " WHERE id=? FOR NO KEY UPDATE";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, id);
            return one(type, statement);
        }
    }

    /** Current versions, locked until the transaction ends, in the order of the ids. */
    List<StoredRow> lockAll(Connection connection, String type, Collection<String> ids) throws SQLException {
        String sql = "SELECT " + COLUMNS + " FROM " + tables.of(type).name()
                + " WHERE id=ANY(?) ORDER BY id FOR NO KEY UPDATE";
        List<StoredRow> locked = new ArrayList<>(ids.size());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, ids.toArray(String[]::new));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    locked.add(row(type, rows));
                }
            }
        }
        return locked;
    }

    /** Current versions with their terms, locked in the order of the ids; none that are deleted. */
    List<TransactionRows.Held> lockWithTerms(Connection connection, String type, Collection<String> ids)
            throws SQLException {
        String sql = "SELECT " + COLUMNS + ",terms FROM " + tables.of(type).name()
                + " WHERE id=ANY(?) AND NOT deleted ORDER BY id FOR NO KEY UPDATE";
        List<TransactionRows.Held> locked = new ArrayList<>(ids.size());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, ids.toArray(String[]::new));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    locked.add(new TransactionRows.Held(row(type, rows), longs(rows.getArray(7))));
                }
            }
        }
        return locked;
    }

    /** Inserts first versions; answers the first whose id was taken, or null. */
    @Nullable
    NewVersion insert(Connection connection, List<NewVersion> versions) throws SQLException {
        for (Map.Entry<String, List<NewVersion>> group : byType(versions).entrySet()) {
            NewVersion taken = insert(connection, tables.of(group.getKey()), group.getValue());
            if (taken != null) {
                return taken;
            }
        }
        insertIdentities(connection, versions);
        Prose.insert(connection, versions);
        return null;
    }

    private @Nullable NewVersion insert(Connection connection, TypeTable table, List<NewVersion> versions)
            throws SQLException {
        if (versions.size() >= CopyRows.WORTHWHILE) {
            // An id of ours was never used. One that a client gave comes by itself, and is inserted below.
            CopyRows rows = new CopyRows(table.columnCount());
            versions.forEach(version -> columns.add(rows.row(), version));
            rows.send(connection, table.copyTarget());
            return null;
        }
        try (PreparedStatement statement = connection.prepareStatement(table.insertSql())) {
            for (NewVersion version : versions) {
                columns.bind(statement, 1, version);
                statement.addBatch();
            }
            int[] counts = statement.executeBatch();
            for (int index = 0; index < counts.length; index++) {
                if (counts[index] == 0) {
                    return versions.get(index);
                }
            }
        }
        return null;
    }

    /** Tells the table of identities; what it knows already is left alone. */
    static void insertIdentities(Connection connection, List<NewVersion> versions) throws SQLException {
        List<Long> terms = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (NewVersion version : versions) {
            for (long term : version.index().identities()) {
                terms.add(term);
                ids.add(version.resource().id());
            }
        }
        if (terms.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO record.identity (term,id)"
                + " SELECT t,i FROM unnest(?::bigint[],?::text[]) n(t,i) ON CONFLICT DO NOTHING")) {
            statement.setObject(1, terms.stream().mapToLong(Long::longValue).toArray());
            statement.setObject(2, ids.toArray(String[]::new));
            statement.executeUpdate();
        }
    }

    /** Replaces locked versions, which move to the history; one version for each row. */
    void update(Connection connection, List<NewVersion> versions) throws SQLException {
        for (Map.Entry<String, List<NewVersion>> group : byType(versions).entrySet()) {
            TypeTable table = tables.of(group.getKey());
            List<NewVersion> ofType = group.getValue();
            boolean several = ofType.size() > 1;
            if (several) {
                keep(connection, table, ofType);
            }
            try (PreparedStatement statement =
                    connection.prepareStatement(several ? table.amendSql() : table.updateSql())) {
                for (NewVersion version : ofType) {
                    String id = version.resource().id();
                    int next = 1;
                    if (!several) {
                        statement.setString(next++, id);
                    }
                    next = columns.bind(statement, next, version);
                    statement.setString(next, id);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        }
        insertIdentities(connection, versions);
        Prose.insert(connection, versions);
    }

    /** Copies rows that are about to be replaced to the history. */
    private static void keep(Connection connection, TypeTable table, List<NewVersion> next) throws SQLException {
        String[] ids = next.stream().map(version -> version.resource().id()).toArray(String[]::new);
        try (PreparedStatement statement = connection.prepareStatement(table.keepSql())) {
            statement.setObject(1, ids);
            statement.executeUpdate();
        }
    }

    /** Writes versions to the history that were replaced before they were ever current. */
    void keep(Connection connection, List<NewVersion> versions) throws SQLException {
        CopyRows rows = new CopyRows(7);
        for (NewVersion version : versions) {
            StoredResource resource = version.resource();
            rows.row().text(resource.type()).text(resource.id()).bigint(resource.version());
            rows.bigint(resource.lastUpdated().toEpochMilli()).bool(false);
            rows.texts(version.index().patients()).bytea(codec.compress(resource.body()));
        }
        rows.send(connection, "record.history (type,id,version,updated,deleted,patients,body)");
    }

    private static Map<String, List<NewVersion>> byType(List<NewVersion> versions) {
        Map<String, List<NewVersion>> byType = new LinkedHashMap<>();
        for (NewVersion version : versions) {
            byType.computeIfAbsent(version.resource().type(), type -> new ArrayList<>())
                    .add(version);
        }
        return byType;
    }

    /** Writes a locked version once more, as what {@code meta} says of it has changed. */
    void amend(Connection connection, NewVersion version) throws SQLException {
        StoredResource resource = version.resource();
        try (PreparedStatement statement =
                connection.prepareStatement(tables.of(resource.type()).amendSql())) {
            int next = columns.bind(statement, 1, version);
            statement.setString(next, resource.id());
            statement.executeUpdate();
        }
    }

    /** Marks a locked resource deleted; its last version moves to the history. */
    void delete(Connection connection, StoredResource deletion) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(tables.of(deletion.type()).deleteSql())) {
            statement.setString(1, deletion.id());
            statement.setLong(2, deletion.version());
            statement.setLong(3, deletion.lastUpdated().toEpochMilli());
            statement.setString(4, deletion.id());
            statement.executeUpdate();
        }
    }

    /**
     * Takes a key that several writers may want at once; the others wait until this transaction ends. Answers whether nobody
     * has ever claimed it before, so that nobody can have created anything under it either.
     */
    boolean claim(Connection connection, String key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                INSERT INTO record.claimed_criteria (key) VALUES (?) ON CONFLICT (key) DO UPDATE SET key=excluded.key
                RETURNING xmax = 0""")) {
            statement.setString(1, key);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** Takes several keys in their order, and answers those that nobody has ever claimed before. */
    Set<String> claim(Connection connection, SortedSet<String> keys) throws SQLException {
        Set<String> first = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                INSERT INTO record.claimed_criteria (key)
                SELECT k FROM unnest(?::text[]) WITH ORDINALITY n(k,o) ORDER BY o
                ON CONFLICT (key) DO UPDATE SET key=excluded.key
                RETURNING key, xmax = 0""")) {
            statement.setObject(1, keys.toArray(String[]::new));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (rows.getBoolean(2)) {
                        first.add(rows.getString(1));
                    }
                }
            }
        }
        return first;
    }

    /** Who has each of the identifiers, or had it once, by their keys in the table of identities. */
    Map<Long, List<String>> identities(Connection connection, Collection<Long> keys) throws SQLException {
        Map<Long, List<String>> known = new HashMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT term,id FROM record.identity WHERE term=ANY(?)")) {
            statement.setObject(1, keys.stream().mapToLong(Long::longValue).toArray());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    known.computeIfAbsent(rows.getLong(1), key -> new ArrayList<>(1))
                            .add(rows.getString(2));
                }
            }
        }
        return known;
    }

    private static String bound(@Nullable String patient) {
        return patient == null ? "" : " AND patients @> ARRAY[?::text]";
    }

    private static int bind(PreparedStatement statement, int position, @Nullable String patient) throws SQLException {
        if (patient == null) {
            return position;
        }
        statement.setString(position, patient);
        return position + 1;
    }

    private Optional<StoredRow> one(String type, PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(row(type, rows)) : Optional.empty();
        }
    }

    /** The body from its stored form. */
    byte[] body(byte[] stored) {
        return codec.decompress(stored);
    }

    /** A row of the columns id, version, updated, deleted, patients, body. */
    StoredRow row(String type, ResultSet rows) throws SQLException {
        boolean deleted = rows.getBoolean(4);
        byte[] body = deleted ? NO_BODY : codec.decompress(rows.getBytes(6));
        StoredResource resource = new StoredResource(
                type, rows.getString(1), rows.getLong(2), Instant.ofEpochMilli(rows.getLong(3)), deleted, body);
        return new StoredRow(resource, strings(rows.getArray(5)));
    }

    static long[] longs(Array array) throws SQLException {
        Long[] boxed = (Long[]) array.getArray();
        long[] values = new long[boxed.length];
        for (int index = 0; index < boxed.length; index++) {
            values[index] = boxed[index];
        }
        return values;
    }

    static List<String> strings(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
