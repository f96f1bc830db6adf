package city.haihe.app.record.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.platform.Examination.Difference;
import city.haihe.app.platform.Examination.Part;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import java.io.ByteArrayInputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The deep check agrees with what was written, and sees every kind of damage that is done behind the record's back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeepCheckIT {

    private static final int PATIENTS = 24;

    private TestRecord city;
    private List<String> tables;

    @BeforeAll
    void fill() throws Exception {
        city = new TestRecord();
        sql("CREATE SCHEMA kept");
        write(session -> {
            session.createWithId(json("{'resourceType':'Organization','id':'o','name':'市第一中心医院'}"));
            for (int number = 0; number < PATIENTS; number++) {
                session.createWithId(patient(number, 0));
                session.createWithId(observation(number));
            }
            return true;
        });
        // Two more versions of each of the last, a deletion, and one that came back.
        for (int version = 1; version <= 2; version++) {
            int now = version;
            write(session -> {
                for (int number = PATIENTS / 2; number < PATIENTS; number++) {
                    session.put(patient(number, now), "p" + number, null);
                }
                return true;
            });
        }
        write(session -> {
            session.delete("Observation", "b0", null);
            session.delete("Observation", "b1", null);
            return true;
        });
        write(session -> session.put(observation(1), "b1", null));
        write(session -> session.amend("Patient", "p1", DeepCheckIT::labelled));
        upload();
        tables = List.of(
                "record.patient",
                "record.observation",
                "record.history",
                "record.identity",
                "record.prose",
                "record.wording",
                "record.code_system",
                "record.concept_1",
                "platform.change");
        while (number("SELECT count(*) FROM platform.change_pending") > 0) {
            Thread.sleep(10);
        }
        for (String table : tables) {
            sql("CREATE TABLE " + kept(table) + " AS SELECT * FROM " + table);
        }
    }

    private void upload() throws Exception {
        new CodeSystemLoader(city.engine().database(), Clock.systemUTC())
                .load(
                        new CodeSystemLoader.Upload("urn:icd", "", "", true, UTF_8, ',', List.of()),
                        new ByteArrayInputStream("code,display\na,Alpha\nb,Beta\nc,Gamma\n".getBytes(UTF_8)));
    }

    @AfterAll
    void stop() {
        city.close();
    }

    @AfterEach
    void restore() {
        sql("DELETE FROM record.reindex");
        for (String table : tables) {
            sql("DELETE FROM " + table);
            sql("INSERT INTO " + table + " OVERRIDING SYSTEM VALUE SELECT * FROM " + kept(table));
        }
    }

    private static String kept(String table) {
        return "kept." + table.substring(table.indexOf('.') + 1);
    }

    private static FhirObject json(String text) {
        return FhirJsonParser.parse(text.replace('\'', '"').getBytes(UTF_8));
    }

    private static FhirObject patient(int number, int version) {
        return json(
                ("{'resourceType':'Patient','id':'p%d','text':{'status':'generated','div':'<div>病历 number %d</div>'},"
                                + "'identifier':[{'system':'urn:mr','value':'m%d'}],'name':[{'text':'王小明%d','family':'王','given':['小明']}],"
                                + "'birthDate':'19%d-03-0%d','managingOrganization':{'reference':'Organization/o'}}")
                        .formatted(number, number, number, number, 50 + number, version + 1));
    }

    private static FhirObject observation(int number) {
        return json(
                ("{'resourceType':'Observation','id':'b%d','status':'final','code':{'coding':[{'system':'http://loinc.org',"
                                + "'code':'85354-9','display':'Blood pressure %d'}]},'subject':{'reference':'Patient/p%d'},"
                                + "'effectiveDateTime':'2026-11-24','note':[{'text':'after rest'}],'component':["
                                + "{'code':{'coding':[{'system':'http://loinc.org','code':'8480-6'}]},'valueQuantity':{'value':120,"
                                + "'unit':'mmHg','system':'http://unitsofmeasure.org','code':'mm[Hg]'}},"
                                + "{'code':{'coding':[{'system':'http://loinc.org','code':'8462-4'}]},'valueQuantity':{'value':80,"
                                + "'unit':'mmHg','system':'http://unitsofmeasure.org','code':'mm[Hg]'}}]}")
                        .formatted(number, number, number));
    }

    private static FhirObject labelled(FhirObject resource) {
        FhirObject copy = resource.copy();
        FhirObject meta = copy.object("meta");
        assertThat(meta).isNotNull();
        meta.put("security", FhirJsonParser.parseArray("[{\"system\":\"urn:s\",\"code\":\"R\"}]".getBytes(UTF_8)));
        return copy;
    }

    private interface Work<T> {
        T with(WriteSession session) throws SQLException;
    }

    private <T> T write(Work<T> work) {
        return city.engine().database().transaction(transaction -> {
            WriteSession session =
                    new WriteSession(city.engine(), transaction, city.engine().visibility(TestRecord.SYSTEM));
            T result = work.with(session);
            session.finish();
            return result;
        });
    }

    private void sql(String statement) {
        city.engine().database().transaction(transaction -> {
            try (Statement plain = transaction.connection().createStatement()) {
                return plain.execute(statement);
            }
        });
    }

    private long number(String sql) {
        return city.engine().database().read(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    private List<Part> check() {
        return new DeepCheck(city.subject(), part -> {}).run();
    }

    private static Map<String, String> differences(List<Part> parts) {
        Map<String, String> differences = new TreeMap<>();
        for (Part part : parts) {
            for (Difference difference : part.named()) {
                differences.merge(difference.place(), difference.problem(), (one, other) -> one + " / " + other);
            }
        }
        return differences;
    }

    private Map<String, Part> byName() {
        Map<String, Part> byName = new TreeMap<>();
        check().forEach(part -> byName.put(part.name(), part));
        return byName;
    }

    private static Part part(Map<String, Part> parts, String name) {
        return Objects.requireNonNull(parts.get(name), name);
    }

    @Test
    void agreesWithWhatWasWritten() {
        Map<String, Part> parts = byName();
        assertThat(differences(List.copyOf(parts.values()))).isEmpty();
        assertThat(parts.values())
                .allSatisfy(part -> assertThat(part.agreeing())
                        .as(part.name())
                        .isEqualTo(part.rows())
                        .isPositive());
        assertThat(part(parts, "Patient").rows()).isEqualTo(PATIENTS);
        assertThat(part(parts, "history").rows()).isEqualTo(PATIENTS + 3);
        assertThat(part(parts, "change feed").rows()).isEqualTo(3 * PATIENTS + 1 + 3);
        assertThat(parts).containsKeys("Observation", "Organization", "identity", "prose", "wording", "code systems");
    }

    @Test
    void seesDamageInEveryColumn() {
        Map<String, String> damages = new TreeMap<>();
        damages.put("self=self+1", "self: another value");
        damages.put("shard=(shard+1)%1024", "shard: another value");
        damages.put("organisation=NULL", "organisation: none");
        damages.put("patients=patients||'p0'::text", "patients: 0 missing, 1 too many");
        damages.put("labels=ARRAY['urn:s|R']", "labels: 0 missing, 1 too many");
        damages.put("present=present[2:]", "present: 1 missing, 0 too many");
        damages.put("terms=terms[2:]", "terms: 1 missing, 0 too many");
        damages.put("terms=terms||1::bigint", "terms: 0 missing, 1 too many");
        damages.put("strings=strings[2:]", "strings: 1 missing, 0 too many");
        damages.put("strings=strings[2:]||strings[1]", "strings: in another order");
        damages.put("ranges=ARRAY[1,2,3]::bigint[]", "ranges: 0 missing, 3 too many");
        damages.put("r_birthdate_low=r_birthdate_low-1", "r_birthdate_low: another value");
        damages.put("r_birthdate_high=NULL", "r_birthdate_high: none");
        damages.put("r_death_date_low=1", "r_death_date_low: too much");
        damages.put("body='\\x01'", "body: cannot be read");
        damages.put("body='\\x02ff'", "body: cannot be read");
        damages.put("body=(SELECT body FROM record.patient WHERE id='p23')", "body: another resource's");
        damages.put("updated=updated+1", "body: another version or time than the row's");
        Map<String, String> expected = new TreeMap<>();
        int number = 2;
        for (Map.Entry<String, String> damage : damages.entrySet()) {
            sql("UPDATE record.patient SET " + damage.getKey() + " WHERE id='p" + number + "'");
            expected.put("Patient/p" + number, damage.getValue());
            number++;
        }
        assertThat(number).isLessThan(PATIENTS);
        sql("UPDATE record.observation SET ranges=ranges[4:] WHERE id='b5'");
        expected.put("Observation/b5", "ranges: 3 missing, 0 too many");
        sql("UPDATE record.observation SET terms=ARRAY[7]::bigint[] WHERE id='b0'");
        expected.put("Observation/b0", "terms: 0 missing, 1 too many");

        assertThat(differences(check())).isEqualTo(expected);
    }

    @Test
    void seesDamageInTheTablesBeside() {
        sql("DELETE FROM record.identity WHERE id='p2'");
        sql("UPDATE record.prose SET narrative='x' WHERE id='p3'");
        sql("UPDATE record.prose SET terms='{1}' WHERE id='p4'");
        sql("DELETE FROM record.prose WHERE id='p5'");
        sql("DELETE FROM record.wording WHERE text='blood pressure 6'");
        sql("UPDATE record.wording SET terms='{1}' WHERE text='blood pressure 7'");
        sql("INSERT INTO record.identity VALUES (16,'nobody')");
        sql("INSERT INTO record.prose SELECT type,'nobody',terms,narrative,notes FROM record.prose WHERE id='p6'");
        sql("DELETE FROM record.concept_1 WHERE code='b'");
        String wording = Long.toHexString(TermHash.wording("blood pressure 7"));

        assertThat(differences(check()))
                .isEqualTo(new TreeMap<>(Map.of(
                        "Patient/p2",
                        "identity: 1 missing",
                        "Patient/p3",
                        "prose: another text",
                        "Patient/p4",
                        "prose: other terms",
                        "Patient/p5",
                        "prose: none",
                        "Observation/b6",
                        "wording: 1 missing",
                        "wording " + wording,
                        "other terms",
                        "identity 10 of nobody",
                        "no resource",
                        "prose of Patient/nobody",
                        "no resource",
                        "code system urn:icd",
                        "2 concepts (expected: 3)")));
    }

    @Test
    void seesDamageInTheHistory() {
        sql("DELETE FROM record.history WHERE id='p12' AND version=1");
        sql("DELETE FROM record.history WHERE id='p13' AND version=2");
        sql("DELETE FROM record.history WHERE id='p14'");
        sql("UPDATE record.history SET body='' WHERE id='p15' AND version=1");
        sql("UPDATE record.history SET updated=updated+999999999 WHERE id='p16' AND version=2");
        sql("UPDATE record.history SET patients='{x}' WHERE id='b0'");
        sql("INSERT INTO record.history SELECT 'Nonsense',id,version,updated,deleted,patients,body FROM record.history"
                + " WHERE id='p17' AND version=1");
        sql("DELETE FROM record.patient WHERE id='p18'");

        assertThat(differences(check()))
                .containsEntry("Patient/p12/_history/2", "version 1 missing before")
                .containsEntry("Patient/p13", "history: ends with version 1 before version 3")
                .containsEntry("Patient/p14", "history: none before the current version")
                .containsEntry("Patient/p15/_history/1", "body: cannot be read")
                .containsEntry("Patient/p16/_history/2", "body: another version or time than the row's")
                .containsEntry("Patient/p16", "updated: before the version before it")
                .containsEntry("Observation/b0", "patients: not those of what was deleted")
                .containsEntry("history of Nonsense", "no such type")
                .containsEntry("Patient/p18/_history/1", "no current version / an event, but no such version")
                .containsEntry("prose of Patient/p18", "no resource")
                .hasSize(13);
    }

    @Test
    void seesWhatTheFeedDoesNotTellAndTellsTooMuch() {
        Map<String, String> expected = new TreeMap<>();
        sql("UPDATE platform.change SET resources=array_remove(resources,'C Patient/p2/1')");
        expected.put("Patient/p2/_history/1", "no event in the change feed");
        sql("UPDATE platform.change SET resources=array_remove(resources,'D Observation/b0/2')");
        expected.put("Observation/b0/_history/2", "no event in the change feed");
        sql("UPDATE platform.change SET resources=resources||'U Patient/p3/7'::text WHERE position=1");
        expected.put("Patient/p3/_history/7", "an event, but no such version");
        sql("UPDATE platform.change SET resources=resources||'C Nonsense/1/1'::text WHERE position=1");
        expected.put("Nonsense/1/_history/1", "an event, but no such type");
        long position = number("SELECT position FROM platform.change WHERE resources @> ARRAY['U Patient/p12/2']");
        sql("UPDATE platform.change SET position=position+1000 WHERE position>" + position);
        sql("UPDATE platform.change SET position=position-999 WHERE position>1000");
        expected.put(
                "change feed, positions 1 to " + (number("SELECT max(position) FROM platform.change")),
                "1 positions missing");

        assertThat(differences(check())).isEqualTo(expected);
        Tally several = new Tally("change feed", part -> {});
        new FeedAgreement(
                        city.engine().database(),
                        city.subject().feed(),
                        city.engine().tables(),
                        several,
                        10)
                .check(100);
        assertThat(differences(List.of(several.part()))).isEqualTo(expected);
        assertThat(several.part().agreeing()).isEqualTo(3 * PATIENTS + 1 + 3 - 2);
    }

    @Test
    void seesConceptsWithoutACodeSystem() {
        sql("CREATE TABLE record.concept_99 (position integer)");
        try {
            sql("UPDATE record.code_system SET inactive=1");
            assertThat(differences(check()))
                    .isEqualTo(new TreeMap<>(Map.of(
                            "record.concept_99", "no code system", "code system urn:icd", "0 inactive (expected: 1)")));
        } finally {
            sql("DROP TABLE record.concept_99");
        }
    }

    @Test
    void letsWaitWhatAReindexHasNotComeTo() {
        sql("UPDATE record.patient SET terms='{}' WHERE id IN ('p2','p3')");
        sql("INSERT INTO record.reindex VALUES ('test','{Observation,Patient}',0,'Patient','p2',1,2,false)");
        Map<String, Part> parts = byName();
        assertThat(part(parts, "Patient").waiting()).isEqualTo(1);
        assertThat(differences(List.copyOf(parts.values()))).containsOnlyKeys("Patient/p2");

        sql("UPDATE record.reindex SET finished=true");
        assertThat(differences(check())).containsOnlyKeys("Patient/p2", "Patient/p3");
    }

    @Test
    void countsWhatItDoesNotName() {
        sql("UPDATE record.patient SET terms='{}'");
        Part patients = part(byName(), "Patient");
        assertThat(patients.differing()).isEqualTo(PATIENTS);
        assertThat(patients.named()).hasSize(20);
    }

    /** A check that raises false alarms beside a running city would soon be ignored. */
    @Test
    void agreesWhileOthersWrite() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicReference<Throwable> failed = new AtomicReference<>();
        List<Thread> writers = new ArrayList<>();
        for (int writer = 0; writer < 2; writer++) {
            int mine = writer;
            writers.add(Thread.ofVirtual().start(() -> {
                try {
                    for (int turn = 0; !over.get(); turn++) {
                        int now = turn;
                        write(session -> session.put(patient(mine, now % 9), "p" + mine, null));
                        write(session -> session.create(observation(mine)));
                        Thread.sleep(2);
                    }
                } catch (Throwable failure) {
                    failed.set(failure);
                }
            }));
        }
        try {
            for (int round = 0; round < 3; round++) {
                assertThat(differences(check())).isEmpty();
            }
        } finally {
            over.set(true);
            for (Thread writer : writers) {
                writer.join();
            }
        }
        assertThat(failed.get()).isNull();
        while (number("SELECT count(*) FROM platform.change_pending") > 0) {
            Thread.sleep(10);
        }
    }
}
