package city.haihe.app.record.internal;

import city.haihe.app.record.StoredResource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one transaction: what was locked, and what waits to be sent. Writes are gathered and sent together, at the
 * latest before anything is read that they could change. What was locked or written is known from then on, so that those who
 * share a transaction see each other's writes without asking the database.
 */
final class TransactionRows {

    private final ResourceStore store;
    private final Connection connection;

    /** First versions that wait, by {@code Type/id}; replaced by a later version while they wait. */
    private final Map<String, NewVersion> inserts = new LinkedHashMap<>();

    /** Versions that replace a row, in the same way. */
    private final Map<String, NewVersion> updates = new LinkedHashMap<>();

    /** Versions that were replaced before they were sent: they go to the history at once. */
    private final List<NewVersion> superseded = new ArrayList<>();

    /** Current versions that nobody else can change before this transaction ends, by {@code Type/id}. */
    private final Map<String, Held> held = new HashMap<>();

    private final KnownIdentities identities = new KnownIdentities();

    /** What the versions that wait to be sent can be found by, by their keys in the table of identities. */
    private final Set<Long> waiting = new HashSet<>();

    /** A row with the terms that it is found by, or null where they were not read. */
    record Held(StoredRow row, long @Nullable [] terms) {}

    TransactionRows(ResourceStore store, Connection connection) {
        this.store = store;
        this.connection = connection;
    }

    /** The current version, locked; it shows what this transaction has written. */
    Optional<StoredRow> lock(String type, String id) throws SQLException {
        Held known = held.get(type + "/" + id);
        if (known != null) {
            return Optional.of(known.row());
        }
        flush();
        Optional<StoredRow> row = store.lock(connection, type, id);
        row.ifPresent(found -> held.put(type + "/" + id, new Held(found, null)));
        return row;
    }

    /** Locks what will be written, in one order for everybody, so that no two transactions wait for each other. */
    void lockAll(SortedMap<String, ? extends Collection<String>> idsByType) throws SQLException {
        for (Map.Entry<String, ? extends Collection<String>> group : idsByType.entrySet()) {
            String type = group.getKey();
            for (StoredRow row : store.lockAll(connection, type, group.getValue())) {
                hold(new Held(row, null));
            }
        }
    }

    /** Takes note of a row that was locked elsewhere. */
    void hold(Held row) {
        StoredResource resource = row.row().resource();
        held.putIfAbsent(resource.type() + "/" + resource.id(), row);
    }

    /** A row that was locked or written. */
    Optional<StoredRow> locked(String type, String id) {
        return held(type, id).map(Held::row);
    }

    Optional<Held> held(String type, String id) {
        return Optional.ofNullable(held.get(type + "/" + id));
    }

    /** Whether the row is there and will be until the transaction ends. */
    boolean holds(String address) {
        Held known = held.get(address);
        return known != null && !known.row().resource().deleted();
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
        asked.values().removeAll(store.identities(connection, asked.values()).keySet());
        claim(asked).keySet().forEach(identities::forget);
    }

    /**
     * Claims identifiers that nobody was found to have, and notes that nobody has them. Answers who was found to have some of
     * them after all: who held a claim before us may have created under it.
     *
     * @param absent the identifiers' keys by what is claimed for each
     */
    Map<Long, List<String>> claim(SortedMap<String, Long> absent) throws SQLException {
        if (absent.isEmpty()) {
            return Map.of();
        }
        Set<String> first = store.claim(connection, new TreeSet<>(absent.keySet()));
        absent.values().forEach(identities::claimed);
        List<Long> doubtful = absent.entrySet().stream()
                .filter(claim -> !first.contains(claim.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        return doubtful.isEmpty() ? Map.of() : store.identities(connection, doubtful);
    }

    /** Whether nothing can match the criteria before this transaction writes it. */
    boolean isFree(Criteria criteria) {
        return criteria.identity().isPresent()
                && KnownIdentities.NOBODY.equals(
                        identities.id(criteria.identity().getAsLong()));
    }

    /** Whether a version that waits to be sent may match the criteria. */
    boolean mayMatch(Criteria criteria) {
        boolean waits = !inserts.isEmpty() || !updates.isEmpty();
        return waits
                && (criteria.identity().isEmpty()
                        || waiting.contains(criteria.identity().getAsLong()));
    }

    /** What is known of identifiers. */
    KnownIdentities identities() {
        return identities;
    }

    void insert(NewVersion version) {
        String address = address(version);
        inserts.put(address, version);
        know(address, version);
    }

    /** Replaces a version that was locked. */
    void update(NewVersion version) {
        String address = address(version);
        Map<String, NewVersion> waiting = inserts.containsKey(address) ? inserts : updates;
        NewVersion before = waiting.put(address, version);
        if (before != null) {
            superseded.add(before);
        }
        know(address, version);
    }

    private void know(String address, NewVersion version) {
        IndexedResource index = version.index();
        held.put(address, new Held(new StoredRow(version.resource(), List.of(index.patients())), index.terms()));
        identities.written(index.identities(), version.resource().id());
        for (long identity : index.identities()) {
            waiting.add(identity);
        }
    }

    private static String address(NewVersion version) {
        return version.resource().type() + "/" + version.resource().id();
    }

    /** Sends what waits and forgets a row that is about to be changed past these rows. */
    void settle(String type, String id) throws SQLException {
        flush();
        held.remove(type + "/" + id);
    }

    /** Sends what waits. */
    void flush() throws SQLException {
        waiting.clear();
        if (!inserts.isEmpty()) {
            NewVersion taken = store.insert(connection, List.copyOf(inserts.values()));
            if (taken != null) {
                throw new IllegalStateException("id taken: " + address(taken));
            }
            inserts.clear();
        }
        if (!updates.isEmpty()) {
            store.update(connection, List.copyOf(updates.values()));
            updates.clear();
        }
        if (!superseded.isEmpty()) {
            store.keep(connection, superseded);
            superseded.clear();
        }
    }
}
