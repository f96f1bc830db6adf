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

    /**
     * Runs read-only work in auto-commit: each statement sees what was committed before it. Inside of other work of the same
     * thread it runs over that work's connection, and inside of a transaction it sees what the transaction has written: work
     * that waited for a second connection while it holds one could wait for itself.
     */
    <T extends @Nullable Object> T read(Work<T> work);

    /**
     * Runs the work in one READ COMMITTED transaction and commits it. Any exception rolls back. A deadlock or a
     * serialization failure is retried a bounded number of times, so the work must have no other effect than on the
     * connection and through {@link Transaction#afterCommit}.
     */
    <T extends @Nullable Object> T transaction(TransactionalWork<T> work);
}
