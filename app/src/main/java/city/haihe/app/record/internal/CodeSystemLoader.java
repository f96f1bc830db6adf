package city.haihe.app.record.internal;

import city.haihe.app.platform.Database;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Loads a code system from a stream into a table of its own. Until its transaction commits nobody sees any of it, and an
 * upload of the same address and version that stood before is seen; afterwards nobody begins to read the earlier one.
 */
final class CodeSystemLoader {

    /** The largest code systems in use have half as many; positions and the heap bear more, the time of one request does not. */
    static final int MAX_CONCEPTS = 1_000_000;

    /** Wrong lines are counted up to here; a file with more is another kind of file. */
    private static final int MAX_ERRORS = 10_000;

    /** Wrong lines that a refusal describes. */
    private static final int DESCRIBED_ERRORS = 10;

    /** Concepts between two reports of progress. */
    private static final int PROGRESS_STEP = 10_000;

    private static final int COPY_BUFFER_CHARACTERS = 64 * 1024;

    private static final Duration LONGEST_STATEMENT = Duration.ofMinutes(10);

    /** Longer than any question is read; then nobody reads a table that was replaced. */
    private static final Duration READERS_LEAVE = Duration.ofMinutes(10);

    private final Database database;
    private final InstantSource clock;

    CodeSystemLoader(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * What is uploaded.
     *
     * @param url the code system's canonical address
     * @param version its version, or an empty string
     * @param name its name, or an empty string
     * @param caseSensitive whether codes that differ in case are different
     * @param charset what the bytes are
     * @param separator what stands between fields
     * @param columns names of columns and what they are, see {@link UploadColumns}
     */
    record Upload(
            String url,
            String version,
            String name,
            boolean caseSensitive,
            Charset charset,
            char separator,
            List<String> columns) {}

    /** What was loaded, and whether it took an earlier upload's place. */
    record Loaded(int concepts, boolean hierarchical, boolean replaced) {}

    /** Loads all of it or refuses it. */
    Loaded load(Upload upload, InputStream body) throws IOException {
        dropReplaced();
        UploadProgress progress = new UploadProgress(database, clock, upload.url(), upload.version());
        boolean[] begun = new boolean[1];
        try {
            Loaded loaded = database.transaction(transaction -> {
                if (begun[0]) {
                    // The stream was read, so the transaction cannot be tried again.
                    throw new HaiheException(ErrorCode.UNAVAILABLE, "upload: cut short; try again");
                }
                begun[0] = true;
                return patiently(transaction.connection(), upload, body, progress);
            });
            progress.phase("done", loaded.concepts(), 0);
            return loaded;
        } catch (HaiheException refused) {
            progress.refused();
            throw refused;
        }
    }

    /** Loads with more patience than a question is given: indexing a million concepts is one statement. */
    private Loaded patiently(Connection connection, Upload upload, InputStream body, UploadProgress progress)
            throws SQLException {
        int usual = connection.getNetworkTimeout();
        connection.setNetworkTimeout(Runnable::run, (int) LONGEST_STATEMENT.toMillis());
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL statement_timeout=" + LONGEST_STATEMENT.toMillis());
            return load(connection, upload, body, progress);
        } finally {
            connection.setNetworkTimeout(Runnable::run, usual);
        }
    }

    private Loaded load(Connection connection, Upload upload, InputStream body, UploadProgress progress)
            throws SQLException {
        claim(connection, upload);
        progress.phase("reading", 0, 0);
        CodeSystemTable table = new CodeSystemTable(connection);
        table.stage();
        int concepts = copy(connection, upload, body, progress);
        progress.phase("arranging", concepts, 0);
        boolean replaced = supersede(connection, upload);
        long id = insert(connection, upload, concepts);
        CodeSystemTable.Shape shape = table.make(id);
        describe(connection, id, shape);
        return new Loaded(concepts, shape.hierarchical(), replaced);
    }

