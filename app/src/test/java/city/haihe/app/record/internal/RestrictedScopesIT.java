package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.SmartScope;
import city.haihe.app.record.internal.TestServer.Answer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Scopes with search restrictions, by every interaction: what they do not find is as if it were not there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestrictedScopesIT {

    private static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category";
    private static final String LABORATORY = "?category=" + CATEGORY + "|laboratory";
    private static final String READS_LABORATORY = "scopes:system/Observation.rs" + LABORATORY + ",system/Patient.rs";
    private static final String WRITES_LABORATORY =
            "scopes:system/Observation.cruds" + LABORATORY + ",system/Patient.rs?gender=female";

    private TestServer server;
    private String woman;
    private String man;
    private String result;
    private String pulse;

    @BeforeAll
    void start() throws ClassNotFoundException {
        server = new TestServer(new TestRecord());
        woman = patient("female");
        man = patient("male");
        result = observation(woman, "laboratory", "6.1");
        pulse = observation(woman, "vital-signs", "72");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private String patient(String gender) {
        return server.post("/Patient", "{'resourceType':'Patient','gender':'" + gender + "'}")
                .id();
    }

    private String observation(String patient, String category, String value) {
        return server.post("/Observation", body(patient, category, value)).id();
    }

    private static String body(String patient, String category, String value) {
        return ("{'resourceType':'Observation','status':'final','code':{'text':'x'},'category':[{'coding':[{'system':'"
                + CATEGORY + "','code':'" + category + "'}]}],'subject':{'reference':'Patient/" + patient
                + "'},'valueQuantity':{'value':" + value + "}}");
    }

    private static String withId(String id, String body) {
        return body.replace("{'resourceType'", "{'id':'" + id + "','resourceType'");
    }

    private Answer get(String path) {
        return server.send(READS_LABORATORY, "GET", path, "");
    }

    private static List<String> ids(Answer bundle) {
        return bundle.body()
                .objects("entry")
                .flatMap(entry -> Optional.ofNullable(entry.object("resource")).stream())
                .map(resource -> String.valueOf(resource.id()))
                .toList();
    }

    @Test
    void readsWhatTheRestrictionFindsAndNothingElse() {
        assertThat(get("/Observation/" + result).status()).isEqualTo(200);
        assertThat(get("/Observation/" + result + "/_history/1").status()).isEqualTo(200);
        Answer none = get("/Observation/none");
        for (String path : List.of("", "/_history", "/_history/1")) {
            Answer hidden = get("/Observation/" + pulse + path);
            assertThat(hidden.status()).as(path).isEqualTo(404).isEqualTo(none.status());
            assertThat(hidden.text()).contains(ErrorCode.NOT_FOUND.code());
        }
        assertThat(get("/Patient/" + man).status()).isEqualTo(200);
        assertThat(get("/Encounter/none").status()).isEqualTo(403);
    }

    @Test
    void countsAndFindsNothingElse() {
        String laboratoryOfWoman = "/Observation?patient=" + woman;
        Answer all = get(laboratoryOfWoman);
        assertThat(ids(all)).contains(result).doesNotContain(pulse);
        int found = ids(all).size();
        assertThat(get(laboratoryOfWoman + "&_summary=count").body().get("total"))
                .hasToString(Integer.toString(found));
        assertThat(get(laboratoryOfWoman + "&_total=accurate&_count=1").body().get("total"))
                .hasToString(Integer.toString(found));
        assertThat(ids(get("/Observation?_id=" + pulse))).isEmpty();
        assertThat(ids(get("/Observation?category=vital-signs"))).isEmpty();
        assertThat(ids(get("/Observation?value-quantity=72&_id:not=none"))).isEmpty();
        assertThat(ids(get("/Patient?_id=" + woman + "&_revinclude=Observation:subject")))
                .contains(woman, result)
                .doesNotContain(pulse);
        assertThat(ids(get("/Observation/_history"))).contains(result).doesNotContain(pulse);
    }

    @Test
    void looksThroughNothingElse() {
        String token = "scopes:system/Observation.rs,system/Patient.rs?gender=female";
        String ofMan = observation(man, "laboratory", "5");
        Answer chain = server.send(token, "GET", "/Observation?patient.gender=male,female", "");
        assertThat(ids(chain)).contains(result, pulse).doesNotContain(ofMan);
        Answer included = server.send(token, "GET", "/Observation?_id=" + ofMan + "&_include=Observation:subject", "");
        assertThat(ids(included)).containsExactly(ofMan);
    }

    @Test
    void addsUpWhatSeveralScopesAllow() {
        String token = READS_LABORATORY + ",system/Observation.r?category=" + CATEGORY + "|vital-signs";
        assertThat(server.send(token, "GET", "/Observation/" + pulse, "").status())
                .isEqualTo(200);
        assertThat(server.send(token, "GET", "/Observation/" + result, "").status())
                .isEqualTo(200);
        assertThat(ids(server.send(token, "GET", "/Observation", "")))
                .as("the second scope does not search")
                .contains(result)
                .doesNotContain(pulse);
        assertThat(ids(server.send(token, "GET", "/Patient?_id=" + woman + "&_revinclude=Observation:subject", "")))
                .contains(result, pulse);
        assertThat(ids(server.send(READS_LABORATORY + ",system/Observation.s", "GET", "/Observation?_id=" + pulse, "")))
                .containsExactly(pulse);
    }

    @Test
    void asksAllParametersOfOneScope() {
        String token = "scopes:system/Observation.rs" + LABORATORY + "&value-quantity=gt100";
        String high = observation(woman, "laboratory", "120");
        assertThat(ids(server.send(token, "GET", "/Observation", ""))).containsExactly(high);
        assertThat(server.send(token, "GET", "/Observation/" + result, "").status())
                .isEqualTo(404);
        assertThat(server.send(token, "GET", "/Observation/" + high, "").status())
                .isEqualTo(200);
    }

    @Test
    void staysWithinThePatientInContext() {
        String other = observation(man, "laboratory", "4");
        String token = "app:" + woman + ":patient/Observation.rs" + LABORATORY;
        assertThat(ids(server.send(token, "GET", "/Observation", "")))
                .contains(result)
                .doesNotContain(pulse, other);
        assertThat(server.send(token, "GET", "/Observation/" + other, "").status())
                .isEqualTo(404);
        assertThat(server.send(token, "GET", "/Observation/" + pulse, "").status())
                .isEqualTo(404);
    }

    @Test
    void showsTheVersionsThatItFindsOfResourcesThatItFinds() {
        String became = observation(woman, "vital-signs", "1");
        server.put("/Observation/" + became, withId(became, body(woman, "laboratory", "2")));
        server.put("/Observation/" + became, withId(became, body(woman, "laboratory", "3")));
        assertThat(get("/Observation/" + became + "/_history").body().objects("entry"))
                .hasSize(2);
        assertThat(get("/Observation/" + became + "/_history/1").status()).isEqualTo(404);
        assertThat(get("/Observation/" + became + "/_history/2").status()).isEqualTo(200);
        assertThat(get("/Observation/" + became + "/_history?_count=1").body().objects("link"))
                .as("there is another page")
                .anyMatch(link -> "next".equals(link.string("relation")));
        server.put("/Observation/" + became, withId(became, body(woman, "vital-signs", "4")));
        for (String path : List.of("", "/_history", "/_history/2", "/_history/4")) {
            assertThat(get("/Observation/" + became + path).status()).as(path).isEqualTo(404);
        }
        assertThat(ids(get("/Observation/_history"))).doesNotContain(became);
    }

    @Test
    void pagesThroughHiddenVersionsWithoutGaps() {
        String changing = observation(woman, "laboratory", "0");
        for (int value = 1; value < 9; value++) {
            String category = value % 3 == 1 ? "laboratory" : "vital-signs";
            server.put("/Observation/" + changing, withId(changing, body(woman, category, "" + value)));
        }
        server.put("/Observation/" + changing, withId(changing, body(woman, "laboratory", "9")));
        int seen = 0;
        String next = "/Observation/" + changing + "/_history?_count=1";
        while (!next.isEmpty()) {
            Answer page = get(next);
            seen += (int) page.body().objects("entry").count();
            next = page.body()
                    .objects("link")
                    .filter(link -> "next".equals(link.string("relation")))
                    .map(link -> String.valueOf(link.string("url")))
                    .findFirst()
                    .orElse("");
        }
        assertThat(seen).as("versions 1, 2, 5, 8 and 10").isEqualTo(5);
    }

    @Test
    void showsNoDeletion() {
        String gone = observation(woman, "laboratory", "8");
        server.send("system", "DELETE", "/Observation/" + gone, "");
        assertThat(get("/Observation/" + gone).status()).isEqualTo(404);
        assertThat(get("/Observation/" + gone + "/_history").status()).isEqualTo(404);
        assertThat(ids(get("/Observation/_history"))).doesNotContain(gone);
        String token = "scopes:system/Observation.rs?category:not=" + CATEGORY + "|vital-signs";
        assertThat(server.send(token, "GET", "/Observation/" + gone, "").status())
                .as("what a deletion lacks is no match")
                .isEqualTo(404);
    }

    @Test
    void writesWhatTheRestrictionFindsAndNothingElse() {
        Answer created = server.send(WRITES_LABORATORY, "POST", "/Observation", body(woman, "laboratory", "7"));
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        String id = created.id();
        assertThat(server.send(WRITES_LABORATORY, "POST", "/Observation", body(woman, "vital-signs", "7"))
                        .status())
                .isEqualTo(403);
        assertThat(server.send(
                                WRITES_LABORATORY,
                                "PUT",
                                "/Observation/" + id,
                                withId(id, body(woman, "laboratory", "8")))
                        .status())
                .isEqualTo(200);
        assertThat(server.send(
                                WRITES_LABORATORY,
                                "PUT",
                                "/Observation/" + id,
                                withId(id, body(woman, "vital-signs", "9")))
                        .status())
                .isEqualTo(403);
        assertThat(server.get("/Observation/" + id).text()).contains("laboratory");
        assertThat(server.send(
                                WRITES_LABORATORY,
                                "PUT",
                                "/Observation/" + pulse,
                                withId(pulse, body(woman, "laboratory", "9")))
                        .status())
                .isEqualTo(404)
                .isEqualTo(server.send(
                                WRITES_LABORATORY,
                                "PUT",
                                "/Observation/none",
                                withId("none", body(woman, "laboratory", "9")))
                        .status());
        assertThat(server.send(WRITES_LABORATORY, "DELETE", "/Observation/" + pulse, "")
                        .status())
                .isEqualTo(204);
        assertThat(server.get("/Observation/" + pulse).status()).isEqualTo(200);
        assertThat(server.send(WRITES_LABORATORY, "DELETE", "/Observation/" + id, "")
                        .status())
                .isEqualTo(204);
        assertThat(server.get("/Observation/" + id).status()).isEqualTo(410);
    }

    private static String withoutTrace(Answer answer) {
        return answer.text().replaceAll("trace [0-9a-f]+", "");
    }

    @Test
    void refersToNothingThatItDoesNotSee() {
        Answer hidden = server.send(WRITES_LABORATORY, "POST", "/Observation", body(man, "laboratory", "7"));
        Answer missing = server.send(WRITES_LABORATORY, "POST", "/Observation", body("none", "laboratory", "7"));
        assertThat(hidden.status()).isEqualTo(400).isEqualTo(missing.status());
        assertThat(withoutTrace(hidden).replace(man, "none")).isEqualTo(withoutTrace(missing));
    }

    @Test
    void matchesNothingElseInConditionalWrites() {
        String identified = "'identifier':[{'system':'urn:o','value':'%s'}],'status'";
        server.post(
                "/Observation", body(woman, "vital-signs", "1").replace("'status'", identified.formatted("hidden")));
        Answer created = server.send(
                WRITES_LABORATORY,
                "POST",
                "/Observation",
                body(woman, "laboratory", "1").replace("'status'", identified.formatted("hidden")),
                "If-None-Exist",
                "identifier=urn:o|hidden");
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        assertThat(server.send(
                                WRITES_LABORATORY,
                                "POST",
                                "/Observation",
                                body(woman, "laboratory", "1"),
                                "If-None-Exist",
                                "identifier=urn:o|hidden")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void undoesATransactionThatWritesSomethingElse() {
        String entry = "{'request':{'method':'POST','url':'Observation'},'resource':%s}";
        String bundle = "{'resourceType':'Bundle','type':'%s','entry':[%s,%s]}";
        String entries = bundle.formatted(
                "transaction",
                entry.formatted(body(woman, "laboratory", "77")),
                entry.formatted(body(woman, "vital-signs", "78")));
        assertThat(server.send(WRITES_LABORATORY, "POST", "", entries).status()).isEqualTo(403);
        assertThat(ids(server.get("/Observation?value-quantity=77,78"))).isEmpty();
        Answer batch = server.send(WRITES_LABORATORY, "POST", "", entries.replace("'transaction'", "'batch'"));
        assertThat(batch.status()).isEqualTo(200);
        assertThat(ids(server.get("/Observation?value-quantity=77"))).hasSize(1);
        assertThat(ids(server.get("/Observation?value-quantity=78"))).isEmpty();
    }

    @Test
    void readsNothingElseInABundle() {
        for (String type : List.of("transaction", "batch")) {
            Answer answer = server.send(
                    READS_LABORATORY,
                    "POST",
                    "",
                    ("{'resourceType':'Bundle','type':'" + type + "','entry':["
                            + "{'request':{'method':'GET','url':'Observation?patient=" + woman + "'}}]}"));
            assertThat(answer.text()).contains(result).doesNotContain(pulse);
        }
    }

    @Test
    void opensNothingByARestrictionThatIsNotKept() {
        for (String restriction : List.of("patient.gender=male", "_text=x", "nonsense=1", "code:in=urn:v")) {
            String token = "scopes:system/Observation.rs?" + restriction;
            assertThat(server.send(token, "GET", "/Observation", "").status())
                    .as(restriction)
                    .isEqualTo(403);
            assertThat(server.send(token, "GET", "/Observation/" + result, "").status())
                    .as(restriction)
                    .isEqualTo(403);
        }
    }

    @Test
    void saysWhichRestrictionsAreKept() {
        Restrictions restrictions = server.record().engine().restrictions();
        for (String scope : List.of(
                "patient/Observation.rs" + LABORATORY,
                "user/Condition.r?code=http://snomed.info/sct|44054006&clinical-status=active",
                "patient/*.rs?_security=http://terminology.hl7.org/CodeSystem/v3-Confidentiality|N",
                "system/Patient.rs?name:contains=%E6%9D%8E",
                "system/Observation.s?date=ge2020")) {
            assertThat(restrictions.problem(SmartScope.parse(scope).orElseThrow()))
                    .as(scope)
                    .isNull();
        }
        for (String scope : List.of(
                "patient/*.rs?category=laboratory",
                "patient/Observation.rs?patient.name=x",
                "patient/Observation.rs?_has:Provenance:target:agent=x",
                "patient/Observation.rs?_sort=date",
                "patient/Observation.rs?nonsense=1",
                "patient/Observation.rs?date=yesterday",
                "patient/Nonsense.rs?code=x")) {
            assertThat(restrictions.problem(SmartScope.parse(scope).orElseThrow()))
                    .as(scope)
                    .isNotNull();
        }
    }
}
