package city.haihe.bench.storage;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** (c) The document as JSONB under GIN, with expression indexes for text and dates; the received bytes beside it. */
final class JsonbDocument implements Layout {

    private static final String ACCESS = " AND patients @> ARRAY[?::bigint] ";

    private final Sql sql = new Sql();

    @Override
    public String name() {
        return "c: JSONB with GIN";
    }

    @Override
    public List<String> tables() {
        return List.of("c.patient", "c.observation");
    }

    @Override
    public void create(Connection connection) throws SQLException {
        for (String table : tables()) {
            Sql.execute(connection, """
                    CREATE SCHEMA IF NOT EXISTS c;
                    CREATE TABLE %1$s (id text PRIMARY KEY, version bigint NOT NULL, last_updated timestamptz NOT NULL,
                        shard smallint NOT NULL, patients bigint[] NOT NULL, organisation text, labels text[] NOT NULL,
                        document jsonb NOT NULL, body bytea NOT NULL);
                    ALTER TABLE %1$s ALTER body SET STORAGE EXTERNAL;
                    CREATE INDEX ON %1$s USING gin (document jsonb_path_ops);
                    """.formatted(table));
        }
        Sql.execute(connection, """
                CREATE INDEX ON c.patient (lower(document #>> '{name,0,family}') text_pattern_ops);
                CREATE INDEX ON c.observation ((document ->> 'effectiveDateTime'));
                """);
    }

    @Override
    public int insert(Connection connection, SamplePatient patient) throws SQLException {
        return insert(connection, "c.patient", patient.id(), Hash.of("Patient/" + patient.id()), patient.json());
    }

    @Override
    public int insert(Connection connection, SampleObservation observation) throws SQLException {
        return insert(
                connection,
                "c.observation",
                observation.id(),
                Hash.of("Patient/" + observation.patient()),
                observation.json());
    }

    private int insert(Connection connection, String table, String id, long patient, String json) throws SQLException {
        PreparedStatement statement = sql.prepare(
                connection,
                "INSERT INTO " + table + " VALUES (?, 1, now(), ?, ARRAY[?::bigint], 'h1', '{}', ?::jsonb, ?)");
        statement.setString(1, id);
        statement.setShort(2, (short) (patient & 0xff));
        statement.setLong(3, patient);
        statement.setString(4, json);
        statement.setBytes(5, Hash.compress(json.getBytes(StandardCharsets.UTF_8)));
        return statement.executeUpdate();
    }

    @Override
    public int patientByFamilyAndBirthDate(Connection connection, String family, LocalDate birthDate)
            throws SQLException {
        PreparedStatement query = sql.prepare(connection, """
                SELECT body FROM c.patient WHERE lower(document #>> '{name,0,family}') LIKE ?
                  AND document ->> 'birthDate' = ? ORDER BY id LIMIT 20""");
        query.setString(1, family + "%");
        query.setString(2, birthDate.toString());
        return Sql.drain(query);
    }

    @Override
    public int byPatientAndCode(Connection connection, int patient, String code) throws SQLException {
        PreparedStatement query = sql.prepare(
                connection,
                "SELECT body FROM c.observation WHERE document @> ?::jsonb" + ACCESS
                        + "ORDER BY document ->> 'effectiveDateTime' DESC, id LIMIT 20");
        query.setString(1, """
                {"subject":{"reference":"Patient/%d"},"code":{"coding":[{"system":"%s","code":"%s"}]}}""".formatted(patient, SampleObservation.LOINC, code));
        query.setLong(2, Hash.of("Patient/" + patient));
        return Sql.drain(query);
    }

    @Override
    public int byPatientCategoryAndDate(Connection connection, int patient, String category, Instant from, Instant to)
            throws SQLException {
        PreparedStatement query = sql.prepare(
                connection,
                "SELECT body FROM c.observation WHERE document @> ?::jsonb" + ACCESS
                        + "AND document ->> 'effectiveDateTime' >= ? AND document ->> 'effectiveDateTime' < ?"
                        + " ORDER BY id LIMIT 20");
        query.setString(1, """
                {"subject":{"reference":"Patient/%d"},"category":[{"coding":[{"code":"%s"}]}]}""".formatted(patient, category));
        query.setLong(2, Hash.of("Patient/" + patient));
        query.setString(3, from.toString());
        query.setString(4, to.toString());
        return Sql.drain(query);
    }

    @Override
    public int byIdentifier(Connection connection, String value) throws SQLException {
        PreparedStatement query = sql.prepare(
                connection, "SELECT body FROM c.observation WHERE document @> ?::jsonb ORDER BY id LIMIT 20");
        query.setString(1, """
                {"identifier":[{"system":"%s","value":"%s"}]}""".formatted(SampleObservation.IDENTIFIER_SYSTEM, value));
        return Sql.drain(query);
    }

    @Override
    public int newestByCode(Connection connection, String code) throws SQLException {
        PreparedStatement query = sql.prepare(connection, """
                SELECT body FROM c.observation WHERE document @> ?::jsonb
                ORDER BY document ->> 'effectiveDateTime' DESC, id LIMIT 20""");
        query.setString(1, """
                {"code":{"coding":[{"system":"%s","code":"%s"}]}}""".formatted(SampleObservation.LOINC, code));
        return Sql.drain(query);
    }

    /** A token that the document holds needs nothing: the index covers every path. */
    @Override
    public int addTokenParameter(Connection connection, int limit) {
        return 0;
    }
}