    /** Two uploads of one version would only wait for each other. */
    private static void claim(Connection connection, Upload upload) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_try_advisory_xact_lock(hashtextextended(?,0))")) {
            statement.setString(1, "record.code_system " + upload.url() + "|" + upload.version());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (!row.getBoolean(1)) {
                    throw new HaiheException(
                            ErrorCode.TOO_MANY_REQUESTS,
                            "upload: another one of the same url and version is under way (expected: one at a time)");
                }
            }
        }
    }

    private int copy(Connection connection, Upload upload, InputStream body, UploadProgress progress)
            throws SQLException {
        List<String> errors = new ArrayList<>();
        int wrong = 0;
        int concepts = 0;
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + CodeSystemTable.STAGED + " (" + ConceptRow.COPY_COLUMNS + ") FROM STDIN");
        boolean ended = false;
        try {
            DelimitedReader records = new DelimitedReader(reader(body, upload.charset()), upload.separator());
            List<String> names = records.next();
            UploadColumns columns = UploadColumns.of(names == null ? List.of() : names, upload.columns());
            StringBuilder buffer = new StringBuilder(COPY_BUFFER_CHARACTERS);
            for (List<String> fields = records.next(); fields != null; fields = records.next()) {
                switch (columns.read(fields)) {
                    case UploadColumns.Read.Row(ConceptRow row) ->
                        row.copyLine(concepts++, upload.caseSensitive(), buffer);
                    case UploadColumns.Read.Wrong(String message) -> {
                        wrong++;
                        if (errors.size() < DESCRIBED_ERRORS) {
                            errors.add("line " + records.line() + ": " + message);
                        }
                    }
                }
                if (wrong > MAX_ERRORS) {
                    break;
                }
                requireRoom(concepts);
                if (buffer.length() >= COPY_BUFFER_CHARACTERS) {
                    send(copy, buffer);
                }
                if ((concepts + wrong) % PROGRESS_STEP == 0) {
                    progress.phase("reading", concepts, wrong);
                }
            }
            send(copy, buffer);
            copy.endCopy();
            ended = true;
        } catch (CharacterCodingException malformed) {
            throw refused("bytes that are no " + upload.charset() + " (expected: text in it, or another charset)");
        } catch (DelimitedReader.MalformedRecord malformed) {
            throw refused(String.valueOf(malformed.getMessage()));
        } catch (IOException lost) {
            throw new HaiheException(ErrorCode.INVALID_REQUEST, "body: cut short (expected: its end)", null, lost);
        } finally {
            if (!ended && copy.isActive()) {
                copy.cancelCopy();
            }
        }
        if (wrong > 0) {
            progress.phase("reading", concepts, wrong);
            throw new HaiheException(
                    ErrorCode.INVALID_VALUE,
                    (wrong > MAX_ERRORS ? "more than " + MAX_ERRORS : wrong) + (wrong == 1 ? " error" : " errors")
                            + ", nothing was stored. " + String.join("; ", errors)
                            + (wrong > errors.size() ? "; …" : ""));
        }
        if (concepts == 0) {
            throw refused("no concept (expected: a line for each behind the first)");
        }
        return concepts;
    }

    private static Reader reader(InputStream body, Charset charset) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(
                body,
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
        reader.mark(1);
        if (reader.read() != '\ufeff') {
            reader.reset();
        }
        return reader;
    }

    private static void requireRoom(int concepts) {
        if (concepts > MAX_CONCEPTS) {
            throw new HaiheException(
                    ErrorCode.BODY_TOO_LARGE, "more than " + MAX_CONCEPTS + " concepts (expected: at most that)");
        }
    }

    private static HaiheException refused(String message) {
        return new HaiheException(ErrorCode.INVALID_VALUE, "body: " + message);
    }

    private static void send(CopyIn copy, StringBuilder buffer) throws SQLException {
        byte[] bytes = buffer.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        buffer.setLength(0);
    }

    private boolean supersede(Connection connection, Upload upload) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE record.code_system SET superseded=? WHERE url=? AND version=? AND superseded IS NULL")) {
            statement.setLong(1, clock.millis());
            statement.setString(2, upload.url());
            statement.setString(3, upload.version());
            return statement.executeUpdate() > 0;
        }
    }

    private long insert(Connection connection, Upload upload, int concepts) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO record.code_system (url,version,name,uploaded,concepts,inactive,case_sensitive,hierarchical,tree)"
                        + " VALUES (?,?,?,?,?,0,?,false,false) RETURNING id")) {
            statement.setString(1, upload.url());
            statement.setString(2, upload.version());
            statement.setString(3, upload.name());
            statement.setLong(4, clock.millis());
            statement.setInt(5, concepts);
            statement.setBoolean(6, upload.caseSensitive());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void describe(Connection connection, long id, CodeSystemTable.Shape shape) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE record.code_system SET hierarchical=?,tree=?,inactive=(SELECT count(*) FROM "
                        + UploadedCodeSystem.Row.table(id) + " WHERE inactive) WHERE id=?")) {
            statement.setBoolean(1, shape.hierarchical());
            statement.setBoolean(2, shape.tree());
            statement.setLong(3, id);
            statement.executeUpdate();
        }
    }

    /** Drops the tables of uploads that were replaced a while ago. */
    private void dropReplaced() {
        database.transaction(transaction -> {
            List<Long> ids = new ArrayList<>();
            try (PreparedStatement statement = transaction
                    .connection()
                    .prepareStatement("DELETE FROM record.code_system WHERE superseded<? RETURNING id")) {
                statement.setLong(1, clock.millis() - READERS_LEAVE.toMillis());
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        ids.add(rows.getLong(1));
                    }
                }
            }
            try (Statement statement = transaction.connection().createStatement()) {
                for (long id : ids) {
                    statement.execute("DROP TABLE IF EXISTS " + UploadedCodeSystem.Row.table(id));
                }
            }
            return ids.size();
        });
    }
}
