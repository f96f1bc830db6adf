package city.haihe.bench.storage;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** (b) One resource table, and a narrow table for each kind of parameter with a row for each value. */
final class NarrowIndexTables implements Layout {

    private static final int PATIENT = 1;
    private static final int OBSERVATION = 2;

    private static final String ACCESS = " AND r.patients @> ARRAY[?::bigint] ";

    private final Sql sql = new Sql();

    @Override
    public String name() {
        return "b: narrow index tables";
    }

    @Override
    public List<String> tables() {
        return List.of("b.resource", "b.token", "b.reference", "b.date", "b.text");
    }

    @Override
    public void create(Connection connection) throws SQLException {
        Sql.execute(connection, """
                CREATE SCHEMA b;
                CREATE TABLE b.resource (key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, type smallint NOT NULL,
                    id text NOT NULL, version bigint NOT NULL, last_updated timestamptz NOT NULL, shard smallint NOT NULL,
                    patients bigint[] NOT NULL, organisation text, labels text[] NOT NULL, body bytea NOT NULL,
                    UNIQUE (type, id));
                ALTER TABLE b.resource ALTER body SET STORAGE EXTERNAL;
                CREATE TABLE b.token (type smallint, parameter smallint, code bigint, key bigint, system bigint);
                CREATE INDEX ON b.token (type, parameter, code, system, key);
                CREATE INDEX ON b.token (key);
                CREATE TABLE b.reference (type smallint, parameter smallint, target bigint, key bigint);
                CREATE INDEX ON b.reference (type, parameter, target, key);
                CREATE INDEX ON b.reference (key);
                CREATE TABLE b.date (type smallint, parameter smallint, start timestamptz, stop timestamptz, key bigint);
                CREATE INDEX ON b.date (type, parameter, start);
                CREATE INDEX ON b.date (key);
                CREATE TABLE b.text (type smallint, parameter smallint, value text, key bigint);
                CREATE INDEX ON b.text (type, parameter, value text_pattern_ops);
                CREATE INDEX ON b.text (key);
                """);
    }

    private long insertResource(Connection connection, int type, String id, long patient, byte[] body)
            throws SQLException {
        PreparedStatement statement = sql.prepare(connection, """
                INSERT INTO b.resource (type, id, version, last_updated, shard, patients, organisation, labels, body)
                VALUES (?, ?, 1, now(), ?, ARRAY[?::bigint], 'h1', '{}', ?) RETURNING key""");
        statement.setInt(1, type);
        statement.setString(2, id);
        statement.setShort(3, (short) (patient & 0xff));
        statement.setLong(4, patient);
        statement.setBytes(5, Hash.compress(body));
        try (ResultSet keys = statement.executeQuery()) {
            keys.next();
            return keys.getLong(1);
        }
    }

    @Override
    public int insert(Connection connection, SamplePatient patient) throws SQLException {
        long key = insertResource(
                connection,
                PATIENT,
                patient.id(),
                Hash.of("Patient/" + patient.id()),
                patient.json().getBytes(StandardCharsets.UTF_8));
        PreparedStatement text = sql.prepare(connection, "INSERT INTO b.text VALUES (1, 1, ?, ?)");
        text.setString(1, patient.family());
        text.setLong(2, key);
        text.executeUpdate();
        Instant birth = patient.birthDate().atStartOfDay(ZoneOffset.ofHours(8)).toInstant();
        return 2 + insertDate(connection, PATIENT, birth, birth.plusSeconds(86_400), key);
    }

    private int insertDate(Connection connection, int type, Instant start, Instant stop, long key) throws SQLException {
        PreparedStatement date = sql.prepare(connection, "INSERT INTO b.date VALUES (?, 1, ?, ?, ?)");
        date.setInt(1, type);
        date.setTimestamp(2, Hash.timestamp(start));
        date.setTimestamp(3, Hash.timestamp(stop));
        date.setLong(4, key);
        return date.executeUpdate();
    }

    @Override
    public int insert(Connection connection, SampleObservation observation) throws SQLException {
        long patient = Hash.of("Patient/" + observation.patient());
        long key = insertResource(connection, OBSERVATION, observation.id(), patient, observation.bytes());
        PreparedStatement tokens = sql.prepare(connection, """
                INSERT INTO b.token VALUES (2, 1, ?, ?, ?), (2, 1, ?, ?, ?), (2, 2, ?, ?, ?), (2, 3, ?, ?, ?),
                    (2, 4, ?, ?, ?)""");
        int at = setToken(tokens, 1, SampleObservation.LOINC, observation.code(), key);
        at = setToken(tokens, at, "urn:haihe:code-system:lis:L", "L" + observation.code(), key);
        at = setToken(tokens, at, SampleObservation.CATEGORY_SYSTEM, observation.category(), key);
        at = setToken(tokens, at, SampleObservation.STATUS_SYSTEM, "final", key);
        setToken(tokens, at, SampleObservation.IDENTIFIER_SYSTEM, observation.id(), key);
        PreparedStatement references = sql.prepare(
                connection, "INSERT INTO b.reference VALUES (2, 1, ?, ?), (2, 2, ?, ?), (2, 3, ?, ?), (2, 4, ?, ?)");
        long[] targets = {
            patient,
            patient,
            Hash.of("Encounter/" + observation.patient()),
            Hash.of("Organization/h" + observation.patient() % 20)
        };
        for (int index = 0; index < targets.length; index++) {
            references.setLong(2 * index + 1, targets[index]);
            references.setLong(2 * index + 2, key);
        }
        return 1
                + tokens.executeUpdate()
                + references.executeUpdate()
                + insertDate(
                        connection,
                        OBSERVATION,
                        observation.effective(),
                        observation.effective().plusSeconds(1),
                        key);
    }

