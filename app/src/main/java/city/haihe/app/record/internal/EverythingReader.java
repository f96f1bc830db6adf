package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.record.StoredResource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads everything of one resource, a page at a time, in the order of type and id. Members are found by the hash of the resource,
 * which every row that refers to it has among its terms, with one statement over all types; what they refer to is found by
 * the ids in their bodies, with one statement a step.
 */
final class EverythingReader {

    /** References are followed this far: from a result to a role, its practitioner, an organisation and the one above it. */
    private static final int MAX_STEPS = 5;

    /** What one resource's support may be; more is a list that refers to half the directory. */
    private static final int MAX_SUPPORT = 10_000;

    /** Bodies that stay decompressed between being looked through and being sent; the rest are decompressed twice. */
    private static final int MAX_KEPT_BYTES = 1 << 20;

    private final RecordEngine engine;
    private final EverythingScope scope;
    private final Connection connection;
    private final Visibility visibility;
    private final StoredResource root;
    private final EverythingFilter filter;
    private int keptBytes;

    EverythingReader(
            RecordEngine engine,
            EverythingScope scope,
            Connection connection,
            Visibility visibility,
            StoredResource root,
            EverythingFilter filter) {
        this.engine = engine;
        this.scope = scope;
        this.connection = connection;
        this.visibility = visibility;
        this.root = root;
        this.filter = filter;
    }

    /**
     * A resource of the answer.
     *
     * @param place the place of its type in the scope's order
     * @param id its id
     * @param updated when it was last updated, in milliseconds since 1970
     * @param stored its body as it is stored
     * @param body its body, or null where it is not kept
     */
    record Item(int place, String id, long updated, byte[] stored, byte @Nullable [] body) {}

    /**
     * A page of the answer.
     *
     * @param items its resources
     * @param next where the next page begins, or null at the end
     */
    record Page(List<Item> items, @Nullable PageKey next) {}

    Page read(@Nullable PageKey after) throws SQLException {
        List<Item> items = new ArrayList<>();
        if (after == null && filter.wants(scope.root()) && root.lastUpdated().toEpochMilli() >= filter.since()) {
            items.add(new Item(0, root.id(), 0, root.body(), root.body()));
        }
        if (after == null || place(after) < scope.firstSupport()) {
            items.addAll(members(filter, after, filter.count() + 1 - items.size()));
        }
        if (items.size() <= filter.count()) {
            Support support = new Support();
            support.gather(after == null && filter.isOfCare() ? items : null);
            for (Item item : support.items()) {
                if (after == null || isAfter(item, after)) {
                    items.add(item);
                }
            }
        }
        if (items.size() <= filter.count()) {
            return new Page(items, null);
        }
        List<Item> page = items.subList(0, filter.count());
        return new Page(page, key(page.getLast()));
    }

    private static int place(PageKey key) {
        return key.values().getFirst() instanceof Long place ? place.intValue() : 0;
    }

    private static PageKey key(Item item) {
        return new PageKey(List.of((long) item.place()), item.id());
    }

    private static boolean isAfter(Item item, PageKey after) {
        int place = place(after);
        return item.place() > place || item.place() == place && item.id().compareTo(after.id()) > 0;
    }

    private Item item(int place, String id, long updated, byte[] stored) {
        if (keptBytes > MAX_KEPT_BYTES) {
            return new Item(place, id, updated, stored, null);
        }
        byte[] body = engine.store().body(stored);
        keptBytes += body.length;
        return new Item(place, id, updated, stored, body);
    }

    /** The members behind the key, in order, at most so many. */
    private List<Item> members(EverythingFilter wanted, @Nullable PageKey after, int limit) throws SQLException {
        long self = TermHash.self(root.type(), root.id());
        SqlText union = new SqlText();
        int branches = 0;
        for (int index = 0; index < scope.members().size(); index++) {
            String type = scope.members().get(index);
            int place = EverythingScope.FIRST_MEMBER + index;
            if (!wanted.wants(type) || !visibility.reaches(type) || after != null && place < place(after)) {
                continue;
            }
            union.add(branches++ == 0 ? "" : " UNION ALL ");
            writeMembers(union, type, place, self, wanted);
            if (after != null && place == place(after)) {
                union.add(" AND t0.id>").mark(after.id());
            }
        }
        return branches == 0 ? List.of() : fetch(union, limit);
    }

    private void writeMembers(SqlText union, String type, int place, long self, EverythingFilter wanted) {
        writeSelect(union, type, place);
        // As a subquery the hash is unknown to the planner, so that no plan for a certain hash looks better than the
        // one that
        // PostgreSQL keeps for all: planning the statement takes longer than carrying it out.
        union.add(" AND t0.terms @> (SELECT ARRAY[").mark(self).add("::bigint])");
        if (type.equals(root.type())) {
            union.add(" AND t0.id<>").mark(root.id());
        }
        if (root.type().equals("Patient")) {
            union.add(" AND t0.patients @> ARRAY[").mark(root.id()).add("::text]");
        }
        if (wanted.since() > 0) {
            union.add(" AND t0.updated>=").mark(wanted.since());
        }
        TypeTable.RangeColumn date = wanted.careDate(engine.tables().of(type));
        if (date != null) {
            union.add(" AND (t0.").add(date.low()).add(" IS NULL OR t0.").add(date.low());
            union.add("<").mark(wanted.until()).add(" AND t0.").add(date.high());
            union.add(">").mark(wanted.from()).add(")");
        }
    }

