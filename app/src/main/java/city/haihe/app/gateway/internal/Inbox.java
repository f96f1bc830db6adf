package city.haihe.app.gateway.internal;

import city.haihe.app.platform.Transaction;
import com.github.luben.zstd.Zstd;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * What was accepted, so that a repetition gets the same answer and has no second effect. Its table has a partition a week, so
 * that what is older than a repetition can be goes at once; since no index spans partitions, who writes a key takes an
 * advisory lock on it first and then looks into all of them.
 */
@Component
class Inbox {

    private static final int COMPRESSION_LEVEL = 1;

    /** Tells these advisory locks from others'. */
    private static final int LOCK_SPACE = 0x494E4258;

    /** A group waits no longer for somebody else's lock: those who do not need it should not wait with it. */
    private static final String LOCK_TIMEOUT = "200ms";

    /** One round trip for any number of messages, of which there often are few. */
    private static final String INSERT = """
            INSERT INTO gateway.inbox (key, received_at, sender, control_id, connection, trace, digest, acknowledgement, message)
            SELECT k, timestamptz 'epoch' + at * interval '1 microsecond', s, c, n, t, d, a, m
            FROM unnest(?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[], ?::bytea[], ?::bytea[])
              r(k, at, s, c, n, t, d, a, m)""";

    /**
     * What a message is known by. Not by its connection's name: a sender whose connection was renamed is still the same.
     *
     * @param hash what is looked for, of both
     * @param sender MSH-3 and MSH-4
     * @param controlId MSH-10
     */
    record Key(long hash, String sender, String controlId) {

        static Key of(String sender, String controlId) {
            MessageDigest digest = Received.sha256();
            byte[] hash = digest.digest((sender + "|" + controlId).getBytes(StandardCharsets.UTF_8));
            return new Key(ByteBuffer.wrap(hash).getLong(), sender, controlId);
        }
    }

    /** A message that was accepted before. */
    record Known(byte[] digest, byte[] acknowledgement) {

        boolean isSame(Received received) {
            return Arrays.equals(digest, received.digest());
        }
    }

    /**
     * Claims the keys and answers those that were used before. While another transaction carries out one of them, this waits
     * for its end: then it is a repetition, or, if that one failed, ours.
     */
    Map<Key, Known> claim(Transaction transaction, Collection<Key> keys) throws SQLException {
        Map<Key, Known> known = new HashMap<>();
        if (keys.isEmpty()) {
            return known;
        }
        long[] hashes = keys.stream().mapToLong(Key::hash).toArray();
        int[] locks = Arrays.stream(hashes)
                .mapToInt(hash -> (int) hash)
                .distinct()
                .sorted()
                .toArray();
        // Three statements in one round trip: the last looks after the second has waited.
        try (PreparedStatement statement = transaction.connection().prepareStatement("""
                SELECT set_config('lock_timeout', ?, true);
                SELECT pg_advisory_xact_lock(?, k) FROM unnest(?::int[]) k;
                SELECT sender, control_id, digest, acknowledgement, key FROM gateway.inbox WHERE key = ANY(?)""")) {
            statement.setString(1, keys.size() > 1 ? LOCK_TIMEOUT : "0");
            statement.setInt(2, LOCK_SPACE);
            statement.setObject(3, locks);
            statement.setObject(4, hashes);
            statement.execute();
            statement.getMoreResults();
            statement.getMoreResults();
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    known.put(
                            new Key(rows.getLong(5), rows.getString(1), rows.getString(2)),
                            new Known(rows.getBytes(3), rows.getBytes(4)));
                }
            }
        }
        return known;
    }

    /** Adds messages whose keys were claimed and not used before. */
    void add(Transaction transaction, List<Prepared.Taken> messages) throws SQLException {
        if (messages.isEmpty()) {
            return;
        }
        int count = messages.size();
        long[] hashes = new long[count];
        long[] micros = new long[count];
        String[][] texts = new String[4][count];
        byte[][][] bytes = new byte[3][count][];
        for (int place = 0; place < count; place++) {
            Prepared.Taken message = messages.get(place);
            Received received = message.received();
            hashes[place] = message.key().hash();
            micros[place] = ChronoUnit.MICROS.between(Instant.EPOCH, received.at());
            texts[0][place] = message.key().sender();
            texts[1][place] = message.key().controlId();
            texts[2][place] = message.connection().name();
            texts[3][place] = received.trace();
            bytes[0][place] = received.digest();
            bytes[1][place] = message.accepted();
            bytes[2][place] = Zstd.compress(received.bytes(), COMPRESSION_LEVEL);
        }
        try (PreparedStatement insert = transaction.connection().prepareStatement(INSERT)) {
            insert.setObject(1, hashes);
            insert.setObject(2, micros);
            for (int column = 0; column < texts.length; column++) {
                insert.setObject(3 + column, texts[column]);
            }
            for (int column = 0; column < bytes.length; column++) {
                insert.setObject(3 + texts.length + column, bytes[column]);
            }
            insert.executeUpdate();
        }
    }
}
