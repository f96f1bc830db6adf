package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.record.ClinicalRecord.RecordSession;
import city.haihe.app.record.StoredResource;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The table that knows which resource has an identifier. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdentityTableIT {

    private TestRecord city;

    @BeforeAll
    void start() {
        city = new TestRecord();
    }

    @AfterAll
    void stop() {
        city.close();
    }

    private interface Work<T> {
        T with(RecordSession session) throws SQLException;
    }

    private <T> T write(Work<T> work) {
        return city.engine().database().transaction(transaction -> {
            RecordSession session = city.record().open(transaction, TestRecord.SYSTEM);
            T result = work.with(session);
            session.finish();
            return result;
        });
    }

    private static String patient(String id, String value) {
        String withId = id.isEmpty() ? "" : "'id':'" + id + "',";
        return "{'resourceType':'Patient'," + withId + "'identifier':[{'system':'urn:h','value':'" + value + "'}]}";
    }

    private int found(String value) {
        QueryString query = QueryString.parse("identifier=urn:h|" + value + "&_total=accurate");
        return city.engine()
                .database()
                .read(connection -> city.interactions()
                        .search(connection, city.engine().visibility(TestRecord.SYSTEM), "Patient", query, true))
                .found()
                .matches()
                .size();
    }

    @Test
    void findsAResourceByTheIdentifierItHasNowAlone() {
        StoredResource created = city.create(TestRecord.SYSTEM, patient("", "first"));
        write(session -> session.update(TestRecord.json(patient(created.id(), "second"))));

        assertThat(found("first")).isZero();
        assertThat(found("second")).isEqualTo(1);
        write(session -> {
            session.delete("Patient", created.id());
            return true;
        });
        assertThat(found("second")).isZero();
    }

    @Test
    void doesNotMixTheTypes() {
        city.create(TestRecord.SYSTEM, patient("", "shared"));
        city.create(
                TestRecord.SYSTEM,
                "{'resourceType':'Organization','name':'x','identifier':[{'system':'urn:h','value':'shared'}]}");

        assertThat(found("shared")).isEqualTo(1);
    }

    @Test
    void learnsWhatWasWrittenBeforeThereWasATable() {
        city.create(TestRecord.SYSTEM, patient("", "early"));
        city.engine().database().transaction(transaction -> {
            try (Statement statement = transaction.connection().createStatement()) {
                return statement.execute("TRUNCATE record.identity");
            }
        });
        assertThat(found("early")).isZero();

        assertThat(new IdentityBackfill(city.engine()).run()).isPositive();

        assertThat(found("early")).isEqualTo(1);
        assertThat(new IdentityBackfill(city.engine()).run()).isZero();
    }
}
