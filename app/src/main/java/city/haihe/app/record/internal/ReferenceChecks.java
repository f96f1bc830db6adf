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

    /** What one transaction rewrites at most. */
    private static final int MAX_REFERRERS = 10_000;

    /** How many referrers a refusal names. */
    static final int MAX_NAMED = 5;

    /**
     * A resource that refers to another.
     *
     * @param patients the Patients whose compartments it is in
     */
    record Referrer(String type, String id, List<String> patients) {}

    /**
     * Which of the references lead to nothing the writer may see, as {@code Type/id}. Takes the locks, unless they were taken
     * or are not wanted, in the same round trip: two statements, so that the second looks after the first has waited.
     */
    Set<String> missing(Connection connection, List<LocalReference> references, Visibility visibility, boolean locked)
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
            Set<String> missing = new HashSet<>();
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    missing.add(rows.getString(1) + "/" + rows.getString(2));
                }
            }
            return missing;
        }
    }

    /** Current resources that refer to the target, at most {@code limit}, whoever may see them. */
    List<Referrer> referrers(Connection connection, String type, String id, int limit) throws SQLException {
        long self = TermHash.self(type, id);
        SqlText sql = new SqlText().add("SELECT * FROM (");
        String separator = "";
        for (TypeTable table : tables.all()) {
            sql.add(separator)
                    .add("SELECT '")
                    .add(table.type())
                    .add("' AS type,id,patients FROM ")
                    .add(table.name());
            sql.add(" WHERE terms @> ").mark(new long[] {self}).add(" AND NOT deleted");
            separator = " UNION ALL ";
        }
        sql.add(") r LIMIT ").mark((long) limit);
        List<Referrer> referrers = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    referrers.add(new Referrer(
                            rows.getString(1), rows.getString(2), ResourceStore.strings(rows.getArray(3))));
                }
            }
        }
        return referrers;
    }

    /** All current resources that refer to the target, given as {@code Type/id}; refused where they are too many to be rewritten. */
    List<Referrer> allReferrers(Connection connection, String target) throws SQLException {
        int slash = target.indexOf('/');
        List<Referrer> referrers =
                referrers(connection, target.substring(0, slash), target.substring(slash + 1), MAX_REFERRERS + 1);
        if (referrers.size() > MAX_REFERRERS) {
            throw new HaiheException(
                    ErrorCode.INVALID_REQUEST, "referrers: more than " + MAX_REFERRERS + " (expected: at most that)");
        }
        return referrers;
    }

    static HaiheException unresolved(LocalReference reference) {
        return new HaiheException(
                ErrorCode.UNRESOLVED_REFERENCE,
                "reference: " + reference.type() + "/" + reference.id() + " (expected: a resource that exists)",
                reference.expression());
    }

    /**
     * Names the referrers that the caller surely may see; that there are others shows in the refusal itself.
     */
    static HaiheException stillReferenced(String address, List<Referrer> referrers, Visibility visibility) {
        List<String> named = referrers.stream()
                .filter(referrer -> visibility.reaches(referrer.type())
                        && visibility.ofSeen(referrer.type()) == null
                        && visibility.sees(referrer.type(), referrer.patients()))
                .map(referrer -> referrer.type() + "/" + referrer.id())
                .limit(MAX_NAMED)
                .toList();
        String who = named.isEmpty() ? "other resources" : String.join(", ", named);
        if (!named.isEmpty() && named.size() < referrers.size()) {
            who += " and others";
        }
        return new HaiheException(
                ErrorCode.STILL_REFERENCED,
                address + ": referred to by " + who + " (expected: nothing that refers to it)");
    }
}
