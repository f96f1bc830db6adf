package city.haihe.app.platform;

import java.sql.Connection;

/** A database transaction that several modules' work shares. Made by {@link Database}; used by one thread. */
public interface Transaction {

    /** The connection, with auto-commit off. Whoever gets it neither commits, rolls back nor closes it. */
    Connection connection();

    /** Runs the task once the transaction is committed, in order, on the committing thread; never after a rollback. */
    void afterCommit(Runnable task);
}
