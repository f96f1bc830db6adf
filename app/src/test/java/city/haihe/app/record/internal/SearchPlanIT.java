package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.platform.Caller;
import city.haihe.app.record.ClinicalRecord;
import java.sql.Connection;
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

/** How PostgreSQL carries searches out on a few thousand rows: by indexes, and without a cliff on either side of a link. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchPlanIT {

    private static final int PATIENTS = 3_000;
    private static final int OBSERVATIONS = 12_000;

    /** A page of a thousand rows each of which is looked at, and some for the index. */
    private static final long MOST_BUFFERS = 6_000;

    /** A gate stops after a bounded number of rows, and what most rows pass is read fastest without an index. */
    private static final Pattern GATE = Pattern.compile("CTE g\\d\n +->  Limit .*\n +Buffers.*\n +->  Seq Scan .*");

    private static final Pattern SCANNED = Pattern.compile("Seq Scan on (?!.*never executed).*");
    private static final Pattern BUFFERS = Pattern.compile("Buffers: shared hit=(\\d+)");

    private TestRecord city;

    @BeforeAll
    void fill() {
        city = new TestRecord();
        city.engine().database().transaction(transaction -> {
            ClinicalRecord.RecordSession session = city.record().open(transaction, TestRecord.SYSTEM);
            List<String> patients = new ArrayList<>();
            for (int index = 0; index < PATIENTS; index++) {
                patients.add(session.create(TestRecord.json(
                                ("{'resourceType':'Patient','identifier':[{'system':'urn:h','value':'%d'}],"
                                                + "'name':[{'family':'%s'}],'gender':'%s','birthDate':'19%02d-01-01'}")
                                        .formatted(
                                                index,
                                                index % 100 == 7 ? "欧阳" : "王",
                                                index % 2 == 0 ? "male" : "female",
                                                index % 90)))
                        .id());
            }
            for (int index = 0; index < OBSERVATIONS; index++) {
                session.create(TestRecord.json(
                        ("{'resourceType':'Observation','status':'final','code':{'coding':[{'system':'urn:l','code':'%s'}]},"
                                        + "'subject':{'reference':'Patient/%s'},'effectiveDateTime':'2024-01-01'}")
                                .formatted(index % 1_000 == 3 ? "rare" : "common", patients.get(index % PATIENTS))));
            }
            session.finish();
            return 0;
        });
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

    @ParameterizedTest
    @CsvSource(delimiter = ' ', textBlock = """
            Observation ?patient.identifier=urn:h|77&code=common 4
            Observation ?code=common&patient.identifier=urn:h|77 4
            Observation ?code=common&patient.identifier=urn:h|77&_sort=-date 4
            Observation ?code=rare&patient.gender=male 0
            Observation ?code=rare&patient.gender=female 12
            Observation ?patient.gender=female&code=rare&_sort=-date 12
            Observation ?patient.gender=female 21
            Observation ?patient.gender=female&_sort=-_lastUpdated 21
            Observation ?patient.name=欧阳 21
            Observation ?patient.name=欧阳&_sort=date 21
            Observation ?patient.name=欧阳&code=rare 0
            Patient ?identifier=urn:h|77&_has:Observation:patient:code=common 1
            Patient ?_has:Observation:patient:code=common&identifier=urn:h|77 1
            Patient ?_has:Observation:patient:code=rare 3
            Patient ?_has:Observation:patient:code=rare&gender=female&_sort=birthdate 3
            Patient ?gender=female&_has:Observation:patient:code=common 21
            Patient ?_has:Observation:patient:code=common 21
            Patient ?name=欧阳&_has:Observation:patient:code=common&_sort=family 21
            Patient ?_has:Observation:patient:patient.identifier=urn:h|77 1
            """)
    void readsByIndexesFromWhicheverSideHasLess(String type, String query, int rows) throws SQLException {
        SearchPlan plan = city.engine()
                .parser()
                .parse(
                        type,
                        QueryString.parse(query.substring(1)),
                        true,
                        city.engine().visibility(TestRecord.SYSTEM));
        SqlText sql =
                new SearchSql(city.engine().tables(), city.engine().visibility(TestRecord.SYSTEM)).page(plan, null);
        List<String> lines = city.engine()
                .database()
                .read(connection -> explain(
                        connection,
                        new SqlText().add("EXPLAIN (ANALYZE, BUFFERS) ").add(sql)));
        String text = String.join("\n", lines);
        assertThat(SCANNED.matcher(GATE.matcher(text).replaceAll("")).find())
                .as(text)
                .isFalse();
        Matcher buffers = BUFFERS.matcher(text);
        assertThat(buffers.find()).isTrue();
        assertThat(Long.parseLong(buffers.group(1))).as(text).isLessThan(MOST_BUFFERS);
        assertThat(text).containsPattern("rows=" + rows + "(\\.00)? loops=1");
    }

    /** What PostgreSQL keeps prepared must be right for every value: the text of the statement differs, not the plan. */
    @ParameterizedTest
    @CsvSource(delimiter = ' ', textBlock = """
            ?code=common true
            ?code=common&_sort=date true
            ?status=final true
            ?code=rare false
            ?code=rare&_sort=-date false
            ?code=nobody false
            ?code=rare,nobody false
            ?code=common,nobody true
            ?status=final&code=rare false
            """)
    void walksAlongAnOrderOnlyWhereThatSoonFillsAPage(String query, boolean walks) {
        Visibility visibility = city.engine().visibility(TestRecord.SYSTEM);
        SearchPlan plan = city.engine()
                .parser()
                .parse("Observation", QueryString.parse(query.substring(1) + "&_count=20"), true, visibility);
        TermFrequencies frequencies = new TermFrequencies();
        String sql = city.engine()
                .database()
                .read(connection -> new SearchSql(
                                city.engine().tables(),
                                visibility,
                                (table, conditions, wanted) ->
                                        frequencies.areFew(connection, table, conditions, wanted))
                        .page(plan, null)
                        .text());
        assertThat(sql.contains(query.contains("_sort") ? "t0.r_date_low+" : "t0.id||''"))
                .as(sql)
                .isEqualTo(!walks);
    }

    @Test
    void estimatesLargeTotalsAndOnlyForThoseWhoSeeEverything() {
        String query = "status=final&_count=1&_total=";
        assertThat(city.record()
                        .search(TestRecord.SYSTEM, "Observation", query + "accurate")
                        .total())
                .hasValue(OBSERVATIONS);
        assertThat(city.record()
                        .search(TestRecord.SYSTEM, "Observation", query + "estimate")
                        .total()
                        .orElseThrow())
                .isBetween(OBSERVATIONS * 9L / 10, OBSERVATIONS * 11L / 10);
        String patient = city.record()
                .search(TestRecord.SYSTEM, "Patient", "identifier=urn:h|77")
                .matches()
                .getFirst()
                .id();
        Caller resident = Caller.patient(patient, "phone", "1".repeat(32));
        assertThat(city.record()
                        .search(resident, "Observation", query + "estimate")
                        .total())
                .hasValue(OBSERVATIONS / PATIENTS);
    }

    private static List<String> explain(Connection connection, SqlText sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.bind(statement);
            List<String> lines = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    lines.add(found.getString(1));
                }
            }
            return lines;
        }
    }
}
