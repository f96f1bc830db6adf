package city.haihe.app.record.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

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

    void insert(NewVersion version) {
        inserts.add(version);
    }

    /** Replaces a version that was locked. */
    void update(NewVersion version) {
        updates.add(version);
    }

    /** Sends what waits. */
    void flush() throws SQLException {
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
