package city.haihe.app.record.internal;

import city.haihe.app.record.StoredResource;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
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

    ResourceStore(ResourceTables tables, BodyCodec codec) {
        this.tables = tables;
        this.codec = codec;
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

    /** Inserts first versions; answers the first whose id was taken, or null. */
    @Nullable
    NewVersion insert(Connection connection, List<NewVersion> versions) throws SQLException {
        for (Map.Entry<String, List<NewVersion>> group : byType(versions).entrySet()) {
            TypeTable table = tables.of(group.getKey());
            try (PreparedStatement statement = connection.prepareStatement(table.insertSql())) {
                for (NewVersion version : group.getValue()) {
                    bindRow(statement, 1, version);
                    statement.addBatch();
                }
                int[] counts = statement.executeBatch();
                for (int index = 0; index < counts.length; index++) {
                    if (counts[index] == 0) {
                        return group.getValue().get(index);
                    }
                }
            }
        }
        insertIdentities(connection, versions);
        Prose.insert(connection, versions);
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

    /** Replaces locked versions, which move to the history. */
    void update(Connection connection, List<NewVersion> versions) throws SQLException {
        for (Map.Entry<String, List<NewVersion>> group : byType(versions).entrySet()) {
            TypeTable table = tables.of(group.getKey());
            try (PreparedStatement statement = connection.prepareStatement(table.updateSql())) {
                for (NewVersion version : group.getValue()) {
                    String id = version.resource().id();
                    statement.setString(1, id);
                    int next = bindRow(statement, 2, version);
                    statement.setString(next, id);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        }
        insertIdentities(connection, versions);
        Prose.insert(connection, versions);
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
            int next = bindRow(statement, 1, version);
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

    /** Those of the keys that the table of identities knows, whether or not a resource still has them. */
    Set<Long> knownIdentities(Connection connection, Collection<Long> keys) throws SQLException {
        Set<Long> known = new HashSet<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT term FROM record.identity WHERE term=ANY(?)")) {
            statement.setObject(1, keys.stream().mapToLong(Long::longValue).toArray());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    known.add(rows.getLong(1));
                }
            }
        }
        return known;
    }

    private int bindRow(PreparedStatement statement, int first, NewVersion version) throws SQLException {
        StoredResource resource = version.resource();
        IndexedResource index = version.index();
        int next = first;
        statement.setString(next++, resource.id());
        statement.setLong(next++, index.self());
        statement.setLong(next++, resource.version());
        statement.setLong(next++, resource.lastUpdated().toEpochMilli());
        statement.setInt(next++, index.shard());
        statement.setBoolean(next++, false);
        setNullable(statement, next++, index.organisation());
        statement.setObject(next++, index.patients());
        statement.setObject(next++, index.labels().length == 0 ? null : index.labels(), Types.ARRAY);
        statement.setObject(next++, index.present());
        statement.setObject(next++, index.terms());
        statement.setObject(next++, index.strings().length == 0 ? null : index.strings(), Types.ARRAY);
        statement.setObject(next++, index.ranges().length == 0 ? null : index.ranges(), Types.ARRAY);
        statement.setBytes(next++, codec.compress(resource.body()));
        for (int range = 0; range < index.lows().length; range++) {
            setNullable(statement, next++, index.lows()[range]);
            setNullable(statement, next++, index.highs()[range]);
        }
        return next;
    }

    private static void setNullable(PreparedStatement statement, int position, @Nullable String value)
            throws SQLException {
        if (value == null) {
            statement.setNull(position, Types.VARCHAR);
        } else {
            statement.setString(position, value);
        }
    }

    private static void setNullable(PreparedStatement statement, int position, @Nullable Long value)
            throws SQLException {
        if (value == null) {
            statement.setNull(position, Types.BIGINT);
        } else {
            statement.setLong(position, value);
        }
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

    static List<String> strings(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
