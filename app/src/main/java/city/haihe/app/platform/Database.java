package city.haihe.app.platform;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The one way to PostgreSQL for plain JDBC work. */
public interface Database {

    /** Work with a connection. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T run(Connection connection) throws SQLException;
    }

    /** Work inside a transaction. */
    @FunctionalInterface
    interface TransactionalWork<T extends @Nullable Object> {
        T run(Transaction transaction) throws SQLException;
    }

    /** Runs read-only work in auto-commit: each statement sees what was committed before it. */
    <T extends @Nullable Object> T read(Work<T> work);

    /**
     * Runs the work in one READ COMMITTED transaction and commits it. Any exception rolls back. A deadlock or a
     * serialization failure is retried a bounded number of times, so the work must have no other effect than on the
     * connection and through {@link Transaction#afterCommit}.
     */
    <T extends @Nullable Object> T transaction(TransactionalWork<T> work);
}
