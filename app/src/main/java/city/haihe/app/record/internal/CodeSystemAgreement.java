package city.haihe.app.record.internal;

import city.haihe.app.platform.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks whether each uploaded code system has its table with as many concepts as it says, and no table is without one. */
final class CodeSystemAgreement {

    private final Database database;
    private final Tally tally;

    CodeSystemAgreement(Database database, Tally tally) {
        this.database = database;
        this.tally = tally;
    }

    /** What the list of code systems says. */
    private record Listed(long id, String url, int concepts, int inactive, boolean superseded) {}

    void check() {
        Snapshot.read(database, connection -> {
            Set<String> tables = tables(connection);
            for (Listed system : listed(connection)) {
                String table = UploadedCodeSystem.Row.table(system.id());
                if (!tables.remove(table)) {
                    tally.differs("code system " + system.url(), "no table");
                } else if (system.superseded()) {
                    // An upload may drop it at any moment, and nobody reads it anew.
                    tally.agree(1);
                } else {
                    compare(connection, system, table);
                }
            }
            tables.forEach(table -> tally.differs(table, "no code system"));
            return true;
        });
        tally.tell();
    }

    private static Set<String> tables(Connection connection) throws SQLException {
        Set<String> tables = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 'record.'||c.relname FROM pg_class c"
                        + " JOIN pg_namespace n ON n.oid=c.relnamespace"
                        + " WHERE n.nspname='record' AND c.relkind='r' AND c.relname ~ '^concept_[0-9]+$'")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    private static List<Listed> listed(Connection connection) throws SQLException {
        List<Listed> listed = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT id,url,concepts,inactive,superseded IS NOT NULL FROM record.code_system ORDER BY id")) {
            while (rows.next()) {
                listed.add(new Listed(
                        rows.getLong(1), rows.getString(2), rows.getInt(3), rows.getInt(4), rows.getBoolean(5)));
            }
        }
        return listed;
    }

    private void compare(Connection connection, Listed system, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT count(*),count(*) FILTER (WHERE inactive),coalesce(min(position),0),"
                                + "coalesce(max(position),-1) FROM " + table);
                ResultSet row = statement.executeQuery()) {
            row.next();
            long concepts = row.getLong(1);
            String place = "code system " + system.url();
            if (concepts != system.concepts()) {
                tally.differs(place, concepts + " concepts (expected: " + system.concepts() + ")");
            } else if (row.getLong(2) != system.inactive()) {
                tally.differs(place, row.getLong(2) + " inactive (expected: " + system.inactive() + ")");
            } else if (row.getLong(3) != 0 || row.getLong(4) != concepts - 1) {
                tally.differs(place, "positions with gaps");
            } else {
                tally.agree(1);
            }
        }
    }
}
