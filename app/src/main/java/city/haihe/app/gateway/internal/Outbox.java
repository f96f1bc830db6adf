package city.haihe.app.gateway.internal;

import city.haihe.app.gateway.internal.OutgoingMessage.Draft;
import city.haihe.app.gateway.internal.OutgoingMessage.Ready;
import city.haihe.app.gateway.internal.OutgoingMessage.State;
import city.haihe.app.platform.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The queues of messages to be sent. What only the holder of a destination's lease may do asks for it in the same statement. */
@Component
class Outbox {

    /** How long an operator can look up what was acknowledged. */
    private static final Duration KEPT = Duration.ofDays(7);

    private static final int PRUNED_AT_ONCE = 1_000;

    private static final String HELD =
            " AND EXISTS (SELECT 1 FROM gateway.destination d WHERE d.name = ? AND d.owner = ? AND d.lease_until > now())";

    private static final String COLUMNS =
            "id, resource, version, event, patient, control_id, state, created_at, sent_at,"
                    + " answered_at, times_sent, times_refused, acknowledgement, reason, not_said";

    private final Database database;

    Outbox(Database database) {
        this.database = database;
    }

    /** How much waits, since when, and how much was given up. */
    record Depth(long pending, @Nullable Instant oldest, long uncertain, long dead) {}

    /** The feed's position up to which a destination was told. */
    long position(String destination) {
        return database.read(connection -> number(
                connection, "SELECT coalesce(max(position), 0) FROM gateway.destination WHERE name = ?", destination));
    }

    /** How many messages of a destination are to be sent. */
    long pending(String destination) {
        return database.read(connection -> number(
                connection,
                "SELECT count(*) FROM gateway.outgoing WHERE destination = ? AND state IN ('WAITING', 'SENT')",
                destination));
    }

