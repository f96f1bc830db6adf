package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.platform.Caller;
import city.haihe.app.record.ClinicalRecord;
import city.haihe.app.record.SearchPage;
import city.haihe.app.record.StoredResource;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One patient's resources in the order of their dates, where the patient has very many. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimelineIT {

    private static final int OBSERVATIONS = 3_000;
    private static final int UNDATED = 3;

    /** A page of twenty rows, each at another place, and the way to them. */
    private static final long MOST_BUFFERS = 60;

    private static final Pattern BUFFERS = Pattern.compile("Buffers: shared hit=(\\d+)");

    private TestRecord city;
    private String patient;
    private String other;

    @BeforeAll
    void fill() {
        city = new TestRecord();
        patient = create("{'resourceType':'Patient','name':[{'family':'王'}]}");
        other = create("{'resourceType':'Patient','name':[{'family':'李'}]}");
        city.engine().database().transaction(transaction -> {
            ClinicalRecord.RecordSession session = city.record().open(transaction, TestRecord.SYSTEM);
            for (int index = 0; index < OBSERVATIONS; index++) {
                // Not stored in the order of their dates.
                int day = index * 7 % OBSERVATIONS;
                session.create(TestRecord.json(observation(
                        patient,
                        "'effectiveDateTime':'%04d-%02d-%02d'"
                                .formatted(1990 + day / 336, day / 28 % 12 + 1, day % 28 + 1))));
            }
            session.finish();
            return 0;
        });
        for (int index = 0; index < UNDATED; index++) {
            create(observation(patient, "'valueString':'undated'"));
        }
        create(observation(other, "'effectiveDateTime':'2020-01-01'"));
        // The patient measured it, of somebody else.
        create(observation(
                other, "'effectiveDateTime':'2030-01-01','performer':[{'reference':'Patient/" + patient + "'}]"));
        String device = create("{'resourceType':'Device'}");
        create("{'resourceType':'Observation','status':'final','code':{'text':'x'},'subject':{'reference':'Device/"
                + device
                + "'},'effectiveDateTime':'2031-01-01','performer':[{'reference':'Patient/" + patient + "'}]}");
        city.engine().database().read(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("VACUUM ANALYZE");
            }
        });
    }

    @AfterAll
    void close() {
        city.close();
    }

    private String create(String json) {
        return city.create(TestRecord.SYSTEM, json).id();
    }

    private static String observation(String patient, String more) {
        return "{'resourceType':'Observation','status':'final','code':{'text':'x'},'subject':{'reference':'Patient/"
                + patient + "'}," + more + "}";
    }

    private static List<String> dates(SearchPage page) {
        return page.matches().stream()
                .map(match -> String.valueOf(match.resource().string("effectiveDateTime")))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"patient, -date", "patient, date", "subject, -date"})
    void turnsThroughAllPagesInOrder(String parameter, String order) {
        String query = parameter + "=Patient/" + patient + "&_sort=" + order;
        List<String> expected =
                dates(city.record().search(TestRecord.SYSTEM, "Observation", query + "&status=final&_count=1000"));
        List<String> found = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        SearchPage page = city.record().search(TestRecord.SYSTEM, "Observation", query + "&_count=400");
        while (true) {
            found.addAll(dates(page));
            page.matches().stream().map(StoredResource::id).forEach(ids::add);
            if (page.next() == null) {
                break;
            }
            page = city.record().search(TestRecord.SYSTEM, "Observation", "_page=" + page.next());
        }
        assertThat(ids).hasSize(OBSERVATIONS + UNDATED).doesNotHaveDuplicates();
        assertThat(found.subList(0, 1_000)).isEqualTo(expected);
        assertThat(found.get(order.startsWith("-") ? found.size() - 1 : 0)).isEqualTo("null");
        assertThat(found).doesNotContain("2020-01-01", "2030-01-01", "2031-01-01");
    }

    @Test
    void readsOnlyWhatAPageHolds() throws SQLException {
        for (Caller caller : List.of(TestRecord.SYSTEM, Caller.patient(patient, "phone", "1".repeat(32)))) {
            SearchPlan plan = city.engine()
                    .parser()
                    .parse(
                            "Observation",
                            QueryString.parse("patient=" + patient + "&_sort=-date&_count=20"),
                            true,
                            city.engine().visibility(caller));
            SqlText sql = new SearchSql(city.engine().tables(), city.engine().visibility(caller)).page(plan, null);
            String plans = city.engine().database().read(connection -> {
                SqlText explain =
                        new SqlText().add("EXPLAIN (ANALYZE, BUFFERS) ").add(sql);
                try (PreparedStatement statement = connection.prepareStatement(explain.text())) {
                    explain.bind(statement);
                    StringBuilder lines = new StringBuilder();
                    try (ResultSet rows = statement.executeQuery()) {
                        while (rows.next()) {
                            lines.append(rows.getString(1)).append('\n');
                        }
                    }
                    return lines.toString();
                }
            });
            Matcher buffers = BUFFERS.matcher(plans);
            assertThat(buffers.find()).isTrue();
            assertThat(Long.parseLong(buffers.group(1))).as(plans).isLessThan(MOST_BUFFERS);
        }
    }

    @Test
    void showsAnotherPatientNothing() {
        Caller caller = Caller.patient(other, "phone", "1".repeat(32));
        assertThat(city.record()
                        .search(caller, "Observation", "patient=" + patient + "&_sort=-date")
                        .matches())
                .isEmpty();
    }
}
