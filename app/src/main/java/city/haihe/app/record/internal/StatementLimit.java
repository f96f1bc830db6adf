package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a search's statement that takes too long. One thread looks at all that run every now and then, so that a statement
 * that is quick pays for no timer.
 */
final class StatementLimit {

    private static final Logger LOG = LoggerFactory.getLogger(StatementLimit.class);

    private static final String CANCELLED = "57014";

    /** How late the end may come; short beside any limit that makes sense. */
    private static final Duration LATENESS = Duration.ofMillis(250);

    private final long limitNanos;
    private final Map<PreparedStatement, Long> running = new ConcurrentHashMap<>();

    StatementLimit(Duration limit) {
        this.limitNanos = limit.toNanos();
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
                task -> Thread.ofPlatform().daemon().name("record-statements").unstarted(task));
        watch.scheduleWithFixedDelay(this::endOverdue, 0, LATENESS.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * The statement's rows, all of which are here when it answers.
     *
     * @throws HaiheException TIME_LIMIT when the limit is reached
     */
    ResultSet query(PreparedStatement statement) throws SQLException {
        running.put(statement, System.nanoTime() + limitNanos);
        try {
            return statement.executeQuery();
        } catch (SQLException failed) {
            if (CANCELLED.equals(failed.getSQLState())) {
                throw new HaiheException(
                        ErrorCode.TIME_LIMIT,
                        "search: ended after " + TimeUnit.NANOSECONDS.toMillis(limitNanos)
                                + " ms (expected: one that reads less; ask for more conditions, or for no total)",
                        null,
                        failed);
            }
            throw failed;
        } finally {
            running.remove(statement);
        }
    }

    private void endOverdue() {
        long now = System.nanoTime();
        running.forEach((statement, deadline) -> {
            if (now - deadline > 0) {
                try {
                    statement.cancel();
                } catch (SQLException gone) {
                    LOG.debug("event=cancel-failed state={}", gone.getSQLState());
                }
            }
        });
    }
}
