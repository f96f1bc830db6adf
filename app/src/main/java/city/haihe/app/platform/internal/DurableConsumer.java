package city.haihe.app.platform.internal;

import city.haihe.app.platform.ChangeConsumer;
import city.haihe.app.platform.ChangeEvent;
import city.haihe.app.platform.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Hands changes to a named consumer whose position is a row. The row is locked while a batch is handled, so one process at a
 * time feeds a name, and the lock goes with the process.
 */
final class DurableConsumer extends ChangeLoop {

    private static final int BATCH = 500;
    private static final long WAIT_MILLIS = 500;

    private final String name;
    private final ChangeConsumer consumer;
    private final Database database;
    private final ChangeTail tail;
    private boolean registered;

    DurableConsumer(String name, ChangeConsumer consumer, Database database, ChangeTail tail) {
        super("change-consumer-" + name);
        this.name = name;
        this.consumer = consumer;
        this.database = database;
        this.tail = tail;
    }

    private static final long HELD_BY_ANOTHER = -1;

    @Override
    void step() throws InterruptedException {
        if (!registered) {
            database.transaction(transaction -> register(transaction.connection()));
            registered = true;
        }
        long reached = database.transaction(transaction -> handleBatch(transaction.connection()));
        if (reached == HELD_BY_ANOTHER) {
            Thread.sleep(WAIT_MILLIS);
        } else {
            tail.awaitAfter(reached, WAIT_MILLIS);
        }
    }

    private int register(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO platform.change_consumer (name) VALUES (?) ON CONFLICT DO NOTHING")) {
            insert.setString(1, name);
            return insert.executeUpdate();
        }
    }

    private long handleBatch(Connection connection) throws SQLException {
        long position;
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT position FROM platform.change_consumer WHERE name = ? FOR UPDATE SKIP LOCKED")) {
            query.setString(1, name);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return HELD_BY_ANOTHER;
                }
                position = row.getLong(1);
            }
        }
        List<ChangeEvent> events = SequencedChangeFeed.readFrom(connection, position, BATCH);
        if (events.isEmpty()) {
            return position;
        }
        consumer.accept(events);
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE platform.change_consumer SET position = ? WHERE name = ?")) {
            update.setLong(1, events.getLast().position());
            update.setString(2, name);
            update.executeUpdate();
        }
        return events.getLast().position();
    }
}
