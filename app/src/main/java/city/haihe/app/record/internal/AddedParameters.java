package city.haihe.app.record.internal;

import city.haihe.app.platform.Database;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.Transaction;
import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.SearchParameter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The search parameters that SearchParameter resources add. Each process indexes one as soon as it sees it, and lets it be
 * searched by once all that was stored before has been indexed anew.
 */
final class AddedParameters {

    private static final Logger LOG = LoggerFactory.getLogger(AddedParameters.class);

    /** Each costs every write of its type; nobody has a hundredth of it. */
    private static final int MAX_ADDED = 1_000;

    /** Jobs that take the values of a parameter out of the rows begin so. */
    static final String REMOVAL_JOB = "removed ";

    private final Database database;
    private final InstantSource clock;
    private final SearchParameters parameters;
    private final ResourceTables tables;
    private final ResourceStore store;
    private String seen = "";

    AddedParameters(
            Database database,
            InstantSource clock,
            SearchParameters parameters,
            ResourceTables tables,
            ResourceStore store) {
        this.database = database;
        this.clock = clock;
        this.parameters = parameters;
        this.tables = tables;
        this.store = store;
    }

    /** Refuses a resource that cannot be made the parameter that it asks for; takes it up when it is committed. */
    void written(Transaction transaction, String type, String id, FhirObject resource) {
        if (type.equals(AddedParameter.TYPE)) {
            AddedParameter.of(resource, id, parameters);
            transaction.afterCommit(this::takeUp);
        }
    }

    /** Takes up that a resource was deleted, when that is committed. */
    void deleted(Transaction transaction, String type) {
        if (type.equals(AddedParameter.TYPE)) {
            transaction.afterCommit(this::takeUp);
        }
    }

    private void takeUp() {
        try {
            refresh();
        } catch (RuntimeException e) {
            // What was written is committed; the worker looks again within a second.
            LOG.warn("search parameters: not taken up yet after {}", e.toString());
        }
    }

    /** Takes up what was added, changed or removed, and what has been indexed since; asks for the reindexes that lack. */
    synchronized void refresh() {
        String now = database.read(this::state);
        if (now.equals(seen)) {
            return;
        }
        List<AddedParameter> added = database.read(this::load);
        Set<String> finished = database.transaction(transaction -> request(transaction.connection(), added));
        use(added, finished);
        // As it was before the load: what came since, and what the requests have changed, is looked at once more.
        seen = now;
    }

    /** Indexes by the parameters from now on, and lets those be searched by whose jobs are done. */
    void use(List<AddedParameter> added, Set<String> finished) {
        Map<String, Map<String, SearchParameter>> byType = new TreeMap<>();
        Map<String, Set<String>> unusable = new TreeMap<>();
        for (AddedParameter parameter : added) {
            parameter.byType().forEach((type, compiled) -> {
                boolean first =
                        byType.computeIfAbsent(type, t -> new TreeMap<>()).putIfAbsent(parameter.code(), compiled)
                                == null;
                if (first && !finished.contains(parameter.job())) {
                    unusable.computeIfAbsent(type, t -> new TreeSet<>()).add(parameter.code());
                }
            });
        }
        parameters.replaceAdded(byType, unusable);
    }

    /** Changes whenever a parameter or a job does. */
    String state(Connection connection) throws SQLException {
        String sql = "SELECT (SELECT count(*)||' '||coalesce(max(updated),0)||' '||coalesce(sum(version),0) FROM "
                + tables.of(AddedParameter.TYPE).name()
                + ")||' '||(SELECT count(*)||' '||count(*) FILTER (WHERE finished) FROM record.reindex)";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** The parameters that active resources ask for. */
    List<AddedParameter> load(Connection connection) throws SQLException {
        String sql = "SELECT " + ResourceStore.COLUMNS + " FROM "
                + tables.of(AddedParameter.TYPE).name() + " WHERE NOT deleted ORDER BY id LIMIT " + MAX_ADDED;
        List<AddedParameter> added = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                StoredResource resource = store.row(AddedParameter.TYPE, rows).resource();
                try {
                    AddedParameter parameter = AddedParameter.of(resource.resource(), resource.id(), parameters);
                    if (parameter != null) {
                        added.add(parameter);
                    }
                } catch (HaiheException stored) {
                    // Stored before it was checked, or by a version that understood more.
                    LOG.warn("SearchParameter/{}: not usable: {}", resource.id(), stored.getMessage());
                }
            }
        }
        return added;
    }

    /** Asks for the jobs that lack, forgets those that nobody needs, and answers which are done. */
    private Set<String> request(Connection connection, List<AddedParameter> added) throws SQLException {
        Set<String> needed = new HashSet<>();
        Set<String> begun = new HashSet<>();
        for (AddedParameter parameter : added) {
            needed.add(parameter.job());
            Set<String> types = parameter.byType().keySet();
            if (Reindexing.request(connection, parameter.job(), types, clock.millis())) {
                begun.addAll(types);
            }
        }
        requestRemovals(connection, needed, begun);
        Set<String> finished = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT name FROM record.reindex WHERE finished")) {
            while (rows.next()) {
                finished.add(rows.getString(1));
            }
        }
        return finished;
    }

    /** Forgets the jobs that nobody needs, and asks for the types to be indexed without what those have left in their rows. */
    private void requestRemovals(Connection connection, Set<String> needed, Set<String> begun) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "DELETE FROM record.reindex WHERE finished AND starts_with(name,'" + REMOVAL_JOB + "')");
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "DELETE FROM record.reindex WHERE starts_with(name,?) AND name<>ALL(?) RETURNING name,types")) {
            statement.setString(1, AddedParameter.JOB);
            statement.setObject(2, needed.toArray(String[]::new));
            try (ResultSet removed = statement.executeQuery()) {
                while (removed.next()) {
                    Set<String> types = new TreeSet<>(ResourceStore.strings(removed.getArray(2)));
                    types.removeAll(begun);
                    if (!types.isEmpty()) {
                        String name = REMOVAL_JOB + removed.getString(1) + " " + clock.millis();
                        Reindexing.request(connection, name, types, clock.millis());
                    }
                }
            }
        }
    }
}
