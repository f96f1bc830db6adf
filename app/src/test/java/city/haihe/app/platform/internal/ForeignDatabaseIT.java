package city.haihe.app.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.haihe.app.platform.StartupFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.postgresql.ds.PGSimpleDataSource;

/** The city's own PostgreSQL is asked what it can do before anything is written to it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignDatabaseIT {

    private TestDatabase server;

    @BeforeAll
    void open() {
        server = new TestDatabase();
    }

    @AfterAll
    void close() {
        server.close();
    }

    private void check(String creation) throws SQLException {
        String name = "foreign_" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = server.connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " TEMPLATE template0 " + creation);
        }
        PostgresAddress given = PostgresAddress.parse(server.url());
        PostgresAddress address = new PostgresAddress(given.host(), given.port(), name, given.user(), given.password());
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setURL(address.jdbcUrl());
        dataSource.setUser(address.user());
        dataSource.setPassword(address.password());
        ForeignDatabase.check(dataSource, address);
        try (Connection connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM pg_tables WHERE schemaname = 'platform'")) {
            row.next();
            assertThat(row.getInt(1)).isZero();
        }
    }

    @Test
    void takesOneThatKnowsTheWorldsLetters() throws SQLException {
        check("ENCODING 'UTF8' LOCALE 'C.UTF-8'");
    }

    @Test
    void refusesAnotherEncoding() {
        assertThatThrownBy(() -> check("ENCODING 'SQL_ASCII' LOCALE 'C'"))
                .isInstanceOf(StartupFailure.class)
                .hasMessageContaining("encoding: \"SQL_ASCII\" (expected: UTF8)");
    }

    @Test
    void refusesALocaleThatKnowsOnlyAscii() {
        assertThatThrownBy(() -> check("ENCODING 'UTF8' LOCALE 'C'"))
                .isInstanceOf(StartupFailure.class)
                .hasMessageContaining("locale: \"ASCII letters only\" (expected: a UTF-8 locale, such as C.UTF-8)");
    }
}