    /** Writes what {@link #fetch} reads, of resources that the caller may see. */
    private void writeSelect(SqlText union, String type, int place) {
        union.add("SELECT ").add(Integer.toString(place)).add(" k,t0.id,t0.updated,t0.body");
        new ConditionSql(engine.tables(), visibility, union).onTheWay(type, List.of(), Map.of(), alias -> {});
    }

    private List<Item> fetch(SqlText union, int limit) throws SQLException {
        // An order that no index has: PostgreSQL shall find the rows first and sort them then.
        SqlText sql = new SqlText().add("SELECT k,id,updated,body FROM (").add(union);
        sql.add(") u ORDER BY k,(id||'') LIMIT ").mark((long) limit);
        List<Item> items = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    items.add(item(rows.getInt(1), rows.getString(2), rows.getLong(3), rows.getBytes(4)));
                }
            }
        }
        return items;
    }

    /** What members refer to, and what that refers to. */
    private final class Support {

        private final ReferenceScan references =
                new ReferenceScan(engine.settings().base(), scope.support());
        private final Map<String, Set<String>> members = new HashMap<>();
        private final Map<String, Set<String>> known = new HashMap<>();
        private final Map<Integer, Map<String, Item>> found = new TreeMap<>();

        /** Follows the references of all members; they are read once more unless they are given. */
        void gather(@Nullable List<Item> all) throws SQLException {
            if (all != null) {
                all.forEach(this::scan);
            } else {
                references.add(root.body());
                note(0, root.id());
                scanMembers();
            }
            for (int step = 0; step < MAX_STEPS; step++) {
                if (!follow()) {
                    return;
                }
            }
        }

        private void scanMembers() throws SQLException {
            PageKey after = null;
            List<Item> chunk;
            do {
                chunk = members(filter.ofCare(), after, EverythingFilter.MAX_COUNT);
                chunk.forEach(this::scan);
                after = chunk.isEmpty() ? null : key(chunk.getLast());
            } while (chunk.size() == EverythingFilter.MAX_COUNT);
        }

        private void scan(Item item) {
            references.add(body(item));
            note(item.place(), item.id());
        }

        private void note(int place, String id) {
            members.computeIfAbsent(scope.order().get(place), type -> new HashSet<>())
                    .add(id);
        }

        /** Reads what was referred to and is not known yet; answers whether there was any. */
        private boolean follow() throws SQLException {
            SqlText union = new SqlText();
            int branches = 0;
            int asked = 0;
            for (Map.Entry<String, Set<String>> group : references.found().entrySet()) {
                String type = group.getKey();
                Set<String> ids = new TreeSet<>(group.getValue());
                ids.removeAll(members.getOrDefault(type, Set.of()));
                ids.removeAll(known.getOrDefault(type, Set.of()));
                if (ids.isEmpty() || !visibility.reaches(type)) {
                    continue;
                }
                known.computeIfAbsent(type, t -> new HashSet<>()).addAll(ids);
                asked += ids.size();
                union.add(branches++ == 0 ? "" : " UNION ALL ");
                writeSelect(union, type, scope.firstSupport() + scope.support().indexOf(type));
                union.add(" AND t0.id=ANY(").mark(ids.toArray(String[]::new)).add(")");
            }
            if (branches == 0) {
                return false;
            }
            if (known.values().stream().mapToInt(Set::size).sum() > MAX_SUPPORT) {
                throw new HaiheException(
                        ErrorCode.TOO_COSTLY,
                        "$everything: refers to more than " + MAX_SUPPORT + " resources (expected: at most that)");
            }
            for (Item item : fetch(union, asked)) {
                references.add(body(item));
                found.computeIfAbsent(item.place(), place -> new TreeMap<>()).put(item.id(), item);
            }
            return true;
        }

        List<Item> items() {
            List<Item> items = new ArrayList<>();
            found.forEach((place, byId) -> {
                if (filter.wants(scope.order().get(place))) {
                    byId.values().stream()
                            .filter(item -> item.updated() >= filter.since())
                            .forEach(items::add);
                }
            });
            return items;
        }
    }

    private byte[] body(Item item) {
        return body(engine.store(), item);
    }

    /** The item's body, decompressed where it was not kept. */
    static byte[] body(ResourceStore store, Item item) {
        byte[] body = item.body();
        return body == null ? store.body(item.stored()) : body;
    }
}
