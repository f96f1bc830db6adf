package city.haihe.app.record.internal;

import city.haihe.app.platform.Transaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Indexes stored resources anew, in small transactions that lock what they read and note how far they have come: a process
 * that dies leaves the rest to the next. Versions, times and bodies stay as they are, and the change feed is told nothing.
 */
final class Reindexing {

    /** Of resources that were stored by a program that indexed them in another way. One higher with each such change. */
    static final String CURRENT = "index 4";

    private static final Logger LOG = LoggerFactory.getLogger(Reindexing.class);

    /** Rows of one transaction: writers of the same rows wait for some milliseconds only. */
    private static final int BATCH = 100;

    /** Every process looks for new parameters once a second; by then all index what they write. */
    private static final long TAKEN_UP_MILLIS = 3_000;

    private final RecordEngine engine;

    Reindexing(RecordEngine engine) {
        this.engine = engine;
    }

    /**
     * How far a job has come.
     *
     * @param type the type that is read
     * @param lastId the last resource of it that was indexed
     * @param done how many resources were indexed
     * @param total how many there were when it began; 0 before
     */
    record Job(String name, List<String> types, long requested, String type, String lastId, long done, long total) {}

    /** Asks for a job, unless it was asked for before; answers whether it is new. */
    static boolean request(Connection connection, String name, Collection<String> types, long now) throws SQLException {
        String[] ordered = new TreeSet<>(types).toArray(String[]::new);
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO record.reindex"
                + " (name,types,requested,type,last_id,done,total,finished) VALUES (?,?,?,?,'',0,0,false)"
                + " ON CONFLICT DO NOTHING")) {
            statement.setString(1, name);
            statement.setObject(2, ordered);
            statement.setLong(3, now);
            statement.setString(4, ordered[0]);
            return statement.executeUpdate() > 0;
        }
    }

    /**
     * Notes that a record that is just made needs no reindex, or asks for those that an older record does: for what this
     * version indexes in another way, and for references under another public address.
     */
    void requestCurrent(boolean isNew) {
        engine.database().transaction(transaction -> {
            IndexedBase.note(
                    transaction.connection(),
                    engine.settings().publicUrl(),
                    engine.parameters().types(),
                    engine.clock().millis());
            request(transaction.connection(), CURRENT, engine.parameters().types(), 0);
            if (isNew) {
                try (PreparedStatement statement = transaction
                        .connection()
                        .prepareStatement("UPDATE record.reindex SET finished=true WHERE name=?")) {
                    statement.setString(1, CURRENT);
                    statement.executeUpdate();
                }
            }
            return isNew;
        });
    }

    /** Does a part of a job that waits; answers whether there may be more to do at once. */
    boolean step() {
        return engine.database().transaction(transaction -> {
            Optional<Job> next = next(transaction.connection());
            if (next.isEmpty()) {
                return false;
            }
            Job job = next.get();
            if (job.total() == 0) {
                LOG.info(
                        "reindex {}: begins with {} types",
                        job.name(),
                        job.types().size());
            }
            Job after = advance(transaction, job);
            if (after == null) {
                transaction.afterCommit(() -> LOG.info("reindex {}: done, {} resources", job.name(), job.done()));
            }
            return true;
        });
    }

    /**
     * The oldest job that waits long enough; another process that does a part of it is waited for by nobody. Transactions that
     * were open when the parameter was taken up may commit rows that are indexed without it, behind a walk that has begun: so
     * the first part waits until they are over.
     */
    private Optional<Job> next(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT name,types,requested,type,last_id,done,"
                + "total FROM record.reindex WHERE NOT finished AND requested<=? AND (total>0 OR NOT EXISTS (SELECT FROM"
                + " pg_stat_activity a WHERE a.datname=current_database() AND a.application_name='haihe'"
                + " AND a.pid<>pg_backend_pid() AND a.xact_start<clock_timestamp()-make_interval(secs=>("
                + "?-requested)/1000.0))) ORDER BY requested,name LIMIT 1 FOR UPDATE SKIP LOCKED")) {
            statement.setLong(1, engine.clock().millis() - TAKEN_UP_MILLIS);
            statement.setLong(2, engine.clock().millis() - TAKEN_UP_MILLIS);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(job(row)) : Optional.empty();
            }
        }
    }

    /** All jobs. */
    static List<Job> unfinished(Connection connection) throws SQLException {
        List<Job> jobs = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT name,types,requested,type,last_id,done,total"
                        + " FROM record.reindex WHERE NOT finished ORDER BY requested,name")) {
            while (rows.next()) {
                jobs.add(job(rows));
            }
        }
        return jobs;
    }

    private static Job job(ResultSet row) throws SQLException {
        return new Job(
                row.getString(1),
                List.of((String[]) row.getArray(2).getArray()),
                row.getLong(3),
                row.getString(4),
                row.getString(5),
                row.getLong(6),
                row.getLong(7));
    }

    /** Indexes the next rows; answers the job as it is then, or null where it is done. */
    private @Nullable Job advance(Transaction transaction, Job job) throws SQLException {
        Connection connection = transaction.connection();
        TypeTable table = engine.tables().of(job.type());
        long total = job.total() == 0 ? count(connection, job.types()) : job.total();
        List<NewVersion> batch = new ArrayList<>();
        String sql = "SELECT " + ResourceStore.COLUMNS + " FROM " + table.name()
                + " WHERE NOT deleted AND id>? ORDER BY id LIMIT " + BATCH + " FOR NO KEY UPDATE";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, job.lastId());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    var resource = engine.store().row(job.type(), rows).resource();
                    batch.add(new NewVersion(resource, engine.indexer().index(resource.resource())));
                }
            }
        }
        write(transaction, table, batch);
        int place = job.types().indexOf(job.type());
        boolean more = batch.size() == BATCH;
        boolean finished = !more && place == job.types().size() - 1;
        Job after = new Job(
                job.name(),
                job.types(),
                job.requested(),
                more || finished ? job.type() : job.types().get(place + 1),
                more ? batch.getLast().resource().id() : "",
                job.done() + batch.size(),
                Math.max(1, total));
        note(connection, after, finished);
        return finished ? null : after;
    }

    private void write(Transaction transaction, TypeTable table, List<NewVersion> batch) throws SQLException {
        StringBuilder sql = new StringBuilder("UPDATE ").append(table.name());
        sql.append(" SET shard=?,organisation=?,patients=?,present=?,terms=?,strings=?,ranges=?");
        for (TypeTable.RangeColumn range : table.ranges()) {
            sql.append(",")
                    .append(range.low())
                    .append("=?,")
                    .append(range.high())
                    .append("=?");
        }
        sql.append(" WHERE id=?");
        Connection connection = transaction.connection();
        try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
            for (NewVersion version : batch) {
                IndexedResource index = version.index();
                engine.wordings().learn(transaction, index);
                int next = 1;
                statement.setInt(next++, index.shard());
                statement.setString(next++, index.organisation());
                statement.setObject(next++, index.patients());
                statement.setObject(next++, index.present());
                statement.setObject(next++, index.terms());
                statement.setObject(next++, index.strings().length == 0 ? null : index.strings(), Types.ARRAY);
                statement.setObject(next++, index.ranges().length == 0 ? null : index.ranges(), Types.ARRAY);
                for (int range = 0; range < index.lows().length; range++) {
                    statement.setObject(next++, index.lows()[range], Types.BIGINT);
                    statement.setObject(next++, index.highs()[range], Types.BIGINT);
                }
                statement.setString(next, version.resource().id());
                statement.addBatch();
            }
            statement.executeBatch();
        }
        ResourceStore.insertIdentities(connection, batch);
        Prose.insert(connection, batch);
    }

    private long count(Connection connection, List<String> types) throws SQLException {
        long total = 0;
        for (String type : types) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT count(*) FROM " + engine.tables().of(type).name() + " WHERE NOT deleted")) {
                row.next();
                total += row.getLong(1);
            }
        }
        return total;
    }

    private static void note(Connection connection, Job job, boolean finished) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE record.reindex SET type=?,last_id=?,done=?,total=?,finished=? WHERE name=?")) {
            statement.setString(1, job.type());
            statement.setString(2, job.lastId());
            statement.setLong(3, job.done());
            statement.setLong(4, job.total());
            statement.setBoolean(5, finished);
            statement.setString(6, job.name());
            statement.executeUpdate();
        }
    }
}
