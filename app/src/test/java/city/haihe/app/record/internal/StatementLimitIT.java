package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.Settings;
import city.haihe.app.platform.internal.TestDatabase;
import city.haihe.app.record.internal.TestServer.Answer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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

    @Test
    void answersThatItTookTooLong() throws ClassNotFoundException, SQLException {
        Settings.RecordSettings operator = new Settings.RecordSettings(
                Settings.References.ENFORCE,
                false,
                Settings.ConditionalDelete.SINGLE,
                Settings.DeleteReferenced.REFUSE,
                Duration.ofMillis(300));
        TestRecord city = new TestRecord(new RecordSettings("http://city.example", operator));
        try (TestServer server = new TestServer(city)) {
            assertThat(server.get("/Patient").status()).isEqualTo(200);
            Answer late = city.engine().database().transaction(transaction -> {
                try (Statement statement = transaction.connection().createStatement()) {
                    statement.execute("LOCK TABLE record.patient IN ACCESS EXCLUSIVE MODE");
                }
                return server.get("/Patient?gender=male");
            });
            assertThat(late.status()).as(late.text()).isEqualTo(503);
            assertThat(late.header("Retry-After")).isEqualTo("10");
            assertThat(late.text()).contains("HH-4006");
            assertThat(server.get("/Patient?gender=male").status()).isEqualTo(200);
        }
    }

    private static boolean run(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = SHORT.query(statement)) {
            return rows.next();
        }
    }
}
