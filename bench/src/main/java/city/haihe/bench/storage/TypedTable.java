package city.haihe.bench.storage;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** (a) One table a type: hashed terms in one array under GIN, dates in typed columns, the body compressed by us. */
final class TypedTable implements Layout {

    private static final String ACCESS = " AND terms @> ARRAY[?::bigint] ";

    private final Sql sql = new Sql();

    @Override
    public String name() {
        return "a: table a type, hashed array";
    }

    @Override
    public List<String> tables() {
        return List.of("a.patient", "a.observation", "a.text");
    }

    @Override
    public void create(Connection connection) throws SQLException {
        Sql.execute(connection, """
                CREATE SCHEMA a;
                CREATE TABLE a.patient (id text PRIMARY KEY, version bigint NOT NULL, last_updated timestamptz NOT NULL,
                    shard smallint NOT NULL, patients bigint[] NOT NULL, organisation text, labels text[] NOT NULL,
                    self bigint NOT NULL, terms bigint[] NOT NULL, birthdate_start timestamptz, birthdate_end timestamptz,
                    body bytea NOT NULL);
                ALTER TABLE a.patient ALTER body SET STORAGE EXTERNAL;
                CREATE INDEX ON a.patient USING gin (terms);
                CREATE TABLE a.text (type smallint NOT NULL, parameter smallint NOT NULL, value text NOT NULL, id text NOT NULL);
                CREATE INDEX ON a.text (type, parameter, value text_pattern_ops);
                CREATE TABLE a.observation (id text PRIMARY KEY, version bigint NOT NULL, last_updated timestamptz NOT NULL,
                    shard smallint NOT NULL, patients bigint[] NOT NULL, organisation text, labels text[] NOT NULL,
                    self bigint NOT NULL, terms bigint[] NOT NULL, date_start timestamptz, date_end timestamptz,
                    body bytea NOT NULL);
                ALTER TABLE a.observation ALTER body SET STORAGE EXTERNAL;
                CREATE INDEX ON a.observation USING gin (terms);
                CREATE INDEX ON a.observation (date_start);
                """);
    }

