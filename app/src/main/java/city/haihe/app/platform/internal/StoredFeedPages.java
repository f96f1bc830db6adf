package city.haihe.app.platform.internal;

import city.haihe.app.platform.ChangedResource;
import city.haihe.app.platform.FeedPages;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** {@link FeedPages} of the feed inside PostgreSQL. */
final class StoredFeedPages implements FeedPages {

    /** Events that come over the wire together, so that a long queue does not fill the heap. */
    private static final int FETCH = 200;

    @Override
    public void unsequenced(Connection connection, Consumer<ChangedResource> told) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT resources FROM platform.change_pending")) {
            query.setFetchSize(FETCH);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    resources(rows, 1).forEach(told);
                }
            }
        }
    }

    @Override
    public long head(Connection connection) throws SQLException {
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT coalesce(max(position), 0) FROM platform.change");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public Page read(Connection connection, long after, int limit) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT position, resources FROM platform.change WHERE position > ? ORDER BY position LIMIT ?")) {
            query.setLong(1, after);
            query.setInt(2, limit);
            List<ChangedResource> resources = new ArrayList<>();
            long last = after;
            int events = 0;
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    last = rows.getLong(1);
                    events++;
                    resources.addAll(resources(rows, 2));
                }
            }
            return new Page(last, events, resources);
        }
    }

    private static List<ChangedResource> resources(ResultSet rows, int column) throws SQLException {
        List<ChangedResource> resources = new ArrayList<>();
        for (String text : (String[]) rows.getArray(column).getArray()) {
            resources.add(ChangeRow.decode(text));
        }
        return resources;
    }
}
