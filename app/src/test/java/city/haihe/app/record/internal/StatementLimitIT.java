package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.internal.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** That a search ends in time. */
class StatementLimitIT {

    private static final StatementLimit SHORT = new StatementLimit(Duration.ofMillis(300));

    @Test
    void endsWhatTakesTooLongAndNothingElse() throws SQLException {
        try (TestDatabase database = new TestDatabase();
                Connection connection = database.connect()) {
            long before = System.nanoTime();
            assertThatThrownBy(() -> run(connection, "SELECT pg_sleep(30)"))
                    .isInstanceOfSatisfying(
                            HaiheException.class,
                            ended -> assertThat(ended.code()).isEqualTo(ErrorCode.TIME_LIMIT));
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
            assertThat(run(connection, "SELECT 1")).isTrue();
            assertThat(run(connection, "SELECT pg_sleep(0.1)")).isTrue();
            assertThatThrownBy(() -> run(connection, "SELECT wrong")).isInstanceOf(SQLException.class);
        }
    }

    private static boolean run(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = SHORT.query(statement)) {
            return rows.next();
        }
    }
}
