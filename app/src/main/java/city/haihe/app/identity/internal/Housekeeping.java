package city.haihe.app.identity.internal;

import city.haihe.app.platform.Database;
import city.haihe.app.platform.Door;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.Role;
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Deletes sessions, grants and used assertions that are over, so that the tables stay as small as what is alive. */
@Component
class Housekeeping implements Door {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration EVERY = Duration.ofMinutes(10);

    /** The statements, and how long what they delete stays after its end. */
    private static final Map<String, Duration> STATEMENTS = Map.of(
            "DELETE FROM identity.session WHERE expires < ?", Duration.ZERO,
            "DELETE FROM identity.session WHERE seen < ?", StoredSessions.IDLE,
            "DELETE FROM identity.oauth_grant WHERE kept_until < ?", Duration.ZERO,
            "DELETE FROM identity.revoked_token WHERE expires < ?", Duration.ofMinutes(5),
            "DELETE FROM identity.used_assertion WHERE expires < ?", Duration.ofMinutes(5));

    private final Database database;
    private final Clock clock;
    private @Nullable Thread thread;

    Housekeeping(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Role role() {
        return Role.IDENTITY;
    }

    @Override
    public String name() {
        return "identity housekeeping";
    }

    @Override
    public void open() {
        thread = Thread.ofVirtual().name(name()).start(this::loop);
    }

    @Override
    public void close(Duration within) {
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void loop() {
        try {
            while (true) {
                Thread.sleep(EVERY);
                clean();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void clean() {
        Instant now = clock.instant();
        try {
            STATEMENTS.forEach((statement, grace) -> database.<Integer>transaction(transaction -> {
                try (PreparedStatement delete = transaction.connection().prepareStatement(statement)) {
                    delete.setTimestamp(1, Timestamp.from(now.minus(grace)));
                    return delete.executeUpdate();
                }
            }));
        } catch (HaiheException unavailable) {
            LOG.warn("event=housekeeping-failed reason=\"{}\"", unavailable.getMessage());
        }
    }
}
