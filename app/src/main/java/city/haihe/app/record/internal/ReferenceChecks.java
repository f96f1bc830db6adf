package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.record.internal.IndexedResource.LocalReference;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds referential integrity at the end of a writing transaction. Who refers takes a shared lock on the target, who deletes
 * an exclusive one, each before it looks: so neither misses the other. The locks are in PostgreSQL's memory, cost no write,
 * and are shared by many targets so that their number is bounded.
 */
final class ReferenceChecks {

    /** Tells these advisory locks from others'. */
    private static final int LOCK_SPACE = 0x52454600;

    /** Few enough for PostgreSQL's lock table with every connection at its worst; deletions are rare. */
    private static final int LOCKS = 128;

    private final ResourceTables tables;

    ReferenceChecks(ResourceTables tables) {
        this.tables = tables;
    }

    /** Takes the locks of all that a transaction refers to and deletes, in one order for everybody. */
    void lock(Connection connection, List<LocalReference> references, List<LocalReference> deleted)
            throws SQLException {
        Map<Integer, Boolean> exclusive = new TreeMap<>();
        for (LocalReference reference : references) {
            exclusive.putIfAbsent(bucket(reference), false);
        }
        for (LocalReference target : deleted) {
            exclusive.put(bucket(target), true);
        }
        for (Map.Entry<Integer, Boolean> lock : exclusive.entrySet()) {
            String function = lock.getValue() ? "pg_advisory_xact_lock" : "pg_advisory_xact_lock_shared";
            try (PreparedStatement statement = connection.prepareStatement("SELECT " + function + "(?,?)")) {
                statement.setInt(1, LOCK_SPACE);
                statement.setInt(2, lock.getKey());
                statement.execute();
            }
        }
    }

    private static int bucket(LocalReference reference) {
        return (int) (TermHash.self(reference.type(), reference.id()) & (LOCKS - 1));
    }

    /**
     * The first reference that leads to nothing the writer may see. Takes the locks, unless they were taken, in the same
     * round trip: two statements, so that the second looks after the first has waited.
     */
    Optional<LocalReference> firstMissing(
            Connection connection, List<LocalReference> references, Visibility visibility, boolean locked)
            throws SQLException {
        Map<String, Set<String>> idsByType = new TreeMap<>();
        for (LocalReference reference : references) {
            idsByType.computeIfAbsent(reference.type(), type -> new HashSet<>()).add(reference.id());
        }
        SqlText sql = new SqlText();
        if (!locked) {
            int[] buckets = references.stream()
                    .mapToInt(ReferenceChecks::bucket)
                    .distinct()
                    .sorted()
                    .toArray();
            sql.add("SELECT pg_advisory_xact_lock_shared(" + LOCK_SPACE + ",b) FROM unnest(")
                    .mark(buckets)
                    .add(") b;");
        }
        String separator = "";
        for (Map.Entry<String, Set<String>> group : idsByType.entrySet()) {
            String type = group.getKey();
            sql.add(separator).add("SELECT '").add(type).add("',r.id FROM unnest(");
            sql.mark(group.getValue().toArray(String[]::new)).add(") r(id) WHERE NOT EXISTS (SELECT FROM ");
            sql.add(tables.of(type).name()).add(" t WHERE t.id=r.id AND NOT t.deleted");
            String bound = visibility.boundTo(type);
            if (bound != null) {
                sql.add(" AND t.patients @> ARRAY[").mark(bound).add("::text]");
            }
            Condition restriction = visibility.ofReferred(type);
            if (restriction != null) {
                sql.add(" AND ");
                new ConditionSql(tables, visibility, sql).write(type, "t", restriction);
            }
            sql.add(")");
            separator = " UNION ALL ";
        }
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.bind(statement);
            statement.execute();
            if (!locked) {
                statement.getMoreResults();
            }
            try (ResultSet rows = statement.getResultSet()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                String type = rows.getString(1);
                String id = rows.getString(2);
                return references.stream()
                        .filter(reference ->
                                reference.type().equals(type) && reference.id().equals(id))
                        .findFirst();
            }
        }
    }

    /** Current resources that refer to the target, at most {@code limit}, as type and id. */
    List<LocalReference> referrers(Connection connection, String type, String id, int limit) throws SQLException {
        long self = TermHash.self(type, id);
        SqlText sql = new SqlText().add("SELECT * FROM (");
        String separator = "";
        for (TypeTable table : tables.all()) {
            sql.add(separator)
                    .add("SELECT '")
                    .add(table.type())
                    .add("' AS type,id FROM ")
                    .add(table.name());
            sql.add(" WHERE terms @> ").mark(new long[] {self}).add(" AND NOT deleted");
            separator = " UNION ALL ";
        }
        sql.add(") r LIMIT ").mark((long) limit);
        List<LocalReference> referrers = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    referrers.add(new LocalReference(rows.getString(1), rows.getString(2), ""));
                }
            }
        }
        return referrers;
    }

    static HaiheException unresolved(LocalReference reference) {
        return new HaiheException(
                ErrorCode.UNRESOLVED_REFERENCE,
                "reference: " + reference.type() + "/" + reference.id() + " (expected: a resource that exists)",
                reference.expression());
    }

    static HaiheException stillReferenced(String type, String id, LocalReference referrer) {
        return new HaiheException(
                ErrorCode.STILL_REFERENCED,
                type + "/" + id + ": referred to by a " + referrer.type() + " (expected: nothing that refers to it)");
    }
}