    private static int setToken(PreparedStatement tokens, int at, String system, String code, long key)
            throws SQLException {
        tokens.setLong(at, Hash.of(code));
        tokens.setLong(at + 1, key);
        tokens.setLong(at + 2, Hash.of(system));
        return at + 3;
    }

    @Override
    public int patientByFamilyAndBirthDate(Connection connection, String family, LocalDate birthDate)
            throws SQLException {
        PreparedStatement query = sql.prepare(connection, """
                SELECT r.body FROM b.text t JOIN b.date d ON d.key = t.key JOIN b.resource r ON r.key = t.key
                WHERE t.type = 1 AND t.parameter = 1 AND t.value LIKE ? AND d.type = 1 AND d.parameter = 1
                  AND d.start >= ? AND d.stop <= ? ORDER BY r.key LIMIT 20""");
        Instant birth = birthDate.atStartOfDay(ZoneOffset.ofHours(8)).toInstant();
        query.setString(1, family + "%");
        query.setTimestamp(2, Hash.timestamp(birth));
        query.setTimestamp(3, Hash.timestamp(birth.plusSeconds(86_400)));
        return Sql.drain(query);
    }

    @Override
    public int byPatientAndCode(Connection connection, int patient, String code) throws SQLException {
        PreparedStatement query = sql.prepare(connection, """
                SELECT r.body FROM b.reference p JOIN b.token c ON c.key = p.key JOIN b.date d ON d.key = p.key
                  JOIN b.resource r ON r.key = p.key
                WHERE p.type = 2 AND p.parameter = 2 AND p.target = ? AND c.type = 2 AND c.parameter = 1 AND c.code = ?
                  AND c.system = ? AND d.type = 2 AND d.parameter = 1""" + ACCESS + "ORDER BY d.start DESC, r.key LIMIT 20");
        long self = Hash.of("Patient/" + patient);
        query.setLong(1, self);
        query.setLong(2, Hash.of(code));
        query.setLong(3, Hash.of(SampleObservation.LOINC));
        query.setLong(4, self);
        return Sql.drain(query);
    }

    @Override
    public int byPatientCategoryAndDate(Connection connection, int patient, String category, Instant from, Instant to)
            throws SQLException {
        PreparedStatement query = sql.prepare(connection, """
                SELECT r.body FROM b.reference p JOIN b.token c ON c.key = p.key JOIN b.date d ON d.key = p.key
                  JOIN b.resource r ON r.key = p.key
                WHERE p.type = 2 AND p.parameter = 2 AND p.target = ? AND c.type = 2 AND c.parameter = 2 AND c.code = ?
                  AND d.type = 2 AND d.parameter = 1 AND d.stop > ? AND d.start < ?""" + ACCESS + "ORDER BY r.key LIMIT 20");
        long self = Hash.of("Patient/" + patient);
        query.setLong(1, self);
        query.setLong(2, Hash.of(category));
        query.setTimestamp(3, Hash.timestamp(from));
        query.setTimestamp(4, Hash.timestamp(to));
        query.setLong(5, self);
        return Sql.drain(query);
    }

    @Override
    public int byIdentifier(Connection connection, String value) throws SQLException {
        PreparedStatement query = sql.prepare(connection, """
                SELECT r.body FROM b.token t JOIN b.resource r ON r.key = t.key
                WHERE t.type = 2 AND t.parameter = 4 AND t.code = ? AND t.system = ? ORDER BY r.key LIMIT 20""");
        query.setLong(1, Hash.of(value));
        query.setLong(2, Hash.of(SampleObservation.IDENTIFIER_SYSTEM));
        return Sql.drain(query);
    }

    @Override
    public int newestByCode(Connection connection, String code) throws SQLException {
        PreparedStatement query = sql.prepare(connection, """
                SELECT r.body FROM b.token t JOIN b.date d ON d.key = t.key JOIN b.resource r ON r.key = t.key
                WHERE t.type = 2 AND t.parameter = 1 AND t.code = ? AND t.system = ? AND d.type = 2 AND d.parameter = 1
                ORDER BY d.start DESC, r.key LIMIT 20""");
        query.setLong(1, Hash.of(code));
        query.setLong(2, Hash.of(SampleObservation.LOINC));
        return Sql.drain(query);
    }

    @Override
    public int addTokenParameter(Connection connection, int limit) throws SQLException {
        PreparedStatement insert = sql.prepare(connection, """
                INSERT INTO b.token SELECT 2, 9, hashtextextended('mmol/L', 0), key, 0
                FROM b.resource WHERE type = 2 LIMIT ?""");
        insert.setInt(1, limit);
        return insert.executeUpdate();
    }
}
