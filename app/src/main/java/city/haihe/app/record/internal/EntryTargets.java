package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.record.StoredResource;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds out which resources a transaction's entries write, before anything is written: criteria become resources, what two
 * entries would write is refused (FHIR R4 3.1.0.11.2), and all of it is locked in one order.
 */
final class EntryTargets {

    private final WriteSession session;
    private final Conditional conditional;

    /** What the criteria of entries found, by the entries' places. */
    private final Map<Integer, List<StoredResource>> matches = new HashMap<>();

    /** The criteria of conditional entries, by the entries' places. */
    private final Map<Integer, Criteria> criteria = new HashMap<>();

    /** Resources that are changed, as {@code Type/id}. */
    private final Set<String> changed = new HashSet<>();

    private final SortedMap<String, SortedSet<String>> ids = new TreeMap<>();

    EntryTargets(WriteSession session, Conditional conditional) {
        this.session = session;
        this.conditional = conditional;
    }

    void resolve(List<BundleEntry> entries) throws SQLException {
        refuseSameUrls(entries);
        List<BundleEntry> sought = new ArrayList<>();
        for (BundleEntry entry : entries) {
            if (entry.reads()) {
                continue;
            }
            if (!entry.criteria().isEmpty()) {
                sought.add(entry);
                criteria.put(entry.index(), conditional.criteria(session.visibility(), entry.type(), entry.criteria()));
            } else if (entry.changes()) {
                change(entry, entry.id());
            }
        }
        sought.sort(Comparator.comparing(entry -> of(entry).key()));
        refuseSameCriteria(sought);
        session.rows()
                .seek(sought.stream()
                        .filter(entry ->
                                entry.method().equals("POST") || entry.method().equals("PUT"))
                        .map(this::of)
                        .toList());
        for (BundleEntry entry : sought) {
            seek(entry);
        }
        lock(sought);
    }

    private static void refuseSameUrls(List<BundleEntry> entries) {
        Set<String> fullUrls = new HashSet<>();
        for (BundleEntry entry : entries) {
            if (entry.resource() != null && !entry.fullUrl().isEmpty() && !fullUrls.add(entry.fullUrl())) {
                throw BundleEntry.invalid(entry.index(), "fullUrl", "the same again", "one entry for each fullUrl");
            }
        }
    }

    private Criteria of(BundleEntry entry) {
        Criteria known = criteria.get(entry.index());
        if (known == null) {
            throw new IllegalStateException("entry " + entry.index() + ": no criteria (expected: a conditional entry)");
        }
        return known;
    }

    /** Where an update creates, another entry under its criteria would write the same resource. */
    private void refuseSameCriteria(List<BundleEntry> sorted) {
        for (int place = 1; place < sorted.size(); place++) {
            BundleEntry entry = sorted.get(place);
            BundleEntry before = sorted.get(place - 1);
            boolean updates = entry.method().equals("PUT") || before.method().equals("PUT");
            if (updates && of(entry).key().equals(of(before).key())) {
                throw overlap(entry, entry.type() + "?…");
            }
        }
    }

    private void seek(BundleEntry entry) throws SQLException {
        List<StoredResource> found = switch (entry.method()) {
            case "DELETE" -> conditional.matches(session, of(entry));
            case "PATCH" ->
                List.of(conditional
                        .match(session, of(entry))
                        .orElseThrow(() -> new HaiheException(
                                ErrorCode.NOT_FOUND,
                                entry.type() + ": nothing matches the criteria (expected: one resource that does)",
                                "Bundle.entry[" + entry.index() + "].request.url")));
            default ->
                conditional.matchOrClaim(session, of(entry)).map(List::of).orElse(List.of());
        };
        matches.put(entry.index(), found);
        if (entry.changes()) {
            for (StoredResource match : found) {
                change(entry, match.id());
            }
        }
    }

    private void change(BundleEntry entry, String id) {
        String address = entry.type() + "/" + id;
        if (!changed.add(address)) {
            throw overlap(entry, address);
        }
        ids.computeIfAbsent(entry.type(), type -> new TreeSet<>()).add(id);
    }

    private static HaiheException overlap(BundleEntry entry, String address) {
        return BundleEntry.invalid(
                entry.index(), "request.url", address, "one entry for each resource, also where criteria find it");
    }

    private void lock(List<BundleEntry> sought) throws SQLException {
        boolean several = ids.values().stream().mapToInt(Set::size).sum() > 1;
        if (!several && sought.isEmpty()) {
            // One row is locked when it is written.
            return;
        }
        session.lockAll(ids);
        for (BundleEntry entry : sought) {
            if (entry.changes()) {
                for (StoredResource match : matches(entry)) {
                    conditional.requireUnchanged(session, of(entry), match);
                }
            }
        }
    }

    /** What the entry's criteria found; none where it has none. */
    List<StoredResource> matches(BundleEntry entry) {
        return matches.getOrDefault(entry.index(), List.of());
    }

    Optional<StoredResource> match(BundleEntry entry) {
        return matches(entry).stream().findFirst();
    }

    /** The key of an entry's criteria, or an empty string where it has none. */
    String key(BundleEntry entry) {
        Criteria known = criteria.get(entry.index());
        return known == null ? "" : known.key();
    }

    /** A conditional create whose match an earlier entry has deleted looks again. */
    void seekAgain(BundleEntry entry, Set<String> deleted) throws SQLException {
        Optional<StoredResource> match = match(entry);
        if (match.isPresent()
                && deleted.contains(entry.type() + "/" + match.get().id())) {
            seek(entry);
        }
    }
}
