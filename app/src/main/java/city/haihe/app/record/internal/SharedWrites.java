package city.haihe.app.record.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.Transaction;
import city.haihe.app.record.ClinicalRecord.RecordSession;
import city.haihe.app.record.ClinicalRecord.SharedSession;
import city.haihe.app.record.ClinicalRecord.Sought;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sessions that share a transaction, its rows and the looks for what they begin with. All take what they need in one order:
 * claims, then rows by type and id; what does not fit this pattern is left to the sessions themselves.
 */
final class SharedWrites implements SharedSession {

    private final RecordEngine engine;
    private final Transaction transaction;
    private final Connection connection;
    private final TransactionRows rows;
    private final List<WriteSession> sessions = new ArrayList<>();

    SharedWrites(RecordEngine engine, Transaction transaction) {
        this.engine = engine;
        this.transaction = transaction;
        this.connection = transaction.connection();
        this.rows = new TransactionRows(engine.store(), connection);
    }

    /** An identifier that is looked for, as the record knows it. */
    private record Wanted(Sought sought, long term, long key) {

        static Wanted of(Sought sought) {
            long term = SessionIdentifiers.term(sought.system(), sought.value());
            return new Wanted(sought, term, TermHash.identity(sought.type(), term));
        }

        String claim() {
            return SessionIdentifiers.claim(sought.type(), sought.system(), sought.value());
        }
    }

    @Override
    public void prepare(Collection<Sought> sought) throws SQLException {
        Map<Long, Wanted> wanted = new HashMap<>();
        for (Sought one : sought) {
            Wanted next = Wanted.of(one);
            wanted.merge(next.key(), next, (before, after) -> before.sought().locked() ? before : after);
        }
        wanted.keySet().removeIf(key -> rows.identities().id(key) != null);
        if (wanted.isEmpty()) {
            return;
        }
        Map<Long, List<String>> candidates = engine.store().identities(connection, wanted.keySet());
        claim(wanted, candidates);
        Map<String, long[]> terms = new HashMap<>();
        lock(wanted, candidates, terms);
        look(wanted, candidates, terms);
        for (Wanted one : wanted.values()) {
            settle(one, candidates.getOrDefault(one.key(), List.of()), terms);
        }
    }

    /** Claims what nobody has, and takes note of what others turn out to have. */
    private void claim(Map<Long, Wanted> wanted, Map<Long, List<String>> candidates) throws SQLException {
        SortedMap<String, Long> absent = new TreeMap<>();
        for (Wanted one : wanted.values()) {
            if (!candidates.containsKey(one.key())) {
                absent.put(one.claim(), one.key());
            }
        }
        candidates.putAll(rows.claim(absent));
    }

    private static SortedMap<String, SortedSet<String>> idsByType(
            Map<Long, Wanted> wanted, Map<Long, List<String>> candidates, boolean locked) {
        SortedMap<String, SortedSet<String>> ids = new TreeMap<>();
        candidates.forEach((key, found) -> {
            Wanted one = wanted.get(key);
            if (one != null && one.sought().locked() == locked) {
                ids.computeIfAbsent(one.sought().type(), type -> new TreeSet<>())
                        .addAll(found);
            }
        });
        return ids;
    }

    private void lock(Map<Long, Wanted> wanted, Map<Long, List<String>> candidates, Map<String, long[]> terms)
            throws SQLException {
        for (Map.Entry<String, SortedSet<String>> group :
                idsByType(wanted, candidates, true).entrySet()) {
            String type = group.getKey();
            for (TransactionRows.Held row : engine.store().lockWithTerms(connection, type, group.getValue())) {
                rows.hold(row);
                long[] found = row.terms();
                if (found != null) {
                    terms.put(type + "/" + row.row().resource().id(), found);
                }
            }
        }
    }

    /** Reads the terms of what is only referred to, in one statement. */
    private void look(Map<Long, Wanted> wanted, Map<Long, List<String>> candidates, Map<String, long[]> terms)
            throws SQLException {
        SqlText sql = new SqlText();
        String separator = "";
        for (Map.Entry<String, SortedSet<String>> group :
                idsByType(wanted, candidates, false).entrySet()) {
            String type = group.getKey();
            sql.add(separator).add("SELECT '").add(type).add("',id,terms FROM ");
            sql.add(engine.tables().of(type).name()).add(" WHERE id=ANY(");
            sql.mark(group.getValue().toArray(String[]::new)).add(") AND NOT deleted");
            separator = " UNION ALL ";
        }
        if (separator.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.bind(statement);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    terms.putIfAbsent(
                            found.getString(1) + "/" + found.getString(2), ResourceStore.longs(found.getArray(3)));
                }
            }
        }
    }

    /** Takes note of the one that has the identifier; where it is none of those found or several, the session looks itself. */
    private void settle(Wanted one, List<String> candidates, Map<String, long[]> terms) {
        if (candidates.isEmpty()) {
            return;
        }
        String only = null;
        for (String id : candidates) {
            if (SessionIdentifiers.has(terms.get(one.sought().type() + "/" + id), one.term())) {
                if (only != null) {
                    rows.identities().forget(one.key());
                    return;
                }
                only = id;
            }
        }
        if (only == null) {
            rows.identities().forget(one.key());
        } else {
            rows.identities().found(one.key(), only);
        }
    }

    @Override
    public RecordSession open(Caller caller) {
        WriteSession session = new WriteSession(engine, transaction, engine.visibility(caller), rows);
        sessions.add(session);
        return session;
    }

    @Override
    public void finish() throws SQLException {
        if (!sessions.isEmpty()) {
            WriteSession.finish(sessions);
        }
    }
}
