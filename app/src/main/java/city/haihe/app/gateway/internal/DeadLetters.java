package city.haihe.app.gateway.internal;

import city.haihe.app.platform.Database;
import city.haihe.app.platform.Transaction;
import com.github.luben.zstd.Zstd;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What was refused, with its bytes and the reason. */
@Component
class DeadLetters {

    private static final int COMPRESSION_LEVEL = 3;
    private static final int MAX_MESSAGE_BYTES = MllpServer.MAX_MESSAGE_BYTES;

    /** One transaction forgets so many, so that it is short. */
    private static final int FORGOTTEN_TOGETHER = 1_000;

    private static final String COLUMNS = """
            id, connection, control_id, received_at, last_received_at, times, acknowledgement, code, segment, occurrence,
            field, component, reason, trace, replayed_at""";

    private final Database database;

    DeadLetters(Database database) {
        this.database = database;
    }

    /** A refused message without its bytes. */
    record DeadLetter(
            long id,
            String connection,
            String controlId,
            Instant receivedAt,
            Instant lastReceivedAt,
            int times,
            String acknowledgement,
            String code,
            String segment,
            int occurrence,
            int field,
            int component,
            String reason,
            String trace,
            @Nullable Instant replayedAt) {}

    /** A message that is refused, and why. */
    record Letter(Received received, String connection, Refusal refusal) {

        /** Everyone writes in this order, so that nobody waits for each other in a ring. */
        private static final Comparator<Letter> ORDER = Comparator.comparing(Letter::connection)
                .thenComparing(letter -> letter.received().digest(), Arrays::compare);
    }

    /** Keeps refused messages; the same bytes on the same connection only count up. */
    void keep(Transaction transaction, List<Letter> letters) throws SQLException {
        for (Letter letter : letters.stream().sorted(Letter.ORDER).toList()) {
            Long again = letter.received().letter();
            if (again == null) {
                keep(transaction, letter);
            } else {
                stillRefused(transaction, again, letter.refusal());
            }
        }
    }

    private static void keep(Transaction transaction, Letter letter) throws SQLException {
        try (PreparedStatement insert = transaction.connection().prepareStatement("""
                        INSERT INTO gateway.dead_letter (digest, connection, control_id, received_at, last_received_at,
                          acknowledgement, code, segment, occurrence, field, component, reason, trace, message)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (connection, digest) DO UPDATE SET times = dead_letter.times + 1,
                          last_received_at = excluded.last_received_at, code = excluded.code,
                          acknowledgement = excluded.acknowledgement, segment = excluded.segment,
                          occurrence = excluded.occurrence, field = excluded.field, component = excluded.component,
                          reason = excluded.reason, trace = excluded.trace""")) {
            Received received = letter.received();
            Refusal refusal = letter.refusal();
            OffsetDateTime at = received.at().atOffset(ZoneOffset.UTC);
            insert.setBytes(1, received.digest());
            insert.setString(2, letter.connection());
            insert.setString(3, storable(received.controlId()));
            insert.setObject(4, at);
            insert.setObject(5, at);
            insert.setString(6, refusal.acknowledgement().name());
            insert.setString(7, refusal.code().code());
            insert.setString(8, refusal.segment());
            insert.setInt(9, refusal.occurrence());
            insert.setInt(10, refusal.field());
            insert.setInt(11, refusal.component());
            insert.setString(12, storable(refusal.reason()));
            insert.setString(13, received.trace());
            insert.setBytes(14, Zstd.compress(received.bytes(), COMPRESSION_LEVEL));
            insert.executeUpdate();
        }
    }

    /** Notes why a letter was refused again, which an operator tried and no peer sent. */
    private static void stillRefused(Transaction transaction, long id, Refusal refusal) throws SQLException {
        try (PreparedStatement update = transaction.connection().prepareStatement("""
                        UPDATE gateway.dead_letter SET acknowledgement = ?, code = ?, segment = ?, occurrence = ?,
                          field = ?, component = ?, reason = ? WHERE id = ?""")) {
            update.setString(1, refusal.acknowledgement().name());
            update.setString(2, refusal.code().code());
            update.setString(3, refusal.segment());
            update.setInt(4, refusal.occurrence());
            update.setInt(5, refusal.field());
            update.setInt(6, refusal.component());
            update.setString(7, storable(refusal.reason()));
            update.setLong(8, id);
            update.executeUpdate();
        }
    }

    /** PostgreSQL keeps no NUL in text. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }

    /** Letters with a smaller id than {@code before}, newest first. */
    List<DeadLetter> list(long before, int count) {
        return database.read(connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT " + COLUMNS + " FROM gateway.dead_letter WHERE id < ? ORDER BY id DESC LIMIT ?")) {
                query.setLong(1, before);
                query.setInt(2, count);
                List<DeadLetter> letters = new ArrayList<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        letters.add(read(rows));
                    }
                }
                return letters;
            }
        });
    }

    Optional<DeadLetter> find(long id) {
        return database.read(connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT " + COLUMNS + " FROM gateway.dead_letter WHERE id = ?")) {
                query.setLong(1, id);
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? Optional.of(read(row)) : Optional.<DeadLetter>empty();
                }
            }
        });
    }

    /** The bytes as they were received. */
    byte[] bytes(long id) {
        return database.read(connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT message FROM gateway.dead_letter WHERE id = ?")) {
                query.setLong(1, id);
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? Zstd.decompress(row.getBytes(1), MAX_MESSAGE_BYTES) : new byte[0];
                }
            }
        });
    }

    /** Notes that a letter was sent through again and accepted. */
    void markReplayed(long id, Instant now) {
        database.transaction(transaction -> {
            try (PreparedStatement update = transaction
                    .connection()
                    .prepareStatement("UPDATE gateway.dead_letter SET replayed_at = ? WHERE id = ?")) {
                update.setObject(1, now.atOffset(ZoneOffset.UTC));
                update.setLong(2, id);
                return update.executeUpdate();
            }
        });
    }

    /** Forgets letters that were sent through again and accepted before then; answers how many. */
    int forgetHandled(Instant before) {
        int forgotten = 0;
        int last;
        do {
            last = database.transaction(transaction -> {
                try (PreparedStatement delete = transaction.connection().prepareStatement("""
                                DELETE FROM gateway.dead_letter WHERE id IN
                                  (SELECT id FROM gateway.dead_letter WHERE replayed_at < ? LIMIT ?)""")) {
                    delete.setObject(1, before.atOffset(ZoneOffset.UTC));
                    delete.setInt(2, FORGOTTEN_TOGETHER);
                    return delete.executeUpdate();
                }
            });
            forgotten += last;
        } while (last == FORGOTTEN_TOGETHER);
        return forgotten;
    }

    private static DeadLetter read(ResultSet row) throws SQLException {
        OffsetDateTime replayed = row.getObject(15, OffsetDateTime.class);
        return new DeadLetter(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getObject(4, OffsetDateTime.class).toInstant(),
                row.getObject(5, OffsetDateTime.class).toInstant(),
                row.getInt(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getInt(10),
                row.getInt(11),
                row.getInt(12),
                row.getString(13),
                row.getString(14),
                replayed == null ? null : replayed.toInstant());
    }
}