    @Override
    public int insert(Connection connection, SamplePatient patient) throws SQLException {
        PreparedStatement resource = sql.prepare(
                connection,
                "INSERT INTO a.patient VALUES (?, 1, now(), ?, ARRAY[?::bigint], 'h1', '{}', ?, ?, ?, ?, ?)");
        long self = Hash.of("Patient/" + patient.id());
        resource.setString(1, patient.id());
        resource.setShort(2, (short) (self & 0xff));
        resource.setLong(3, self);
        resource.setLong(4, self);
        resource.setArray(5, longs(connection, self ^ Hash.of("$patient"), Hash.of("gender female")));
        Instant birth = patient.birthDate().atStartOfDay(ZoneOffset.ofHours(8)).toInstant();
        resource.setTimestamp(6, Hash.timestamp(birth));
        resource.setTimestamp(7, Hash.timestamp(birth.plusSeconds(86_400)));
        resource.setBytes(8, Hash.compress(patient.json().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        resource.executeUpdate();
        PreparedStatement text = sql.prepare(connection, "INSERT INTO a.text VALUES (1, 1, ?, ?)");
        text.setString(1, patient.family());
        text.setString(2, patient.id());
        return 1 + text.executeUpdate();
    }

    @Override
    public int insert(Connection connection, SampleObservation observation) throws SQLException {
        PreparedStatement resource = sql.prepare(
                connection,
                "INSERT INTO a.observation VALUES (?, 1, now(), ?, ARRAY[?::bigint], 'h1', '{}', ?, ?, ?, ?, ?)");
        long patient = Hash.of("Patient/" + observation.patient());
        resource.setString(1, observation.id());
        resource.setShort(2, (short) (patient & 0xff));
        resource.setLong(3, patient);
        resource.setLong(4, Hash.of("Observation/" + observation.id()));
        resource.setArray(5, terms(connection, observation, patient));
        resource.setTimestamp(6, Hash.timestamp(observation.effective()));
        resource.setTimestamp(7, Hash.timestamp(observation.effective().plusSeconds(1)));
        resource.setBytes(8, Hash.compress(observation.bytes()));
        return resource.executeUpdate();
    }

    /** Each token as system|code and as code alone, each reference crossed with its parameter, and the compartment. */
    private static Array terms(Connection connection, SampleObservation observation, long patient) throws SQLException {
        String local = "urn:haihe:code-system:lis:L";
        return longs(
                connection,
                Hash.token("code", SampleObservation.LOINC, observation.code()),
                Hash.token("code", "", observation.code()),
                Hash.token("code", local, "L" + observation.code()),
                Hash.token("code", "", "L" + observation.code()),
                Hash.token("category", SampleObservation.CATEGORY_SYSTEM, observation.category()),
                Hash.token("category", "", observation.category()),
                Hash.token("status", SampleObservation.STATUS_SYSTEM, "final"),
                Hash.token("status", "", "final"),
                Hash.token("identifier", SampleObservation.IDENTIFIER_SYSTEM, observation.id()),
                Hash.token("identifier", "", observation.id()),
                patient ^ Hash.of("subject"),
                patient ^ Hash.of("patient"),
                patient ^ Hash.of("$patient"),
                Hash.reference("encounter", "Encounter/" + observation.patient()),
                Hash.reference("performer", "Organization/h" + observation.patient() % 20));
    }

    private static Array longs(Connection connection, long... values) throws SQLException {
        Long[] boxed = new Long[values.length];
        for (int index = 0; index < values.length; index++) {
            boxed[index] = values[index];
        }
        return connection.createArrayOf("bigint", boxed);
    }

    @Override
    public int patientByFamilyAndBirthDate(Connection connection, String family, LocalDate birthDate)
            throws SQLException {
        PreparedStatement query = sql.prepare(connection, """
                SELECT p.body FROM a.text t JOIN a.patient p ON p.id = t.id
                WHERE t.type = 1 AND t.parameter = 1 AND t.value LIKE ? AND p.birthdate_start >= ? AND p.birthdate_end <= ?
                ORDER BY p.id LIMIT 20""");
        Instant birth = birthDate.atStartOfDay(ZoneOffset.ofHours(8)).toInstant();
        query.setString(1, family + "%");
        query.setTimestamp(2, Hash.timestamp(birth));
        query.setTimestamp(3, Hash.timestamp(birth.plusSeconds(86_400)));
        return Sql.drain(query);
    }

    @Override
    public int byPatientAndCode(Connection connection, int patient, String code) throws SQLException {
        PreparedStatement query = sql.prepare(
                connection,
                "SELECT body FROM a.observation WHERE terms @> ?" + ACCESS + "ORDER BY date_start DESC, id LIMIT 20");
        long self = Hash.of("Patient/" + patient);
        query.setArray(
                1, longs(connection, self ^ Hash.of("patient"), Hash.token("code", SampleObservation.LOINC, code)));
        query.setLong(2, self ^ Hash.of("$patient"));
        return Sql.drain(query);
    }

    @Override
    public int byPatientCategoryAndDate(Connection connection, int patient, String category, Instant from, Instant to)
            throws SQLException {
        PreparedStatement query = sql.prepare(
                connection,
                "SELECT body FROM a.observation WHERE terms @> ?" + ACCESS
                        + "AND date_end > ? AND date_start < ? ORDER BY id LIMIT 20");
        long self = Hash.of("Patient/" + patient);
        query.setArray(1, longs(connection, self ^ Hash.of("patient"), Hash.token("category", "", category)));
        query.setLong(2, self ^ Hash.of("$patient"));
        query.setTimestamp(3, Hash.timestamp(from));
        query.setTimestamp(4, Hash.timestamp(to));
        return Sql.drain(query);
    }

    @Override
    public int byIdentifier(Connection connection, String value) throws SQLException {
        PreparedStatement query =
                sql.prepare(connection, "SELECT body FROM a.observation WHERE terms @> ? ORDER BY id LIMIT 20");
        query.setArray(1, longs(connection, Hash.token("identifier", SampleObservation.IDENTIFIER_SYSTEM, value)));
        return Sql.drain(query);
    }

    @Override
    public int newestByCode(Connection connection, String code) throws SQLException {
        PreparedStatement query = sql.prepare(
                connection, "SELECT body FROM a.observation WHERE terms @> ? ORDER BY date_start DESC, id LIMIT 20");
        query.setArray(1, longs(connection, Hash.token("code", SampleObservation.LOINC, code)));
        return Sql.drain(query);
    }

    @Override
    public int addTokenParameter(Connection connection, int limit) throws SQLException {
        PreparedStatement update = sql.prepare(connection, """
                UPDATE a.observation SET terms = terms || ARRAY[hashtextextended('unit mmol/L', 0)]
                WHERE id IN (SELECT id FROM a.observation LIMIT ?)""");
        update.setInt(1, limit);
        return update.executeUpdate();
    }
}
