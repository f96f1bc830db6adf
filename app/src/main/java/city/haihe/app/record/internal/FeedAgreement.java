package city.haihe.app.record.internal;

import city.haihe.app.platform.ChangedResource;
import city.haihe.app.platform.Database;
import city.haihe.app.platform.FeedPages;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Looks whether the change feed tells of every version, of none that is not there, and has no gap in its positions. First the
 * versions are gathered, then the feed is read, so that what is written meanwhile is missed by neither. A walk holds hashes of
 * a bounded number of versions; a larger record is walked several times.
 */
final class FeedAgreement {

    /** Versions of one walk: their hashes take 64 MB at most. */
    private static final int MAX_VERSIONS = 2_000_000;

    private static final int PAGE = 5_000;

    /** Events that are read together; each may tell of a Bundle's thousands. */
    private static final int EVENTS = 100;

    private final Database database;
    private final FeedPages feed;
    private final ResourceTables tables;
    private final Tally tally;
    private final int mostVersions;

    FeedAgreement(Database database, FeedPages feed, ResourceTables tables, Tally tally) {
        this(database, feed, tables, tally, MAX_VERSIONS);
    }

    FeedAgreement(Database database, FeedPages feed, ResourceTables tables, Tally tally, int mostVersions) {
        this.database = database;
        this.feed = feed;
        this.tables = tables;
        this.tally = tally;
        this.mostVersions = mostVersions;
    }

    private interface Visitor {
        void version(String type, String id, long version);
    }

    /**
     * Looks through everything.
     *
     * @param versions about how many there are
     */
    void check(long versions) {
        int walks = (int) (versions / mostVersions) + 1;
        for (int walk = 0; walk < walks; walk++) {
            check(walk, walks);
            tally.tell();
        }
    }

    private void check(int walk, int walks) {
        LongSet versions = new LongSet();
        walk((type, id, version) -> {
            long hash = hash(type, id, version);
            if (Math.floorMod(hash, walks) == walk) {
                versions.add(hash);
            }
        });
        readFeed(walk, walks, versions);
        tally.agree((long) versions.size() - versions.unmarked());
        if (versions.unmarked() > 0) {
            walk((type, id, version) -> {
                if (versions.isUnmarked(hash(type, id, version))) {
                    tally.differs(type + "/" + id + "/_history/" + version, "no event in the change feed");
                }
            });
        }
    }

    private static long hash(String type, String id, long version) {
        return TermHash.self(type, id + "/" + version);
    }

    /** Visits every version that a current version says there is. */
    private void walk(Visitor visitor) {
        for (TypeTable table : tables.all()) {
            String[] after = {""};
            boolean more = true;
            while (more) {
                more = Snapshot.read(database, connection -> page(connection, table, after, visitor));
            }
        }
    }

    private static boolean page(Connection connection, TypeTable table, String[] after, Visitor visitor)
            throws SQLException {
        int rows = 0;
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT id,version FROM " + table.name() + " WHERE id>? ORDER BY id LIMIT " + PAGE)) {
            statement.setString(1, after[0]);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    rows++;
                    after[0] = found.getString(1);
                    for (long version = 1; version <= found.getLong(2); version++) {
                        visitor.version(table.type(), after[0], version);
                    }
                }
            }
        }
        return rows == PAGE;
    }

    /** Marks the versions that the feed tells of. What has no position yet comes first: it may get one meanwhile. */
    private void readFeed(int walk, int walks, LongSet versions) {
        Snapshot.read(database, connection -> {
            List<ChangedResource> others = new ArrayList<>();
            feed.unsequenced(connection, told -> mark(told, walk, walks, versions, others));
            return requireStored(connection, others);
        });
        long head = Snapshot.read(database, feed::head);
        long after = 0;
        while (after < head) {
            long from = after;
            after = Snapshot.read(database, connection -> {
                FeedPages.Page page = feed.read(connection, from, EVENTS);
                List<ChangedResource> others = new ArrayList<>();
                page.resources().forEach(told -> mark(told, walk, walks, versions, others));
                requireStored(connection, others);
                if (walk == 0) {
                    requireDense(from, page);
                }
                return page.events() == 0 ? head : page.last();
            });
        }
    }

    private static void mark(
            ChangedResource told, int walk, int walks, LongSet versions, List<ChangedResource> others) {
        long hash = hash(told.type(), told.id(), told.version());
        if (Math.floorMod(hash, walks) == walk && !versions.mark(hash)) {
            others.add(told);
        }
    }

    private void requireDense(long after, FeedPages.Page page) {
        long missing = page.last() - after - page.events();
        if (missing > 0) {
            tally.differs(
                    "change feed, positions " + (after + 1) + " to " + page.last(), missing + " positions missing");
        }
    }

    /** What was told of and not gathered may have been written meanwhile; else it is not there. */
    private boolean requireStored(Connection connection, List<ChangedResource> told) throws SQLException {
        Map<String, List<ChangedResource>> byType = new TreeMap<>();
        told.forEach(each ->
                byType.computeIfAbsent(each.type(), type -> new ArrayList<>()).add(each));
        for (Map.Entry<String, List<ChangedResource>> group : byType.entrySet()) {
            String type = group.getKey();
            if (!tables.has(type)) {
                group.getValue().forEach(each -> tally.differs(place(each), "an event, but no such type"));
                continue;
            }
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT n.id,n.version FROM unnest(?::text[],?::bigint[]) n(id,version) WHERE NOT EXISTS (SELECT FROM "
                            + tables.of(type).name() + " t WHERE t.id=n.id AND t.version>=n.version)")) {
                statement.setObject(
                        1, group.getValue().stream().map(ChangedResource::id).toArray(String[]::new));
                statement.setObject(
                        2,
                        group.getValue().stream()
                                .mapToLong(ChangedResource::version)
                                .toArray());
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        tally.differs(
                                type + "/" + rows.getString(1) + "/_history/" + rows.getLong(2),
                                "an event, but no such version");
                    }
                }
            }
        }
        return true;
    }

    private static String place(ChangedResource told) {
        return told.type() + "/" + told.id() + "/_history/" + told.version();
    }
}
