package city.haihe.app.platform.internal;

import city.haihe.app.platform.Change;
import city.haihe.app.platform.ChangeConsumer;
import city.haihe.app.platform.ChangeEvent;
import city.haihe.app.platform.ChangeFeed;
import city.haihe.app.platform.CopyRows;
import city.haihe.app.platform.Database;
import city.haihe.app.platform.Transaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The change feed inside PostgreSQL. Every process sequences what it wrote; an advisory lock that lives in the sequencing
 * transaction lets one do it at a time, and a transaction whose session was ended cannot commit, so nobody sequences twice.
 */
final class SequencedChangeFeed implements ChangeFeed, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SequencedChangeFeed.class);

    static final String CHANNEL = "haihe_change";

    private static final int MAX_READ = 1_000;

    /** What a writer says; the rest PostgreSQL adds. */
    private static final String COLUMNS =
            "schema_version, actor, client, purpose, decision, trace, organisation, patients, resources";

    private final Database database;
    private final ChangeSequencer sequencer;
    private final ChangeTail tail;
    private final List<ChangeLoop> loops = new ArrayList<>();

    SequencedChangeFeed(Database database, PostgresAddress address) {
        this.database = database;
        this.tail = new ChangeTail(this, address);
        this.sequencer = new ChangeSequencer(database, tail::wake);
    }

    /** Starts sequencing and following. */
    void start() {
        tail.start();
        sequencer.start();
    }

    @Override
    public void append(Transaction transaction, List<Change> changes) throws SQLException {
        if (changes.size() < CopyRows.WORTHWHILE) {
            insert(transaction.connection(), changes);
        } else {
            copy(transaction.connection(), changes);
        }
        transaction.afterCommit(sequencer::wake);
    }

    private static void copy(Connection connection, List<Change> changes) throws SQLException {
        CopyRows rows = new CopyRows(9);
        for (Change change : changes) {
            rows.row().smallint(ChangeRow.SCHEMA_VERSION);
            rows.text(change.caller().actor()).text(change.caller().client());
            rows.text(change.caller().purpose()).text(change.decision());
            rows.text(change.caller().trace()).text(change.organisation());
            rows.texts(change.patients().toArray(String[]::new));
            rows.texts(change.resources().stream().map(ChangeRow::encode).toArray(String[]::new));
        }
        rows.send(connection, "platform.change_pending (" + COLUMNS + ")");
    }

    private static void insert(Connection connection, List<Change> changes) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO platform.change_pending (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (Change change : changes) {
                bind(connection, insert, change);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void bind(Connection connection, PreparedStatement insert, Change change) throws SQLException {
        insert.setShort(1, ChangeRow.SCHEMA_VERSION);
        insert.setString(2, change.caller().actor());
        insert.setString(3, change.caller().client());
        insert.setString(4, change.caller().purpose());
        insert.setString(5, change.decision());
        insert.setString(6, change.caller().trace());
        insert.setString(7, change.organisation());
        insert.setArray(8, connection.createArrayOf("text", change.patients().toArray()));
        Object[] resources = change.resources().stream().map(ChangeRow::encode).toArray();
        insert.setArray(9, connection.createArrayOf("text", resources));
    }

    @Override
    public long head() {
        return database.read(connection -> {
            try (PreparedStatement query =
                            connection.prepareStatement("SELECT coalesce(max(position), 0) FROM platform.change");
                    ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    @Override
    public List<ChangeEvent> read(long after, int limit) {
        if (limit < 1 || limit > MAX_READ) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MAX_READ + ")");
        }
        return database.read(connection -> readFrom(connection, after, limit));
    }

    static List<ChangeEvent> readFrom(Connection connection, long after, int limit) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT position, at, actor, client, purpose, trace, organisation, patients, resources
                FROM platform.change WHERE position > ? ORDER BY position LIMIT ?""")) {
            query.setLong(1, after);
            query.setInt(2, limit);
            List<ChangeEvent> events = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    events.add(ChangeRow.read(rows));
                }
            }
            return events;
        }
    }

    @Override
    public AutoCloseable consume(String name, ChangeConsumer consumer) {
        return started(new DurableConsumer(name, consumer, database, tail));
    }

    @Override
    public AutoCloseable follow(long after, ChangeConsumer consumer) {
        return started(new Follower(after, consumer, tail));
    }

    private AutoCloseable started(ChangeLoop loop) {
        synchronized (loops) {
            loops.add(loop);
        }
        loop.start();
        return () -> {
            synchronized (loops) {
                loops.remove(loop);
            }
            loop.close();
        };
    }

    @Override
    public void close() {
        synchronized (loops) {
            loops.forEach(ChangeLoop::close);
            loops.clear();
        }
        sequencer.close();
        tail.close();
        LOG.debug("event=change-feed-closed");
    }
}
