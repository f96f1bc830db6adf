package city.haihe.app.platform;

import java.sql.SQLException;
import java.util.List;

/**
 * How modules learn of writes: gap-free, at least once, resumable from a position. The order of positions respects each
 * resource's versions and causality; it is not the order of commits. An implementation over a log such as Kafka keeps the
 * same contract. See {@code docs/consistency.md}.
 */
public interface ChangeFeed {

    /** Writes the change as the last insert of the transaction, and wakes the sequencer after its commit. */
    default void append(Transaction transaction, Change change) throws SQLException {
        append(transaction, List.of(change));
    }

    /** Writes changes that share a transaction, each of its own actor, as its last inserts. */
    void append(Transaction transaction, List<Change> changes) throws SQLException;

    /** The position of the newest change, or 0 for none. */
    long head();

    /** Changes after a position, in order, at most {@code limit} (1 to 1,000). */
    List<ChangeEvent> read(long after, int limit);

    /**
     * Starts a named consumer whose position is durable: it goes on where it stopped, in whichever process holds the name;
     * a name that was never used begins at the feed's start. Only one process at a time feeds a name.
     */
    AutoCloseable consume(String name, ChangeConsumer consumer);

    /** Follows the feed in this process from a position, without a durable position; for event streams and caches. */
    AutoCloseable follow(long after, ChangeConsumer consumer);
}
