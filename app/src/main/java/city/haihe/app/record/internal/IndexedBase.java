package city.haihe.app.record.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Optional;

/**
 * The public address that stored resources are indexed under: an absolute reference below it leads to a resource of ours. It
 * stands among the reindexes, since another address asks for one.
 */
final class IndexedBase {

    private static final String JOB = "address ";

    private IndexedBase() {}

    /** The address, or empty where a program that did not note it was the last to start. */
    static Optional<String> of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT name FROM record.reindex WHERE starts_with(name,'" + JOB
                        + "') ORDER BY requested DESC,name LIMIT 1")) {
            return row.next() ? Optional.of(row.getString(1).substring(JOB.length())) : Optional.empty();
        }
    }

    /** Notes the address, and asks for a reindex of all types where it was another before. */
    static void note(Connection connection, String address, Collection<String> types, long now) throws SQLException {
        Optional<String> before = of(connection);
        if (before.equals(Optional.of(address))) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM record.reindex WHERE starts_with(name,'" + JOB + "')");
        }
        Reindexing.request(connection, JOB + address, types, now);
        if (before.isEmpty()) {
            // Who did not note it did not change it either, as far as anybody knows.
            try (PreparedStatement statement =
                    connection.prepareStatement("UPDATE record.reindex SET finished=true WHERE name=?")) {
                statement.setString(1, JOB + address);
                statement.executeUpdate();
            }
        }
    }
}
