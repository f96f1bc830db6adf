package city.haihe.app.record.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.Examination.Part;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.Settings;
import city.haihe.app.record.ClinicalRecord;
import city.haihe.fhir.FhirJsonParser;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
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

    /** What other processes are given to take a parameter up. */
    private static final long TAKEN_UP_MILLIS = 3_000;

    /** How far the record's clock is ahead of the machine's: nobody waits for what a jump brings. */
    private final AtomicLong ahead = new AtomicLong();

    private TestRecord city;

    @BeforeAll
    void fill() {
        RecordSettings settings = new RecordSettings("http://city.example", Settings.References.ENFORCE, false);
        city = new TestRecord(settings, () -> Instant.now().plusMillis(ahead.get()));
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
        ahead.addAndGet(TAKEN_UP_MILLIS);
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

    /** What a deep check finds: how many rows wait, and that none differs. */
    private long waiting() {
        List<Part> parts = new DeepCheck(city.subject(), part -> {}).run();
        assertThat(parts.stream().flatMap(part -> part.named().stream())).isEmpty();
        return parts.stream().mapToLong(Part::waiting).sum();
    }

    private List<String> search(String query) {
        return city.record().search(TestRecord.SYSTEM, "Patient", query + "&_count=1000").matches().stream()
                .map(match -> match.id())
                .toList();
    }

    private void delete(String id) {
        delete("SearchParameter", id);
    }

    private void delete(String type, String id) {
        city.engine().database().transaction(transaction -> {
            ClinicalRecord.RecordSession session = city.record().open(transaction, TestRecord.SYSTEM);
            session.delete(type, id);
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

        assertThat(waiting()).isZero();

        delete(ward);
        assertThatThrownBy(() -> search("ward=ward")).isInstanceOf(HaiheException.class);
        List.of(moved, doctor, births).forEach(this::delete);
        assertThat(waiting())
                .as("rows that still have the removed parameters' values")
                .isEqualTo(PATIENTS + 1);
        reindex();
        assertThat(waiting()).isZero();
    }

    @Test
    void goesOnFromWhereADeadProcessGotTo() throws Exception {
        String id = add("again", "string", "Patient.extension('urn:ward').value.as(string)");
        Reindexing first = new Reindexing(city.engine());
        assertThat(first.step()).isFalse();
        ahead.addAndGet(TAKEN_UP_MILLIS);
        assertThat(first.step()).isTrue();
        Reindexing.Job job =
                city.engine().database().read(Reindexing::unfinished).getFirst();
        assertThat(job.done()).isEqualTo(100);
        assertThat(job.total()).isGreaterThanOrEqualTo(PATIENTS);
        assertThat(waiting()).isEqualTo(job.total() - job.done());

        reindex();
        assertThat(search("again=ward")).hasSizeGreaterThanOrEqualTo(PATIENTS);
        assertThat(waiting()).isZero();
        delete(id);
        reindex();
    }

    @Test
    void takesUpParametersThatComeAtOnce() throws Exception {
        List<Future<String>> added = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int number = 0; number < 24; number++) {
                String code = "at-once-" + number;
                added.add(threads.submit(() -> add(code, "token", "Patient.contact.relationship")));
            }
        }
        List<String> ids = new ArrayList<>();
        for (Future<String> each : added) {
            ids.add(each.get());
        }
        city.engine().added().refresh();
        assertThat(city.engine().database().read(Reindexing::unfinished)).hasSize(ids.size());
        ids.forEach(this::delete);
        reindex();
    }

    /** Its rows were indexed without the parameter, and a walk that does not see them yet would pass them by. */
    @Test
    void waitsForTransactionsThatWereOpenWhenTheParameterCame() throws Exception {
        AtomicReference<String> late = new AtomicReference<>("");
        AtomicReference<String> parameter = new AtomicReference<>("");
        AtomicBoolean more = new AtomicBoolean();
        Reindexing reindexing = new Reindexing(city.engine());
        city.engine().database().transaction(transaction -> {
            ClinicalRecord.RecordSession session = city.record().open(transaction, TestRecord.SYSTEM);
            late.set(session.create(TestRecord.json(patient(0))).id());
            // Sends what waits, so that the transaction has begun.
            session.findByIdentifier("Patient", "urn:x", "y");
            Thread other = Thread.ofVirtual().start(() -> {
                parameter.set(add("open", "string", "Patient.extension('urn:ward').value.as(string)"));
                ahead.addAndGet(TAKEN_UP_MILLIS);
                more.set(reindexing.step());
            });
            join(other);
            session.finish();
            return late;
        });
        assertThat(more).as("the reindex has begun").isFalse();
        assertThat(waiting()).isEqualTo(search("_sort=_lastUpdated").size());
        reindex();
        assertThat(search("open=ward")).contains(late.get());
        assertThat(waiting()).isZero();
        delete(String.valueOf(parameter.get()));
        delete("Patient", String.valueOf(late.get()));
        reindex();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** An absolute reference leads to a resource of ours under the public address, and so its index depends on that. */
    @Test
    void indexesAnewUnderAnotherPublicAddress() throws Exception {
        new Reindexing(city.engine()).requestCurrent(true);
        assertThat(city.engine().database().read(IndexedBase::of)).contains("http://city.example");
        String own = create("{'resourceType':'Observation','status':'final','code':{'text':'x'},"
                + "'encounter':{'reference':'http://other.example/fhir/Encounter/1'}}");
        // Whose a resource is depends on it as well.
        execute("UPDATE record.observation SET patients='{p,q}',shard=7,organisation='o' WHERE id='" + own + "'");
        RecordEngine moved = RecordEngine.on(
                city.engine().database(),
                city.engine().feed(),
                new RecordSettings("http://other.example", Settings.References.OFF, false),
                () -> Instant.now().plusMillis(ahead.get()));
        new Reindexing(moved).requestCurrent(false);
        new Reindexing(moved).requestCurrent(false);
        assertThat(city.engine().database().read(Reindexing::unfinished)).hasSize(1);
        assertThat(waiting()).isEqualTo(1);
        ahead.addAndGet(TAKEN_UP_MILLIS);
        while (new Reindexing(moved).step()) {
            // One part after the other.
        }
        assertThat(moved.database().read(Reindexing::unfinished)).isEmpty();
        assertThat(waiting()).isZero();
        assertThat(new PostgresRecord(
                                moved, new Interactions(moved), new BundleProcessor(moved, new Interactions(moved)))
                        .search(TestRecord.SYSTEM, "Observation", "encounter=Encounter/1")
                        .matches())
                .extracting(match -> match.id())
                .containsExactly(own);

        delete("Observation", own);
        execute("DELETE FROM record.reindex");
    }

    private void execute(String sql) {
        city.engine().database().transaction(transaction -> {
            try (Statement statement = transaction.connection().createStatement()) {
                return statement.executeUpdate(sql);
            }
        });
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
