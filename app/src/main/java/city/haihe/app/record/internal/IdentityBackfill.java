package city.haihe.app.record.internal;

import city.haihe.app.record.StoredResource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills the table of identities of a record that was written before there was one. All in one transaction: half a table would
 * look like a whole one.
 */
final class IdentityBackfill {

    /** Rows that are read, indexed and written together; bodies of some kilobytes each stay well within the heap. */
    private static final int BATCH = 500;

    private final RecordEngine engine;

    IdentityBackfill(RecordEngine engine) {
        this.engine = engine;
    }

    /** Answers how many resources were told to the table; 0 where it was filled already. */
    int run() {
        return engine.database().transaction(transaction -> {
            Connection connection = transaction.connection();
            if (isFilled(connection)) {
                return 0;
            }
            int told = 0;
            for (TypeTable table : engine.tables().all()) {
                if (engine.parameters()
                        .find(table.type(), SearchParameters.IDENTIFIER)
                        .isPresent()) {
                    told += fill(connection, table);
                }
            }
            return told;
        });
    }

    private static boolean isFilled(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT EXISTS (SELECT FROM record.identity)")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private int fill(Connection connection, TypeTable table) throws SQLException {
        String sql = "SELECT " + ResourceStore.COLUMNS + " FROM " + table.name()
                + " WHERE NOT deleted AND present @> ARRAY[?::int]";
        int told = 0;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, TermHash.presence(SearchParameters.IDENTIFIER));
            statement.setFetchSize(BATCH);
            try (ResultSet rows = statement.executeQuery()) {
                List<NewVersion> batch = new ArrayList<>();
                while (rows.next()) {
                    StoredResource resource =
                            engine.store().row(table.type(), rows).resource();
                    batch.add(new NewVersion(resource, engine.indexer().index(resource.resource())));
                    told++;
                    if (batch.size() == BATCH) {
                        ResourceStore.insertIdentities(connection, batch);
                        batch.clear();
                    }
                }
                ResourceStore.insertIdentities(connection, batch);
            }
        }
        return told;
    }
}
