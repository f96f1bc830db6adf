package city.haihe.app.record.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which rows wait to be indexed anew, in one snapshot: those that a reindex has not come to yet. */
final class ReindexFrontier {

    private final List<Reindexing.Job> jobs;

    /** Types of parameters that were added or removed so lately that no job was asked for. */
    private final Set<String> unasked;

    private ReindexFrontier(List<Reindexing.Job> jobs, Set<String> unasked) {
        this.jobs = jobs;
        this.unasked = unasked;
    }

    /** Reads how far the jobs are that the parameters in force ask for. */
    static ReindexFrontier of(Connection connection, List<AddedParameter> added) throws SQLException {
        Set<String> unasked = new TreeSet<>();
        Set<String> known = new HashSet<>();
        Set<String> needed = new HashSet<>();
        added.forEach(parameter -> needed.add(parameter.job()));
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT name,types FROM record.reindex WHERE starts_with(name,'" + AddedParameter.JOB + "')")) {
            while (rows.next()) {
                known.add(rows.getString(1));
                if (!needed.contains(rows.getString(1))) {
                    unasked.addAll(ResourceStore.strings(rows.getArray(2)));
                }
            }
        }
        for (AddedParameter parameter : added) {
            if (!known.contains(parameter.job())) {
                unasked.addAll(parameter.byType().keySet());
            }
        }
        return new ReindexFrontier(new ArrayList<>(Reindexing.unfinished(connection)), unasked);
    }

    /** Whether the resource will be indexed anew. */
    boolean waits(String type, String id) {
        if (unasked.contains(type)) {
            return true;
        }
        for (Reindexing.Job job : jobs) {
            int place = job.types().indexOf(type);
            int reached = job.types().indexOf(job.type());
            // Ids are compared as PostgreSQL compares them under the collation "C", which for ASCII is as Java does.
            if (place > reached || place == reached && place >= 0 && id.compareTo(job.lastId()) > 0) {
                return true;
            }
        }
        return false;
    }
}
