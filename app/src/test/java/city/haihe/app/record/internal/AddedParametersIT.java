package city.haihe.app.record.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.record.ClinicalRecord;
import city.haihe.fhir.FhirJsonParser;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Search parameters that resources add: from the resource over the reindex to the search, and away again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AddedParametersIT {

    private static final int PATIENTS = 230;

    private TestRecord city;

    @BeforeAll
    void fill() {
        city = new TestRecord();
        for (int number = 0; number < PATIENTS; number++) {
            city.create(TestRecord.SYSTEM, patient(number));
        }
    }

    @AfterAll
    void close() {
        city.close();
    }

    private static String patient(int number) {
        return ("{'resourceType':'Patient','multipleBirthInteger':%d,'extension':[{'url':'urn:ward','valueString':'ward %d'},"
                        + "{'url':'urn:moved','valueDate':'2024-0%d-01'},{'url':'urn:doctor','valueReference':"
                        + "{'reference':'http://elsewhere.example/fhir/Practitioner/%d'}}]}")
                .formatted(number % 3 + 1, number % 2, number % 2 + 1, number % 2);
    }

    private String add(String code, String kind, String expression) {
        return create(resource(code, kind, expression, "active"));
    }

    private static String resource(String code, String kind, String expression, String status) {
        return ("{'resourceType':'SearchParameter','url':'urn:p:%s','name':'%s','description':'d','status':'%s','code':'%s',"
                        + "'base':['Patient'],'type':'%s','expression':%s}")
                .formatted(code, code, status, code, kind, "'" + expression.replace("'", "QUOTE") + "'");
    }

    /** A quote of FHIRPath is no quote of JSON. */
    private String create(String json) {
        return city.engine().database().transaction(transaction -> {
            ClinicalRecord.RecordSession session = city.record().open(transaction, TestRecord.SYSTEM);
            String id = session.create(FhirJsonParser.parse(
                            json.replace('\'', '"').replace("QUOTE", "'").getBytes(UTF_8)))
                    .id();
            session.finish();
            return id;
        });
    }

    /** Does what waits, as the worker of some process would. */
    private void reindex() throws Exception {
        Reindexing reindexing = new Reindexing(city.engine());
        for (int tries = 0; tries < 100; tries++) {
            while (reindexing.step()) {
                city.engine().added().refresh();
            }
            if (city.engine().database().read(Reindexing::unfinished).isEmpty()) {
                city.engine().added().refresh();
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("no end of the reindex");
    }

    private List<String> search(String query) {
        return city.record().search(TestRecord.SYSTEM, "Patient", query + "&_count=1000").matches().stream()
                .map(match -> match.id())
                .toList();
    }

    private void delete(String id) {
        city.engine().database().transaction(transaction -> {
            ClinicalRecord.RecordSession session = city.record().open(transaction, TestRecord.SYSTEM);
            session.delete("SearchParameter", id);
            session.finish();
            return id;
        });
    }

    @Test
    void findsWhatWasStoredBeforeOnceItIsIndexedAnew() throws Exception {
        String ward = add("ward", "string", "Patient.extension('urn:ward').value.as(string)");
        String moved = add("moved", "date", "Patient.extension('urn:moved').value.as(date)");
        String doctor = add("my-doctor", "reference", "Patient.extension('urn:doctor').value.as(Reference)");
        String births = add("births", "number", "Patient.multipleBirth.as(integer)");
        assertThatThrownBy(() -> search("ward=ward"))
                .isInstanceOfSatisfying(
                        HaiheException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.UNSUPPORTED_PARAMETER));
        assertThat(city.engine().database().read(Reindexing::unfinished)).hasSize(4);
        String late = city.create(TestRecord.SYSTEM, patient(0)).id();
        reindex();

        assertThat(search("ward=ward+0")).hasSize(PATIENTS / 2 + 1).contains(late);
        assertThat(search("ward:contains=RD+1")).hasSize(PATIENTS / 2);
        assertThat(search("moved=2024-01")).hasSize(PATIENTS / 2 + 1);
        assertThat(search("moved=ge2024-02-01&ward=ward+1")).hasSize(PATIENTS / 2);
        assertThat(search("moved:missing=true")).isEmpty();
        assertThat(search("my-doctor=http://elsewhere.example/fhir/Practitioner/1"))
                .hasSize(PATIENTS / 2);
        assertThat(search("births=gt2")).hasSize(PATIENTS / 3);
        assertThat(new String(new Capabilities(city.engine(), city.engine().parameters(), new Operations(List.of()))
                        .document()))
                .contains("\"my-doctor\"");

        delete(ward);
        assertThatThrownBy(() -> search("ward=ward")).isInstanceOf(HaiheException.class);
        List.of(moved, doctor, births).forEach(this::delete);
        assertThat(city.engine().database().read(Reindexing::unfinished)).isEmpty();
    }

    @Test
    void goesOnFromWhereADeadProcessGotTo() throws Exception {
        String id = add("again", "string", "Patient.extension('urn:ward').value.as(string)");
        Reindexing first = new Reindexing(city.engine());
        while (!first.step()) {
            Thread.sleep(100);
        }
        Reindexing.Job job =
                city.engine().database().read(Reindexing::unfinished).getFirst();
        assertThat(job.done()).isEqualTo(100);
        assertThat(job.total()).isGreaterThanOrEqualTo(PATIENTS);

        reindex();
        assertThat(search("again=ward")).hasSizeGreaterThanOrEqualTo(PATIENTS);
        delete(id);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            a.b;string;Patient.name.family
            mine;composite;Patient
            mine;string;Patient.name.select(family)
            mine;string;Patient.nonsense
            mine;date;Patient.gender
            mine;string;Observation.code.text
            """)
    void refusesWhatItCannotCompile(String code, String kind, String expression) {
        assertThatThrownBy(() -> add(code, kind, expression))
                .isInstanceOfSatisfying(
                        HaiheException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.UNUSABLE_SEARCH_PARAMETER));
    }

    @Test
    void storesDraftsAndDefinitionsOfR4WithoutEffect() throws Exception {
        create(resource("later", "string", "Patient.name.select(family)", "draft"));
        add("family", "string", "Patient.name.family");
        assertThat(city.engine().parameters().find("Patient", "later")).isEmpty();
        assertThat(city.engine().database().read(Reindexing::unfinished)).isEmpty();
    }
}
