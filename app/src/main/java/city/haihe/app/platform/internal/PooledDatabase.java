package city.haihe.app.platform.internal;

import city.haihe.app.platform.Database;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.Transaction;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link Database} over a bounded pool of connections with server-prepared statements. */
final class PooledDatabase implements Database {

    private static final Logger LOG = LoggerFactory.getLogger(PooledDatabase.class);

    /** More connections than this only queue inside PostgreSQL on the machines we know. */
    private static final int MAX_CONNECTIONS = 24;

    /** A caller that waits longer for a connection gets a clear refusal instead. */
    private static final long WAIT_FOR_CONNECTION_MILLIS = 5_000;

    /** Statements a connection keeps prepared; the record has a few for each search shape. */
    private static final int PREPARED_STATEMENTS = 512;

    private static final int MAX_ATTEMPTS = 5;
    private static final long RETRY_PAUSE_MILLIS = 5;

    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK = "40P01";
    private static final String CONNECTION_CLASS = "08";
    private static final String SHUTDOWN_CLASS = "57P";

    /** No room on the disk, no memory, no connection left. */
    private static final String RESOURCES_CLASS = "53";

    /** The operating system failed it, as on a broken or full disk. */
    private static final String SYSTEM_CLASS = "58";

    private final HikariDataSource pool;

    /** The connection that this thread's work has. */
    private final ThreadLocal<Connection> held = new ThreadLocal<>();

    PooledDatabase(HikariDataSource pool) {
        this.pool = pool;
    }

    /** A pool on the address. */
    static HikariDataSource pool(PostgresAddress address) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("haihe");
        config.setJdbcUrl(address.jdbcUrl());
        config.setUsername(address.user());
        config.setPassword(address.password());
        config.setMaximumPoolSize(MAX_CONNECTIONS);
        config.setMinimumIdle(4);
        config.setConnectionTimeout(WAIT_FOR_CONNECTION_MILLIS);
        config.setInitializationFailTimeout(10_000);
        config.addDataSourceProperty("prepareThreshold", "1");
        config.addDataSourceProperty("preparedStatementCacheQueries", Integer.toString(PREPARED_STATEMENTS));
        // Statements here are short and many: starting workers or compiling costs more than they save.
        config.addDataSourceProperty("options", "-c max_parallel_workers_per_gather=0 -c jit=off");
        config.addDataSourceProperty("ApplicationName", "haihe");
        config.addDataSourceProperty("socketTimeout", "60");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        // Error details quote the row that failed, which may be a person's.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        return new HikariDataSource(config);
    }

    @Override
    public <T extends @Nullable Object> T read(Work<T> work) {
        Connection outer = held.get();
        if (outer != null) {
            return readWithin(outer, work);
        }
        try (Connection connection = pool.getConnection()) {
            held.set(connection);
            return work.run(connection);
        } catch (SQLException failed) {
            throw translate(failed);
        } finally {
            held.remove();
        }
    }

    private static <T extends @Nullable Object> T readWithin(Connection connection, Work<T> work) {
        try {
            return work.run(connection);
        } catch (SQLException failed) {
            throw translate(failed);
        }
    }

    @Override
    public <T extends @Nullable Object> T transaction(TransactionalWork<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(work);
            } catch (SQLException failed) {
                if (attempt == MAX_ATTEMPTS || !isRetryable(failed)) {
                    throw translate(failed);
                }
                pause(attempt);
            }
        }
    }

    private <T extends @Nullable Object> T attempt(TransactionalWork<T> work) throws SQLException {
        OpenTransaction transaction;
        T result;
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            transaction = new OpenTransaction(connection, new ArrayList<>());
            boolean committed = false;
            Connection outer = held.get();
            held.set(connection);
            try {
                result = work.run(transaction);
                connection.commit();
                committed = true;
            } finally {
                if (outer == null) {
                    held.remove();
                } else {
                    held.set(outer);
                }
                if (!committed) {
                    rollback(connection);
                }
                restoreAutoCommit(connection);
            }
        }
        transaction.tasks().forEach(Runnable::run);
        return result;
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException connectionLost) {
            LOG.debug("event=rollback-failed state={}", connectionLost.getSQLState());
        }
    }

    private static void restoreAutoCommit(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException connectionLost) {
            LOG.debug("event=connection-lost state={}", connectionLost.getSQLState());
        }
    }

    private record OpenTransaction(Connection connection, List<Runnable> tasks) implements Transaction {
        @Override
        public void afterCommit(Runnable task) {
            tasks.add(task);
        }
    }

    private static boolean isRetryable(SQLException failed) {
        return SERIALIZATION_FAILURE.equals(failed.getSQLState()) || DEADLOCK.equals(failed.getSQLState());
    }

    /** Waits a little longer each time, at random, so that two that collided do not collide again. */
    private static void pause(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(RETRY_PAUSE_MILLIS << attempt));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new HaiheException(ErrorCode.UNAVAILABLE, "stopping", null, interrupted);
        }
    }

    private static HaiheException translate(SQLException failed) {
        String state = String.valueOf(failed.getSQLState());
        boolean gone = failed instanceof SQLTransientConnectionException
                || state.startsWith(CONNECTION_CLASS)
                || state.startsWith(SHUTDOWN_CLASS)
                || state.startsWith(RESOURCES_CLASS)
                || state.startsWith(SYSTEM_CLASS)
                || isRetryable(failed);
        return gone
                ? new HaiheException(ErrorCode.UNAVAILABLE, "the database is not available; try again", null, failed)
                : new HaiheException(ErrorCode.INTERNAL, "the database refused a statement of ours", null, failed);
    }
}