    private static long number(Connection connection, String sql, String destination) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, destination);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    Depth depth(String destination) {
        return database.read(connection -> {
            try (PreparedStatement query = connection.prepareStatement("""
                    SELECT count(*) FILTER (WHERE state IN ('WAITING', 'SENT')),
                      min(created_at) FILTER (WHERE state IN ('WAITING', 'SENT')),
                      count(*) FILTER (WHERE state = 'SENT'), count(*) FILTER (WHERE state = 'DEAD')
                    FROM gateway.outgoing WHERE destination = ? AND state IN ('WAITING', 'SENT', 'DEAD')""")) {
                query.setString(1, destination);
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    return new Depth(row.getLong(1), instant(row, 2), row.getLong(3), row.getLong(4));
                }
            }
        });
    }

    /** Queues messages and moves the destination's position, together; answers false where another process has it. */
    boolean append(String destination, String owner, long position, List<Draft> drafts) {
        return database.transaction(transaction -> {
            try (PreparedStatement move = transaction
                    .connection()
                    .prepareStatement(
                            "UPDATE gateway.destination d SET position = ? WHERE name = ? AND owner = ? AND lease_until > now()")) {
                move.setLong(1, position);
                move.setString(2, destination);
                move.setString(3, owner);
                if (move.executeUpdate() == 0) {
                    return false;
                }
            }
            insert(transaction.connection(), destination, drafts);
            return true;
        });
    }

    private static void insert(Connection connection, String destination, List<Draft> drafts) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO gateway.outgoing
                  (destination, position, resource, version, event, patient, control_id, state, reason, not_said, message)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""")) {
            for (Draft draft : drafts) {
                insert.setString(1, destination);
                insert.setLong(2, draft.position());
                insert.setString(3, draft.resource());
                insert.setLong(4, draft.version());
                insert.setString(5, draft.event());
                insert.setString(6, draft.patient());
                insert.setString(7, draft.controlId());
                insert.setString(8, (draft.message().length == 0 ? State.DEAD : State.WAITING).name());
                insert.setString(9, draft.reason());
                insert.setArray(
                        10, connection.createArrayOf("text", draft.notSaid().toArray()));
                insert.setBytes(11, draft.message());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** The oldest messages that are to be sent, due or not, in order. */
    List<Ready> oldest(String destination, int limit) {
        return database.read(connection -> {
            try (PreparedStatement query = connection.prepareStatement("""
                    SELECT id, control_id, patient, next_try_at <= now(), message FROM gateway.outgoing
                    WHERE destination = ? AND state IN ('WAITING', 'SENT') ORDER BY id LIMIT ?""")) {
                query.setString(1, destination);
                query.setInt(2, limit);
                List<Ready> ready = new ArrayList<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        ready.add(new Ready(
                                rows.getLong(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getBoolean(4),
                                rows.getBytes(5)));
                    }
                }
                return ready;
            }
        });
    }

    /** Says, before the first byte goes out, that a message is sent; answers how often it was then, or 0 where it may not be. */
    int markSent(String destination, String owner, long id) {
        return database.transaction(transaction -> {
            try (PreparedStatement update =
                    transaction.connection().prepareStatement("""
                    UPDATE gateway.outgoing SET state = 'SENT', sent_at = now(), times_sent = times_sent + 1
                    WHERE id = ? AND state IN ('WAITING', 'SENT')""" + HELD + " RETURNING times_sent")) {
                update.setLong(1, id);
                update.setString(2, destination);
                update.setString(3, owner);
                try (ResultSet row = update.executeQuery()) {
                    return row.next() ? row.getInt(1) : 0;
                }
            }
        });
    }

    /** The receiver has it. */
    void acknowledge(long id, String code) {
        answer(id, State.ACKNOWLEDGED, code, "", Duration.ZERO, 0);
    }

    /** It was refused for good. */
    void bury(long id, String code, String reason) {
        answer(id, State.DEAD, code, reason, Duration.ZERO, 0);
    }

    /** It was answered with an error that may pass: it is sent again after the pause. */
    void postpone(long id, String code, String reason, Duration pause) {
        answer(id, State.WAITING, code, reason, pause, 1);
    }

    /** No acknowledgement came: it is sent again, and shown as uncertain until then. */
    void leaveUncertain(long id, String reason, Duration pause) {
        database.transaction(transaction -> {
            try (PreparedStatement update = transaction.connection().prepareStatement("""
                    UPDATE gateway.outgoing SET reason = ?, next_try_at = now() + ? * interval '1 millisecond'
                    WHERE id = ? AND state = 'SENT'""")) {
                update.setString(1, reason);
                update.setLong(2, pause.toMillis());
                update.setLong(3, id);
                return update.executeUpdate();
            }
        });
    }

    /** What an operator gave up meanwhile stays given up. */
    private void answer(long id, State state, String code, String reason, Duration pause, int refused) {
        database.transaction(transaction -> {
            try (PreparedStatement update = transaction.connection().prepareStatement("""
                    UPDATE gateway.outgoing SET state = ?, acknowledgement = ?, reason = ?, answered_at = now(),
                      next_try_at = now() + ? * interval '1 millisecond', times_refused = times_refused + ?
                    WHERE id = ? AND state = 'SENT'""")) {
                update.setString(1, state.name());
                update.setString(2, code);
                update.setString(3, reason);
                update.setLong(4, pause.toMillis());
                update.setInt(5, refused);
                update.setLong(6, id);
                return update.executeUpdate();
            }
        });
    }

    /** How often a message was answered AE. */
    int timesRefused(long id) {
        return database.read(connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT times_refused FROM gateway.outgoing WHERE id = ?")) {
                query.setLong(1, id);
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? row.getInt(1) : 0;
                }
            }
        });
    }

    /** An operator gives a message up; answers whether it could be. */
    boolean skip(String destination, long id) {
        return change(destination, id, "state = 'SKIPPED'", "state IN ('WAITING', 'SENT', 'DEAD')");
    }

    /** An operator has a message sent again that was given up; answers whether it could be. */
    boolean retry(String destination, long id) {
        return change(
                destination,
                id,
                "state = CASE WHEN times_sent > times_refused AND acknowledgement = '' THEN 'SENT' ELSE 'WAITING' END,"
                        + " next_try_at = now(), times_refused = 0, reason = ''",
                "state IN ('DEAD', 'SKIPPED') AND length(message) > 0");
    }

    private boolean change(String destination, long id, String change, String condition) {
        return database.transaction(transaction -> {
            try (PreparedStatement update = transaction
                    .connection()
                    .prepareStatement("UPDATE gateway.outgoing SET " + change + " WHERE destination = ? AND id = ? AND "
                            + condition)) {
                update.setString(1, destination);
                update.setLong(2, id);
                return update.executeUpdate() > 0;
            }
        });
    }

    /** A page of messages in a state, newest first. */
    List<OutgoingMessage> list(String destination, @Nullable State state, long before, int count) {
        return database.read(connection -> {
            try (PreparedStatement query = connection.prepareStatement("SELECT " + COLUMNS
                    + " FROM gateway.outgoing WHERE destination = ? AND id < ?"
                    + (state == null ? "" : " AND state = ?")
                    + " ORDER BY id DESC LIMIT " + count)) {
                query.setString(1, destination);
                query.setLong(2, before);
                if (state != null) {
                    query.setString(3, state.name());
                }
                List<OutgoingMessage> messages = new ArrayList<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        messages.add(read(rows));
                    }
                }
                return messages;
            }
        });
    }

    Optional<OutgoingMessage> find(String destination, long id) {
        return list(destination, null, id + 1, 1).stream()
                .filter(message -> message.id() == id)
                .findFirst();
    }

    /** A message's bytes; none where it could not be made. */
    byte[] bytes(long id) {
        return database.read(connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT message FROM gateway.outgoing WHERE id = ?")) {
                query.setLong(1, id);
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? row.getBytes(1) : new byte[0];
                }
            }
        });
    }

    /** The bytes of the newest message of a destination about a resource; none where there was none. */
    byte[] newestAbout(String destination, String resource) {
        return database.read(connection -> {
            try (PreparedStatement query = connection.prepareStatement("""
                    SELECT message FROM gateway.outgoing WHERE destination = ? AND resource = ?
                    ORDER BY id DESC LIMIT 1""")) {
                query.setString(1, destination);
                query.setString(2, resource);
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? row.getBytes(1) : new byte[0];
                }
            }
        });
    }

    /** Forgets some of what was acknowledged or skipped long ago. */
    int prune(String destination) {
        return database.transaction(transaction -> {
            try (PreparedStatement delete = transaction.connection().prepareStatement("""
                    DELETE FROM gateway.outgoing WHERE id IN (
                      SELECT id FROM gateway.outgoing WHERE destination = ? AND state IN ('ACKNOWLEDGED', 'SKIPPED')
                        AND created_at < now() - ? * interval '1 millisecond' ORDER BY id LIMIT ?)""")) {
                delete.setString(1, destination);
                delete.setLong(2, KEPT.toMillis());
                delete.setInt(3, PRUNED_AT_ONCE);
                return delete.executeUpdate();
            }
        });
    }

    private static OutgoingMessage read(ResultSet row) throws SQLException {
        return new OutgoingMessage(
                row.getLong(1),
                row.getString(2),
                row.getLong(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                State.valueOf(row.getString(7)),
                row.getTimestamp(8).toInstant(),
                instant(row, 9),
                instant(row, 10),
                row.getInt(11),
                row.getInt(12),
                row.getString(13),
                row.getString(14),
                List.of((String[]) row.getArray(15).getArray()));
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
