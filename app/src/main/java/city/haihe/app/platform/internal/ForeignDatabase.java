package city.haihe.app.platform.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** What the city's own PostgreSQL must be able to do, found out before the first migration touches it. */
final class ForeignDatabase {

    /** The oldest version that still gets corrections for a year, and has everything our statements use. */
    private static final int OLDEST_MAJOR = 15;

    private static final int VERSION_NUMBERS_PER_MAJOR = 10_000;

    private ForeignDatabase() {}

    /**
     * Checks version, encoding and letters.
     *
     * @throws city.haihe.app.platform.StartupFailure CONFIGURATION, saying what was found and what was expected
     */
    static void check(DataSource dataSource, PostgresAddress address) {
        try (Connection connection = dataSource.getConnection()) {
            int major = Integer.parseInt(answer(connection, "SHOW server_version_num")) / VERSION_NUMBERS_PER_MAJOR;
            require(major >= OLDEST_MAJOR, address, "PostgreSQL version", major, OLDEST_MAJOR + " or newer");
            String encoding = answer(connection, "SHOW server_encoding");
            require(encoding.equals("UTF8"), address, "encoding", encoding, "UTF8");
            String lower = answer(connection, "SELECT lower(U&'\\00C4') = U&'\\00E4'");
            require(lower.equals("t"), address, "locale", "ASCII letters only", "a UTF-8 locale, such as C.UTF-8");
        } catch (SQLException failed) {
            throw SettingsReader.wrong("db: " + address + " answers no questions: SQL state " + failed.getSQLState()
                    + " (expected: a running PostgreSQL)");
        }
    }

    private static String answer(Connection connection, String question) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void require(
            boolean fulfilled, PostgresAddress address, String what, Object found, String expected) {
        if (!fulfilled) {
            throw SettingsReader.wrong(
                    "db: " + address + ": " + what + ": \"" + found + "\" (expected: " + expected + ")");
        }
    }
}
