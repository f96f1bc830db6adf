package city.haihe.app.platform.internal;

import city.haihe.app.platform.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Gives committed pending rows dense positions. Rows of transactions that are still open are invisible and simply wait for
 * another round. Within what is visible, order by the pending row's id: whoever could see another's write took its id later.
 */
final class ChangeSequencer extends ChangeLoop {

    /** The advisory lock's key: "haihe" in ASCII. */
    static final long LOCK = 0x6861696865L;

    private static final int BATCH = 500;

    /** A process that was killed after a commit and before its wake-up leaves rows to whoever looks next. */
    private static final long IDLE_MILLIS = 200;

    private static final long BUSY_MILLIS = 2;

    /**
     * Under load the commits of so long are sequenced together, since a round costs several statements however few rows it
     * moves. What comes after a pause is sequenced at once.
     */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** How often the floor is looked at: a round's walk over what was moved since stays short. */
    private static final long RAISE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Database database;
    private final Runnable onSequenced;
    private final Semaphore wakeUps = new Semaphore(0);
    private long lastRound = System.nanoTime() - GATHER_NANOS;
    private long lastRaise = lastRound;

    /**
     * No pending row has this id or a lower one, and none ever will. Moved rows stay in the index until they are vacuumed, and
     * to walk over all of them cost more than to move the new ones.
     */
    private long floor;

    /** The highest id of a round that was committed. */
    private long highest;

    private Candidate candidate = new Candidate(0, Long.MAX_VALUE);

    /**
     * A floor to come. Whoever has drawn a lower id had begun to write before, since a change is a transaction's last insert;
     * once all transactions before the given one are over, there is nobody left who could commit one.
     */
    private record Candidate(long id, long transaction) {}

    ChangeSequencer(Database database, Runnable onSequenced) {
        super("change-sequencer");
        this.database = database;
        this.onSequenced = onSequenced;
    }

    /** Says that something was committed. */
    void wake() {
        wakeUps.release();
    }

    private enum Outcome {
        LOCKED_BY_ANOTHER,
        SOME,
        MORE
    }

    @Override
    void step() throws InterruptedException {
        boolean woken = wakeUps.tryAcquire(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        if (woken) {
            TimeUnit.NANOSECONDS.sleep(lastRound + GATHER_NANOS - System.nanoTime());
        }
        wakeUps.drainPermits();
        lastRound = System.nanoTime();
        Outcome outcome;
        do {
            outcome = sequence();
            if (outcome == Outcome.LOCKED_BY_ANOTHER && woken) {
                // The other may have looked before our commit, so look again until the lock was ours.
                Thread.sleep(BUSY_MILLIS);
            }
        } while (!isClosed() && (outcome == Outcome.MORE || (outcome == Outcome.LOCKED_BY_ANOTHER && woken)));
    }

    /** What a round moved: how many rows, or -1 where another has the lock, and the highest id among them. */
    private record Moved(int rows, long highest) {}

    private Outcome sequence() {
        Moved moved = database.transaction(transaction -> {
            Connection connection = transaction.connection();
            if (!lock(connection)) {
                return new Moved(-1, 0);
            }
            raise(connection);
            return move(connection);
        });
        if (moved.rows() < 0) {
            return Outcome.LOCKED_BY_ANOTHER;
        }
        // Only now: a round that was undone has moved nothing.
        highest = Math.max(highest, moved.highest());
        if (moved.rows() > 0) {
            onSequenced.run();
        }
        return moved.rows() == BATCH ? Outcome.MORE : Outcome.SOME;
    }

    /** A transaction that stays open keeps the floor where it is, which costs time and delays no change. */
    private void raise(Connection connection) throws SQLException {
        if (lastRound - lastRaise < RAISE_NANOS) {
            return;
        }
        lastRaise = lastRound;
        try (PreparedStatement query = connection.prepareStatement("""
                        SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint
                        FROM pg_current_snapshot() s""");
                ResultSet row = query.executeQuery()) {
            row.next();
            if (row.getLong(1) >= candidate.transaction()) {
                floor = candidate.id();
            }
            if (floor == candidate.id() || candidate.id() == 0) {
                candidate = new Candidate(highest, row.getLong(2));
            }
        }
    }

    /** A sequencer that hangs while it holds the lock is ended by PostgreSQL, and what it did is undone. */
    private static boolean lock(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT pg_try_advisory_xact_lock(?), set_config('idle_in_transaction_session_timeout', '5s', true),
                  set_config('statement_timeout', '30s', true)""")) {
            query.setLong(1, LOCK);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private Moved move(Connection connection) throws SQLException {
        Moved moved;
        try (PreparedStatement move = connection.prepareStatement("""
                WITH taken AS (
                  DELETE FROM platform.change_pending
                  WHERE id IN (SELECT id FROM platform.change_pending WHERE id > ? ORDER BY id LIMIT ?) RETURNING *
                ), moved AS (
                  INSERT INTO platform.change (position, at, schema_version, actor, client, purpose, decision, trace,
                    organisation, patients, resources)
                  SELECT (SELECT coalesce(max(position), 0) FROM platform.change) + row_number() OVER (ORDER BY id),
                    at, schema_version, actor, client, purpose, decision, trace, organisation, patients, resources
                  FROM taken
                )
                SELECT count(*), coalesce(max(id), 0) FROM taken""")) {
            move.setLong(1, floor);
            move.setInt(2, BATCH);
            try (ResultSet row = move.executeQuery()) {
                row.next();
                moved = new Moved(row.getInt(1), row.getLong(2));
            }
        }
        if (moved.rows() > 0) {
            try (PreparedStatement notify =
                    connection.prepareStatement("SELECT pg_notify('" + SequencedChangeFeed.CHANNEL + "', '')")) {
                notify.execute();
            }
        }
        return moved;
    }
}
