package city.haihe.app.gateway.internal;

import city.haihe.app.platform.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The inbox's partitions, a week each: made before they are needed, and dropped once no repetition of what they hold is to be
 * recognised any more. A look for a key reads an index of each, so there are few.
 */
@Component
class InboxPartitions {

    private static final Logger LOG = LoggerFactory.getLogger(InboxPartitions.class);

    /** How long a repetition is recognised. */
    static final Duration WINDOW = Duration.ofDays(30);

    private static final Duration WEEK = Duration.ofDays(7);

    /** Dropping waits for messages at work; they must not wait for it for long. */
    private static final String LOCK_TIMEOUT = "2s";

    /** One process at a time makes and drops partitions. */
    private static final long LOCK = 0x494E42584C4B5059L;

    private static final String PREFIX = "inbox_";
    private static final DateTimeFormatter NAME = DateTimeFormatter.BASIC_ISO_DATE;

    private final Database database;
    private final Clock clock;
    private final Set<Long> made = ConcurrentHashMap.newKeySet();

    InboxPartitions(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Makes this week's partition and the next. */
    void makeAhead() {
        Instant now = clock.instant();
        require(now);
        require(now.plus(WEEK));
    }

    /** Makes sure that a message that was received then finds its partition, whatever the clock says. */
    void require(Instant received) {
        long week = week(received);
        if (!made.contains(week)) {
            database.transaction(transaction -> make(transaction.connection(), week));
            made.add(week);
        }
    }

    private static long week(Instant instant) {
        return Math.floorDiv(instant.getEpochSecond(), WEEK.toSeconds());
    }

    private static Instant start(long week) {
        return Instant.ofEpochSecond(week * WEEK.toSeconds());
    }

    private static int make(Connection connection, long week) throws SQLException {
        String name = PREFIX + NAME.format(LocalDate.ofInstant(start(week), ZoneOffset.UTC));
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
            return statement.executeUpdate("CREATE TABLE IF NOT EXISTS gateway." + name
                    + " PARTITION OF gateway.inbox FOR VALUES FROM ('" + start(week) + "') TO ('" + start(week + 1)
                    + "')");
        }
    }

    /**
     * Drops the oldest partition if all of it is older than the window: one a round, so that a clock that has jumped does not
     * take everything at once.
     */
    boolean dropOldest() {
        Instant oldestKept = clock.instant().minus(WINDOW);
        String dropped = database.transaction(transaction -> {
            try (Statement statement = transaction.connection().createStatement()) {
                statement.execute("SET LOCAL lock_timeout = '" + LOCK_TIMEOUT + "'");
                statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
                List<String> names = names(statement);
                if (names.isEmpty() || !end(names.getFirst()).isBefore(oldestKept)) {
                    return "";
                }
                statement.execute("DROP TABLE gateway." + names.getFirst());
                return names.getFirst();
            }
        });
        if (!dropped.isEmpty()) {
            made.remove(week(end(dropped).minus(WEEK)));
            LOG.info("event=inbox-partition-dropped name={}", dropped);
        }
        return !dropped.isEmpty();
    }

    /** The partitions that are there, oldest first. */
    private static List<String> names(Statement statement) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("""
                SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                WHERE i.inhparent = 'gateway.inbox'::regclass ORDER BY c.relname""")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private static Instant end(String name) {
        LocalDate first = LocalDate.parse(name.substring(PREFIX.length()), NAME);
        return first.atStartOfDay(ZoneOffset.UTC).toInstant().plus(WEEK);
    }
}
