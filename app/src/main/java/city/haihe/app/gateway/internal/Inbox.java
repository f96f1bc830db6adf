package city.haihe.app.gateway.internal;

import city.haihe.app.platform.Transaction;
import com.github.luben.zstd.Zstd;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.springframework.stereotype.Component;

/** What was accepted, so that a repetition gets the same answer and has no second effect. */
@Component
class Inbox {

    private static final int COMPRESSION_LEVEL = 1;

    /** What the inbox knows of a message. */
    sealed interface Claim {
        /** It is new, and ours to carry out in this transaction. */
        record New() implements Claim {}

        /** It was accepted before, with this answer. */
        record Repeated(byte[] acknowledgement) implements Claim {}

        /** Its control id was used before for other bytes. */
        record Reused() implements Claim {}
    }

    /**
     * Claims a sender's control id. While another transaction carries out the same message, this waits for its end: then it
     * is a repetition, or, if that one failed, ours.
     */
    Claim claim(Transaction transaction, Received received, String sender, String connection, byte[] acknowledgement)
            throws SQLException {
        Connection jdbc = transaction.connection();
        try (PreparedStatement insert = jdbc.prepareStatement("""
                INSERT INTO gateway.inbox (sender, control_id, digest, connection, received_at, trace, acknowledgement, message)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sender, control_id) DO NOTHING""")) {
            insert.setString(1, sender);
            insert.setString(2, received.controlId());
            insert.setBytes(3, received.digest());
            insert.setString(4, connection);
            insert.setObject(5, received.at().atOffset(ZoneOffset.UTC));
            insert.setString(6, received.trace());
            insert.setBytes(7, acknowledgement);
            insert.setBytes(8, Zstd.compress(received.bytes(), COMPRESSION_LEVEL));
            if (insert.executeUpdate() == 1) {
                return new Claim.New();
            }
        }
        try (PreparedStatement query = jdbc.prepareStatement(
                "SELECT digest, acknowledgement FROM gateway.inbox WHERE sender = ? AND control_id = ?")) {
            query.setString(1, sender);
            query.setString(2, received.controlId());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                boolean same = Arrays.equals(row.getBytes(1), received.digest());
                return same ? new Claim.Repeated(row.getBytes(2)) : new Claim.Reused();
            }
        }
    }
}
