package city.haihe.app.record.internal;

import city.haihe.app.platform.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks the other way round: whether what stands in the tables beside belongs to a resource. What an earlier version of a
 * resource has left there may stay, since who reads it rechecks the resource.
 */
final class StrayRows {

    private static final int PAGE = 1_000;

    private final Database database;
    private final ResourceTables tables;

    /** Tables that may hold a resource with an identity, those with the most rows first. */
    private final List<TypeTable> identified;

    StrayRows(Database database, ResourceTables tables, List<TypeTable> identified) {
        this.database = database;
        this.tables = tables;
        this.identified = List.copyOf(identified);
    }

    /** A key of the table of identities. */
    private record Key(long term, String id) {}

    /** Identities of resources that are not there. */
    void identities(Tally tally) {
        Key[] after = {new Key(Long.MIN_VALUE, "")};
        boolean more = true;
        while (more) {
            more = Snapshot.read(database, connection -> {
                List<Key> page = keys(connection, after[0]);
                Set<String> stray = new HashSet<>();
                page.forEach(key -> stray.add(key.id()));
                for (TypeTable table : identified) {
                    if (!stray.isEmpty()) {
                        stray.removeAll(existing(connection, table, stray));
                    }
                }
                for (Key key : page) {
                    if (stray.contains(key.id())) {
                        tally.differs("identity " + Long.toHexString(key.term()) + " of " + key.id(), "no resource");
                    } else {
                        tally.agree(1);
                    }
                }
                after[0] = page.isEmpty() ? after[0] : page.getLast();
                return page.size() == PAGE;
            });
            tally.tell();
        }
    }

    private static List<Key> keys(Connection connection, Key after) throws SQLException {
        List<Key> keys = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT term,id FROM record.identity WHERE (term,id)>(?,?) ORDER BY term,id LIMIT " + PAGE)) {
            statement.setLong(1, after.term());
            statement.setString(2, after.id());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    keys.add(new Key(rows.getLong(1), rows.getString(2)));
                }
            }
        }
        return keys;
    }

    /** Texts of resources that are not there. */
    void prose(Tally tally) {
        String[] after = {"", ""};
        boolean more = true;
        while (more) {
            more = Snapshot.read(database, connection -> {
                Map<String, Set<String>> page = proseKeys(connection, after);
                int rows = 0;
                for (Map.Entry<String, Set<String>> group : page.entrySet()) {
                    rows += group.getValue().size();
                    Set<String> stray = new HashSet<>(group.getValue());
                    if (tables.has(group.getKey())) {
                        stray.removeAll(existing(connection, tables.of(group.getKey()), stray));
                    }
                    tally.agree(group.getValue().size() - stray.size());
                    stray.forEach(id -> tally.differs("prose of " + group.getKey() + "/" + id, "no resource"));
                }
                return rows == PAGE;
            });
            tally.tell();
        }
    }

    private static Map<String, Set<String>> proseKeys(Connection connection, String[] after) throws SQLException {
        Map<String, Set<String>> keys = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT type,id FROM record.prose WHERE (type,id)>(?,?) ORDER BY type,id LIMIT " + PAGE)) {
            statement.setString(1, after[0]);
            statement.setString(2, after[1]);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    after[0] = rows.getString(1);
                    after[1] = rows.getString(2);
                    keys.computeIfAbsent(after[0], type -> new HashSet<>()).add(after[1]);
                }
            }
        }
        return keys;
    }

    private static Set<String> existing(Connection connection, TypeTable table, Collection<String> ids)
            throws SQLException {
        Set<String> existing = new HashSet<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT id FROM " + table.name() + " WHERE id=ANY(?)")) {
            statement.setObject(1, ids.toArray(String[]::new));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    existing.add(rows.getString(1));
                }
            }
        }
        return existing;
    }

    /** Texts of codes whose hash or terms are not their own. */
    void wordings(Tally tally) {
        Snapshot.read(database, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(PAGE);
                try (ResultSet rows = statement.executeQuery("SELECT hash,text,terms FROM record.wording")) {
                    while (rows.next()) {
                        wording(tally, rows);
                    }
                }
            }
            return true;
        });
        tally.tell();
    }

    private static void wording(Tally tally, ResultSet row) throws SQLException {
        long hash = row.getLong(1);
        String text = row.getString(2);
        String place = "wording " + Long.toHexString(hash);
        if (hash != TermHash.wording(text)) {
            tally.differs(place, "another text");
        } else if (!SideTableAgreement.isSame((Long[]) row.getArray(3).getArray(), Wordings.terms(text))) {
            tally.differs(place, "other terms");
        } else {
            tally.agree(1);
        }
    }

    /** Versions of types that there are none of. */
    void history(Tally tally) {
        List<String> types = Snapshot.read(database, connection -> {
            List<String> found = new ArrayList<>();
            // Steps from type to type by the primary key, however many versions each has.
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "WITH RECURSIVE t(type) AS (SELECT min(type) FROM record.history UNION ALL SELECT (SELECT"
                                    + " min(h.type) FROM record.history h WHERE h.type>t.type) FROM t WHERE t.type IS NOT"
                                    + " NULL) SELECT type FROM t WHERE type IS NOT NULL")) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        });
        for (String type : types) {
            if (!tables.has(type)) {
                tally.differs("history of " + type, "no such type");
            }
        }
    }
}
