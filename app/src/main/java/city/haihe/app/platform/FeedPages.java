package city.haihe.app.platform;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/** What the change feed holds, read over a connection of the reader's, so that it can be compared within one snapshot. */
public interface FeedPages {

    /**
     * Events of neighbouring positions.
     *
     * @param last the last event's position
     * @param events how many events there are
     * @param resources the versions that they tell of
     */
    record Page(long last, int events, List<ChangedResource> resources) {}

    /** The versions that events without a position tell of: the sequencer has yet to come by. */
    void unsequenced(Connection connection, Consumer<ChangedResource> told) throws SQLException;

    /** The newest position, or 0 for none. */
    long head(Connection connection) throws SQLException;

    /** The events after a position, at most {@code limit}; a page without events has the position itself as its last. */
    Page read(Connection connection, long after, int limit) throws SQLException;
}
