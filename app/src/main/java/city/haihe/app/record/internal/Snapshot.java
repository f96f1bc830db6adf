package city.haihe.app.record.internal;

import city.haihe.app.platform.Database;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Work that only reads, whose statements all see the same moment. */
final class Snapshot {

    private Snapshot() {}

    /** Runs the work in a read-only transaction of its own. */
    static <T extends @Nullable Object> T read(Database database, Database.Work<T> work) {
        return database.transaction(transaction -> {
            try (Statement statement = transaction.connection().createStatement()) {
                statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
            }
            return work.run(transaction.connection());
        });
    }
}
