package city.haihe.app.record.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rows of one transaction: what was locked, and what waits to be sent. Writes are gathered and sent together, at the
 * latest before anything is read that they could change.
 */
final class TransactionRows {

    private final ResourceStore store;
    private final Connection connection;

    private final List<NewVersion> inserts = new ArrayList<>();
    private final List<NewVersion> updates = new ArrayList<>();

    /** Rows that were locked together and that nothing was done with yet, by {@code Type/id}. */
    private final Map<String, StoredRow> locked = new HashMap<>();

    /** Identifiers that this transaction has claimed and that nothing has, by their keys in the table of identities. */
    private final Set<Long> free = new HashSet<>();

    /** What the versions that wait to be sent have. */
    private final Set<Long> waiting = new HashSet<>();

    TransactionRows(ResourceStore store, Connection connection) {
        this.store = store;
        this.connection = connection;
    }

    /** The current version, locked; it shows what this transaction has written. */
    Optional<StoredRow> lock(String type, String id) throws SQLException {
        StoredRow untouched = locked.remove(type + "/" + id);
        if (untouched != null) {
            return Optional.of(untouched);
        }
        flush();
        return store.lock(connection, type, id);
    }

    /** Locks what will be written, in one order for everybody, so that no two transactions wait for each other. */
    void lockAll(SortedMap<String, ? extends Collection<String>> idsByType) throws SQLException {
        for (Map.Entry<String, ? extends Collection<String>> group : idsByType.entrySet()) {
            String type = group.getKey();
            for (StoredRow row : store.lockAll(connection, type, group.getValue())) {
                locked.put(type + "/" + row.resource().id(), row);
            }
        }
    }

    /** A row that {@link #lockAll} locked and that nothing was done with yet. */
    Optional<StoredRow> locked(String type, String id) {
        return Optional.ofNullable(locked.get(type + "/" + id));
    }

    /**
     * Looks for all that is asked for by one identifier, and claims what is not there: two statements for any number of
     * conditional creates. What was found is left to each one's own search.
     */
    void seek(Collection<Criteria> criteria) throws SQLException {
        SortedMap<String, Long> asked = new TreeMap<>();
        for (Criteria one : criteria) {
            one.identity().ifPresent(identity -> asked.put(one.key(), identity));
        }
        if (asked.size() < 2) {
            return;
        }
        Set<Long> known = store.knownIdentities(connection, asked.values());
        asked.values().removeIf(known::contains);
        if (asked.isEmpty()) {
            return;
        }
        Set<String> first = store.claim(connection, new TreeSet<>(asked.keySet()));
        // Who held a claim before us may have created under it.
        List<Long> doubtful = asked.entrySet().stream()
                .filter(claim -> !first.contains(claim.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        free.addAll(asked.values());
        if (!doubtful.isEmpty()) {
            free.removeAll(store.knownIdentities(connection, doubtful));
        }
    }

    /** Whether nothing can match the criteria before this transaction writes it. */
    boolean isFree(Criteria criteria) {
        return criteria.identity().isPresent()
                && free.contains(criteria.identity().getAsLong());
    }

    /** Whether a version that waits to be sent may match the criteria. */
    boolean mayMatch(Criteria criteria) {
        boolean waits = !inserts.isEmpty() || !updates.isEmpty();
        return waits
                && (criteria.identity().isEmpty()
                        || waiting.contains(criteria.identity().getAsLong()));
    }

    private void note(NewVersion version) {
        for (long identity : version.index().identities()) {
            free.remove(identity);
            waiting.add(identity);
        }
    }

    void insert(NewVersion version) {
        note(version);
        inserts.add(version);
    }

    /** Replaces a version that was locked. */
    void update(NewVersion version) {
        note(version);
        updates.add(version);
    }

    /** Sends what waits. */
    void flush() throws SQLException {
        waiting.clear();
        if (!inserts.isEmpty()) {
            NewVersion taken = store.insert(connection, inserts);
            if (taken != null) {
                throw new IllegalStateException("id taken: " + taken.resource().type() + "/"
                        + taken.resource().id());
            }
            inserts.clear();
        }
        if (!updates.isEmpty()) {
            store.update(connection, updates);
            updates.clear();
        }
    }
}
