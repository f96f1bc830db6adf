package city.haihe.app.identity.internal;

import city.haihe.app.platform.Database;
import city.haihe.app.platform.Transaction;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Access tokens that were taken back before they expired, by their hash. */
@Component
class Revocations {

    private final Database database;
    private final AtomicLong count = new AtomicLong();

    Revocations(Database database) {
        this.database = database;
    }

    /** How many revocations this process made; who remembers a checked token checks it again when this has changed. */
    long count() {
        return count.get();
    }

    /** Takes back a token. */
    void add(Transaction transaction, byte[] hash, Instant expires) throws SQLException {
        try (PreparedStatement insert = transaction
                .connection()
                .prepareStatement(
                        "INSERT INTO identity.revoked_token (hash, expires) VALUES (?, ?) ON CONFLICT DO NOTHING")) {
            insert.setBytes(1, hash);
            insert.setTimestamp(2, Timestamp.from(expires));
            insert.executeUpdate();
        }
        transaction.afterCommit(count::incrementAndGet);
    }

    /** Whether the token is good still: not taken back, and its grant, where it has one, neither. One indexed look. */
    boolean stands(byte[] hash, @Nullable String grant) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT NOT EXISTS (SELECT FROM identity.revoked_token WHERE hash = ?)
                       AND (?::text IS NULL
                            OR EXISTS (SELECT FROM identity.oauth_grant WHERE id = ? AND NOT refresh_revoked))""")) {
                select.setBytes(1, hash);
                select.setString(2, grant);
                select.setString(3, grant);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() && row.getBoolean(1);
                }
            }
        });
    }
}
