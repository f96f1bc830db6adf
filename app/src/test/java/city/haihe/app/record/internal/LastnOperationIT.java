package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.record.internal.TestServer.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** {@code Observation/$lastn}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LastnOperationIT {

    private static final String LOINC = "'system':'http://loinc.org','code':";
    private static final String LOCAL = "'system':'urn:local','code':";

    private TestServer server;
    private String patient;
    private String other;

    @BeforeAll
    void start() throws ClassNotFoundException {
        server = new TestServer(new TestRecord());
        patient = patient();
        other = patient();
        // Enough of one code that it fills the first chunks, and rare codes behind them.
        List<String> entries = new ArrayList<>();
        for (int day = 1; day <= 28; day++) {
            for (int hour = 10; hour < 20; hour++) {
                entries.add("{'request':{'method':'POST','url':'Observation'},'resource':"
                        + observation(
                                patient,
                                "{" + LOINC + "'8867-4'}",
                                "2026-02-%02dT%d:00:00Z".formatted(day, hour),
                                "vital-signs")
                        + "}");
            }
        }
        Answer stored = server.post(
                "", "{'resourceType':'Bundle','type':'transaction','entry':[" + String.join(",", entries) + "]}");
        assertThat(stored.status()).as(stored.text()).isEqualTo(200);
        create(observation(patient, "{" + LOINC + "'2345-7'}", "2025-01-01", "laboratory"));
        create(observation(patient, "{" + LOINC + "'2345-7'}", "2025-03-01", "laboratory"));
        create(observation(patient, "{" + LOINC + "'2345-7'},{" + LOCAL + "'glu'}", "2025-02-01", "laboratory"));
        create(observation(patient, "{" + LOCAL + "'glu'}", "2025-02-15", "laboratory"));
        create("{'resourceType':'Observation','status':'final','code':{'text':'mood'},'subject':{'reference':'Patient/"
                + patient + "'}}");
        create(observation(other, "{" + LOINC + "'2345-7'}", "2026-03-01", "laboratory"));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private String patient() {
        return server.post("/Patient", "{'resourceType':'Patient','active':true}")
                .id();
    }

    private static String observation(String patient, String coding, String date, String category) {
        return "{'resourceType':'Observation','status':'final','code':{'coding':[" + coding + "]},'effectiveDateTime':'"
                + date + "','subject':{'reference':'Patient/" + patient + "'},'category':[{'coding':[{'code':'"
                + category + "'}]}]}";
    }

    private void create(String observation) {
        assertThat(server.post("/Observation", observation).status()).isEqualTo(201);
    }

    private List<String> dates(String token, String query) {
        Answer answer = server.send(token, "GET", "/Observation/$lastn?" + query, "");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.body()
                .objects("entry")
                .map(entry -> Objects.requireNonNull(entry.object("resource")))
                .map(resource -> String.valueOf(resource.string("effectiveDateTime")))
                .toList();
    }

    @Test
    void answersTheNewestOfEachCode() {
        assertThat(dates("system", "patient=" + patient)).containsExactly("2026-02-28T19:00:00Z", "2025-03-01", "null");
        assertThat(dates("system", "subject=Patient/" + patient + "&category=laboratory&max=3"))
                .containsExactly("2025-03-01", "2025-02-15", "2025-02-01");
        assertThat(dates("system", "patient=" + patient + "&code=http://loinc.org%7C8867-4&max=2"))
                .containsExactly("2026-02-28T19:00:00Z", "2026-02-28T18:00:00Z");
        assertThat(dates("system", "patient=" + patient + "&max=100")).hasSize(105);
        assertThat(dates("system", "patient=none")).isEmpty();
    }

    @Test
    void takesParametersInTheBody() {
        Answer answer = server.post(
                "/Observation/$lastn",
                "{'resourceType':'Parameters','parameter':[{'name':'patient','valueString':'" + patient
                        + "'},{'name':'max','valuePositiveInt':2},{'name':'code','valueString':'2345-7'}]}");
        assertThat(answer.body().get("total")).hasToString("2");
        assertThat(answer.text()).contains("$lastn?patient=" + patient);
    }

    @Test
    void refusesWhatItCannotMean() {
        for (String query :
                List.of("", "patient=1&max=0", "patient=1&max=x", "patient=1&_sort=date", "patient=1&x=1")) {
            assertThat(server.get("/Observation/$lastn?" + query).status())
                    .as(query)
                    .isEqualTo(400);
        }
        assertThat(server.get("/Condition/$lastn?patient=1").status()).isEqualTo(404);
    }

    @Test
    void countsNothingThatIsOutOfSight() {
        assertThat(dates("patient:" + other, "")).containsExactly("2026-03-01");
        assertThat(dates("patient:" + other, "patient=" + patient)).isEmpty();
        assertThat(dates("scopes:user/Observation.rs?category=laboratory", "patient=" + patient))
                .containsExactly("2025-03-01");
        assertThat(server.send("scopes:user/Patient.rs", "GET", "/Observation/$lastn?patient=" + patient, "")
                        .status())
                .isEqualTo(403);
    }
}
