package city.haihe.app.record.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether the versions that were replaced are all there: from 1 to the one before the current, none older than the one
 * before it, each body its version's own.
 */
final class HistoryAgreement {

    private static final int FETCH = 20;

    private final ResourceStore store;
    private final Tally tally;

    HistoryAgreement(ResourceStore store, Tally tally) {
        this.store = store;
        this.tally = tally;
    }

    /** A version that was replaced. */
    private record Version(String id, long number, long updated, boolean deleted, List<String> patients, byte[] body) {}

    /**
     * Looks at the versions of a page's resources, and for versions between them that belong to no resource.
     *
     * @param after the id behind which the page begins
     * @param last the page's last id; null where no id comes behind the page
     */
    void check(Connection connection, DeepPage page, String after, @Nullable String last) throws SQLException {
        String type = page.table().type();
        Run run = new Run(page);
        try (PreparedStatement statement = connection.prepareStatement("SELECT id,version,updated,deleted,patients,body"
                + " FROM record.history WHERE type=? AND id>?" + (last == null ? "" : " AND id<=?")
                + " ORDER BY id,version")) {
            statement.setString(1, type);
            statement.setString(2, after);
            if (last != null) {
                statement.setString(3, last);
            }
            statement.setFetchSize(FETCH);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    run.add(new Version(
                            rows.getString(1),
                            rows.getLong(2),
                            rows.getLong(3),
                            rows.getBoolean(4),
                            ResourceStore.strings(rows.getArray(5)),
                            rows.getBytes(6)));
                }
            }
        }
        run.end();
    }

    /** One walk over a page's versions, resource after resource. */
    private final class Run {

        private final String type;
        private final Map<String, DeepPage.Row> current;
        private final List<String> without = new ArrayList<>();
        private @Nullable Version before;

        Run(DeepPage page) {
            this.type = page.table().type();
            this.current = page.rows();
            current.forEach((id, row) -> {
                if (row.version() != 1) {
                    without.add(id);
                }
            });
        }

        void add(Version version) {
            Version previous = before;
            boolean first = previous == null || !previous.id().equals(version.id());
            if (first) {
                endOfResource();
                without.remove(version.id());
            }
            before = version;
            long expected = first || previous == null ? 1 : previous.number() + 1;
            List<String> problems = new ArrayList<>();
            if (!current.containsKey(version.id())) {
                problems.add("no current version");
            }
            if (version.number() != expected) {
                problems.add("version " + expected + " missing before");
            }
            if (!first && previous != null) {
                compare(previous, version.updated(), version.deleted(), version.patients(), problems);
            }
            if (version.deleted()) {
                if (version.body().length > 0) {
                    problems.add("body: too much");
                }
            } else {
                DeepPage.resource(
                        store, type, version.id(), version.number(), version.updated(), version.body(), problems);
            }
            if (problems.isEmpty()) {
                tally.agree(1);
            } else {
                tally.differs(type + "/" + version.id() + "/_history/" + version.number(), String.join("; ", problems));
            }
        }

        /** Compares the last version that was replaced with the current one. */
        private void endOfResource() {
            Version last = before;
            DeepPage.Row row = last == null ? null : current.get(last.id());
            if (last == null || row == null) {
                return;
            }
            List<String> problems = new ArrayList<>();
            if (last.number() != row.version() - 1) {
                problems.add("history: ends with version " + last.number() + " before version " + row.version());
            }
            compare(last, row.updated(), row.deleted(), row.patients(), problems);
            if (!problems.isEmpty()) {
                tally.differs(type + "/" + row.id(), String.join("; ", problems));
            }
        }

        void end() {
            endOfResource();
            without.forEach(id -> tally.differs(type + "/" + id, "history: none before the current version"));
        }

        private static void compare(
                Version previous, long updated, boolean deleted, List<String> patients, List<String> problems) {
            if (updated < previous.updated()) {
                problems.add("updated: before the version before it");
            }
            if (deleted && !patients.equals(previous.patients())) {
                problems.add("patients: not those of what was deleted");
            }
        }
    }
}
