package city.haihe.bench.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;

/** Prepared statements kept for each connection, as a pool with a statement cache would. */
final class Sql {

    private final Map<Connection, Map<String, PreparedStatement>> statements = new WeakHashMap<>();

    /** The statement for the text, prepared once a connection. */
    PreparedStatement prepare(Connection connection, String text) throws SQLException {
        Map<String, PreparedStatement> known;
        synchronized (statements) {
            known = statements.computeIfAbsent(connection, _ -> new HashMap<>());
        }
        PreparedStatement statement = known.get(text);
        if (statement == null) {
            statement = connection.prepareStatement(text);
            known.put(text, statement);
        }
        return statement;
    }

    /** Reads all rows and answers how many there were; bodies are fetched, as an answer would need them. */
    static int drain(PreparedStatement statement) throws SQLException {
        int rows = 0;
        try (ResultSet results = statement.executeQuery()) {
            while (results.next()) {
                results.getBytes(1);
                rows++;
            }
        }
        return rows;
    }

    static void execute(Connection connection, String script) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(script);
        }
    }
}
