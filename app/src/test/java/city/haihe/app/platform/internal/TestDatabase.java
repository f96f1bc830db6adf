package city.haihe.app.platform.internal;

import city.haihe.app.platform.ChangeFeed;
import city.haihe.app.platform.Database;
import city.haihe.app.platform.FeedPages;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * A fresh, migrated database on the real PostgreSQL that the program itself would start. One server serves a test JVM and
 * ends with it. Use it in a try block, or close it after all tests of a class.
 */
public final class TestDatabase implements AutoCloseable {

    private final HikariDataSource pool;
    private final PostgresAddress address;
    private final PooledDatabase database;
    private final SequencedChangeFeed feed;

    /** Makes the database and runs every module's migrations. */
    public TestDatabase() {
        this(created());
    }

    private TestDatabase(PostgresAddress address) {
        this.address = address;
        this.pool = PooledDatabase.pool(address);
        Migrations.run(pool);
        this.database = new PooledDatabase(pool);
        this.feed = new SequencedChangeFeed(database, address);
        feed.start();
    }

    /** Another process' view of the same database: its own pool, its own change feed. */
    public TestDatabase another() {
        return new TestDatabase(address);
    }

    private static PostgresAddress created() {
        PostgresAddress server = Server.INSTANCE.postgres.address();
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        return new PostgresAddress(server.host(), server.port(), name, server.user(), server.password());
    }

    /** The way to it that modules use. */
    public Database database() {
        return database;
    }

    /** The pool, for what needs a data source. */
    public DataSource dataSource() {
        return pool;
    }

    /** A running change feed on it. */
    public ChangeFeed feed() {
        return feed;
    }

    /** What its change feed holds. */
    public FeedPages feedPages() {
        return new StoredFeedPages();
    }

    /** Its address for {@code --db}. */
    public String url() {
        return "postgresql://" + address.user() + ":" + address.password() + "@" + address.host() + ":" + address.port()
                + "/" + address.database();
    }

    /** A connection outside the pool, for tests that hold or kill sessions. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
    }

    @Override
    public void close() {
        feed.close();
        pool.close();
    }

    /** The one server of this JVM, started at the first use; its supervisor stops it when the JVM ends. */
    private enum Server {
        INSTANCE;

        private final EmbeddedPostgres postgres;

        Server() {
            try {
                Path directory = Files.createTempDirectory("haihe-test-");
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
                ServiceUser user = ServiceUser.current();
                DataDirectory data = DataDirectory.open(directory.resolve("city"), user);
                postgres = EmbeddedPostgres.start(data, user);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    postgres.close();
                    deleteTree(directory);
                }));
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
        }

        private static void deleteTree(Path directory) {
            try (var files = Files.walk(directory)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            } catch (IOException left) {
                // A temporary directory that stays does no harm.
            }
        }
    }
}
