package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.record.internal.TestServer.Answer;
import city.haihe.fhir.FhirObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What searches answer around and instead of their matches, and what they are made on (FHIR R4 3.1.1.1, 3.1.1.5). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchResultsIT {

    private TestServer server;
    private String hospital;
    private String doctor;
    private String wang;
    private String li;
    private String encounter;
    private String whole;
    private String part;
    private String crumb;
    private String list;

    @BeforeAll
    void start() throws ClassNotFoundException {
        server = new TestServer(new TestRecord());
        String above = create("{'resourceType':'Organization','name':'卫健委'}");
        hospital =
                create("{'resourceType':'Organization','name':'医院','partOf':{'reference':'Organization/%s'}}", above);
        doctor = create("{'resourceType':'Practitioner','name':[{'family':'赵'}]}");
        wang = create(
                "{'resourceType':'Patient','text':{'status':'generated','div':'<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">x</div>'},"
                        + "'meta':{'tag':[{'system':'urn:t','code':'t'}]},'name':[{'family':'王'}],'photo':[{'title':'p'}],"
                        + "'contact':[{'gender':'male'}],'birthDate':'1980-01-01','_birthDate':{'extension':[{'url':'urn:e','valueString':'v'}]},"
                        + "'managingOrganization':{'reference':'Organization/%s'},"
                        + "'communication':[{'language':{'text':'zh'},'preferred':true}]}",
                hospital);
        li = create("{'resourceType':'Patient','name':[{'family':'李'}],'birthDate':'1990-01-01'}");
        encounter = create(
                "{'resourceType':'Encounter','status':'finished','class':{'code':'AMB'},'subject':{'reference':'Patient/%s'},"
                        + "'participant':[{'individual':{'reference':'Practitioner/%s'}}],'period':{'start':'2024-01-01'}}",
                wang, doctor);
        crumb = observation("crumb", "'encounter':{'reference':'Encounter/%s'}".formatted(encounter));
        part = observation("part", "'hasMember':[{'reference':'Observation/%s'}]".formatted(crumb));
        whole = observation("whole", "'hasMember':[{'reference':'Observation/%s'}]".formatted(part));
        list = create(
                "{'resourceType':'List','status':'current','mode':'working','entry':[{'item':{'reference':'Patient/%s'}},"
                        + "{'item':{'reference':'Observation/%s'}}]}",
                li, part);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private String create(String json, String... ids) {
        String body = json.formatted((Object[]) ids);
        String type = body.substring(body.indexOf(":'") + 2, body.indexOf("',"));
        Answer answer = server.post("/" + type, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.id();
    }

    private String observation(String code, String more) {
        return create(
                "{'resourceType':'Observation','status':'final','code':{'coding':[{'code':'%s'}]},"
                        + "'subject':{'reference':'Patient/%s'},'effectiveDateTime':'2024-01-0%s',%s}",
                code, wang, String.valueOf(code.length() % 9), more);
    }

    /** The ids of a Bundle's entries under a mode. */
    private static List<String> ids(Answer answer, String mode) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.body()
                .objects("entry")
                .filter(entry -> mode.equals(
                        Objects.requireNonNull(entry.object("search")).string("mode")))
                .map(entry -> String.valueOf(
                        Objects.requireNonNull(entry.object("resource")).id()))
                .toList();
    }

    private static String link(Answer answer, String relation) {
        return answer.body()
                .objects("link")
                .filter(link -> relation.equals(link.string("relation")))
                .map(link -> String.valueOf(link.string("url")))
                .findFirst()
                .orElse("");
    }

    private FhirObject only(String path) {
        Answer answer = server.get(path);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return Objects.requireNonNull(
                answer.body().objects("entry").findFirst().orElseThrow().object("resource"));
    }

    @Test
    void includesOnceOrAgainAndAgain() {
        String from = "/Observation?code=whole&_include=Observation:has-member";
        assertThat(ids(server.get(from), "include")).containsExactly(part);
        String iterated = "/Observation?code=whole&_include:iterate=Observation:has-member";
        Answer deep = server.get(iterated);
        assertThat(ids(deep, "match")).containsExactly(whole);
        assertThat(ids(deep, "include")).containsExactlyInAnyOrder(part, crumb);
        assertThat(deep.body().get("total")).hasToString("1");
        assertThat(link(deep, "self")).endsWith(iterated);
        assertThat(ids(
                        server.get(
                                "/Observation?code=part&_include=Observation:subject&_include:iterate=Patient:organization"
                                        + "&_include:iterate=Organization:partof"),
                        "include"))
                .hasSize(3)
                .contains(wang, hospital);
        assertThat(ids(server.get("/Observation?code=crumb&_revinclude:iterate=Observation:has-member"), "include"))
                .containsExactlyInAnyOrder(part, whole);
    }

    @Test
    void includesEverythingUnderAStar() {
        assertThat(ids(server.get("/Observation?code=part&_include=*"), "include"))
                .containsExactlyInAnyOrder(wang, crumb);
        assertThat(ids(server.get("/Observation?code=part&_include=Observation:*"), "include"))
                .containsExactlyInAnyOrder(wang, crumb);
        assertThat(ids(server.get("/Observation?code=part&_revinclude=*"), "include"))
                .containsExactlyInAnyOrder(whole, list);
        assertThat(ids(server.get("/Patient?_id=" + wang + "&_revinclude=Observation:*"), "include"))
                .containsExactlyInAnyOrder(whole, part, crumb);
        assertThat(ids(server.get("/Encounter?_include=Encounter:subject:Group"), "include"))
                .isEmpty();
    }

    @Test
    void saysWhereIncludesWereCutOff() {
        String chief = create("{'resourceType':'Practitioner','active':true}");
        StringBuilder bundle = new StringBuilder("{'resourceType':'Bundle','type':'transaction','entry':[");
        for (int index = 0; index <= IncludeRun.MAX_INCLUDED; index++) {
            bundle.append(index == 0 ? "" : ",")
                    .append(
                            "{'resource':{'resourceType':'Basic','code':{'text':'x'},'author':{'reference':'Practitioner/")
                    .append(chief)
                    .append("'}},'request':{'method':'POST','url':'Basic'}}");
        }
        assertThat(server.post("", bundle.append("]}").toString()).status()).isEqualTo(200);
        Answer answer = server.get("/Practitioner?_id=" + chief + "&_revinclude=Basic:author");
        assertThat(ids(answer, "include")).hasSize(IncludeRun.MAX_INCLUDED);
        assertThat(answer.text()).contains("\"code\":\"incomplete\"");
    }

    @Test
    void tellsTheTotalAsItIsAskedFor() {
        assertThat(server.get("/Observation?_count=1").body().get("total")).isNull();
        assertThat(server.get("/Observation").body().get("total")).hasToString("3");
        assertThat(server.get("/Observation?_total=none").body().get("total")).isNull();
        assertThat(server.get("/Observation?_count=1&_total=accurate").body().get("total"))
                .hasToString("3");
        assertThat(server.get("/Observation?_count=1&_total=estimate").body().get("total"))
                .hasToString("3");
        assertThat(server.get("/Observation?_total=perhaps").status()).isEqualTo(400);
        Answer counted = server.get("/Observation?_summary=count");
        assertThat(counted.body().get("total")).hasToString("3");
        assertThat(counted.body().get("entry")).isNull();
    }

    @Test
    void summarises() {
        FhirObject summary = only("/Patient?_id=" + wang + "&_summary=true");
        assertThat(summary.get("name")).isNotNull();
        assertThat(summary.get("_birthDate")).isNotNull();
        assertThat(summary.get("managingOrganization")).isNotNull();
        for (String absent : List.of("text", "photo", "contact", "communication")) {
            assertThat(summary.get(absent)).as(absent).isNull();
        }
        assertThat(summary.toString()).contains("\"code\":\"t\"").contains("SUBSETTED");
        FhirObject text = only("/Encounter?_id=" + encounter + "&_summary=text");
        assertThat(text.get("status")).isNotNull();
        assertThat(text.get("class")).isNotNull();
        assertThat(text.get("period")).isNull();
        FhirObject data = only("/Patient?_id=" + wang + "&_summary=data");
        assertThat(data.get("text")).isNull();
        assertThat(data.get("photo")).isNotNull();
        assertThat(data.toString()).contains("SUBSETTED");
        assertThat(only("/Patient?_id=" + wang + "&_summary=false").toString()).doesNotContain("SUBSETTED");
        assertThat(server.get("/Patient?_summary=some").status()).isEqualTo(400);
        assertThat(server.get("/Encounter?_summary=text&_include=Encounter:subject")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void cutsDownToElementsAndKeepsWhatMustBeThere() {
        FhirObject cut = only("/Observation?_id=" + part + "&_elements=effective,subject");
        assertThat(cut.get("effectiveDateTime")).isNotNull();
        assertThat(cut.get("subject")).isNotNull();
        assertThat(cut.get("status")).isNotNull();
        assertThat(cut.get("code")).isNotNull();
        assertThat(cut.get("hasMember")).isNull();
        assertThat(cut.toString()).contains("SUBSETTED");
        Answer both = server.get("/Observation?_id=" + part
                + "&_elements=status,Patient.birthDate&_include=Observation:subject&_include=Observation:has-member");
        assertThat(both.text()).contains("1980-01-01").doesNotContain("王").contains("\"code\":\"crumb\"");
        assertThat(server.get("/Observation?_elements=colour").status()).isEqualTo(400);
        assertThat(server.get("/Observation?_elements=status&_summary=true").status())
                .isEqualTo(400);
    }

    @Test
    void readsWhatIsAskedFor() {
        String address = "/Patient/" + wang;
        assertThat(server.get(address + "?_summary=true").text())
                .contains("SUBSETTED", "birthDate")
                .doesNotContain("photo");
        assertThat(server.get(address + "/_history/1?_elements=birthDate").text())
                .contains("SUBSETTED", "birthDate")
                .doesNotContain("王");
        assertThat(server.get(address + "?_format=json").text()).doesNotContain("SUBSETTED");
        assertThat(server.get(address + "?_summary=count").status()).isEqualTo(400);
    }

    @Test
    void sortsByKeysInTurnWithThoseWithoutAValueFirstOrLast() {
        String born =
                create("{'resourceType':'Patient','name':[{'family':'李'}],'birthDate':'1970-01-01','gender':'other'}");
        String unborn = create("{'resourceType':'Patient','name':[{'family':'李'}],'gender':'other'}");
        String nameless = create("{'resourceType':'Patient','birthDate':'1975-01-01','gender':'other'}");
        assertThat(ids(server.get("/Patient?gender=other&_sort=family,birthdate"), "match"))
                .containsExactly(nameless, unborn, born);
        assertThat(ids(server.get("/Patient?gender=other&_sort=-family,-birthdate"), "match"))
                .containsExactly(born, unborn, nameless);
        assertThat(ids(server.get("/Patient?gender=other&_sort=-birthdate,family"), "match"))
                .containsExactly(nameless, born, unborn);
        for (String id : List.of(born, unborn, nameless)) {
            server.send("system", "DELETE", "/Patient/" + id, "");
        }
        assertThat(server.get("/Patient?_sort=gender").status()).isEqualTo(400);
        assertThat(server.get("/Patient?_sort=organization").status()).isEqualTo(400);
    }

    @Test
    void searchesNothingThatIsContained() {
        assertThat(ids(server.get("/Observation?_contained=false&code=part"), "match"))
                .containsExactly(part);
        assertThat(server.get("/Observation?_contained=true").status()).isEqualTo(400);
        assertThat(server.get("/Observation?_containedType=contained").status()).isEqualTo(400);
    }

    @Test
    void searchesSeveralTypesInOneOrder() {
        Answer all = server.get("/?_type=Patient,Observation&_lastUpdated=gt2020");
        assertThat(ids(all, "match")).hasSize(5).contains(wang, li, whole, part, crumb);
        assertThat(link(all, "self")).isEqualTo(TestRecord.BASE + "?_type=Patient,Observation&_lastUpdated=gt2020");
        assertThat(server.get("/?_type=Patient,Observation&_summary=count")
                        .body()
                        .get("total"))
                .hasToString("5");
        for (String sort : List.of("", "&_sort=-_lastUpdated", "&_sort=_lastUpdated", "&_sort=_id")) {
            List<String> seen = new ArrayList<>();
            Answer page = server.get("/?_type=Patient,Observation,Encounter&_count=2" + sort);
            while (true) {
                seen.addAll(ids(page, "match"));
                String next = link(page, "next");
                if (next.isEmpty()) {
                    break;
                }
                page = server.get(next.substring(TestRecord.BASE.length()));
            }
            assertThat(seen).as(sort).hasSize(6).doesNotHaveDuplicates();
        }
        assertThat(ids(server.get("/?_type=Observation,Encounter&patient=" + wang), "match"))
                .hasSize(4);
        assertThat(ids(
                        server.send(
                                "system",
                                "POST",
                                "/_search",
                                "_type=Encounter&status=finished",
                                "Content-Type",
                                "application/x-www-form-urlencoded"),
                        "match"))
                .containsExactly(encounter);
        assertThat(server.get("/?_type=Nothing").status()).isEqualTo(400);
        assertThat(server.get("/?_type=Patient,Encounter&family=x", "Prefer", "handling=strict")
                        .status())
                .isEqualTo(400);
        assertThat(ids(server.get("/?_id=" + li), "match")).containsExactly(li);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', textBlock = """
            /Patient/{wang}/Observation 3
            /Patient/{wang}/Observation?code=part 1
            /Patient/{wang}/* 5
            /Patient/{wang}/*?_type=Observation,Patient 4
            /Patient/{wang}/Patient 1
            /Patient/{li}/Observation 0
            /Encounter/{encounter}/Observation 1
            /Encounter/{encounter}/* 2
            /Practitioner/{doctor}/Encounter 1
            """)
    void searchesCompartments(String path, int expected) {
        Answer answer = server.get(fill(path));
        assertThat(ids(answer, "match")).hasSize(expected);
        assertThat(link(answer, "self")).isEqualTo(TestRecord.BASE + fill(path));
    }

    private String fill(String path) {
        return path.replace("{wang}", wang)
                .replace("{li}", li)
                .replace("{encounter}", encounter)
                .replace("{doctor}", doctor);
    }

    @Test
    void keepsCompartmentsOfOthersShut() {
        String token = "patient:" + li;
        assertThat(ids(server.send(token, "GET", "/Patient/" + li + "/*", ""), "match"))
                .contains(li)
                .doesNotContain(wang);
        assertThat(server.send(token, "GET", "/Patient/" + wang + "/Observation", "")
                        .status())
                .isEqualTo(404);
        assertThat(server.send(token, "GET", "/Patient/none/Observation", "").status())
                .isEqualTo(404);
        assertThat(server.get("/Patient/" + wang + "/Medication").status()).isEqualTo(404);
        assertThat(ids(server.send(token, "GET", "/?_type=Patient,Observation", ""), "match"))
                .containsExactly(li);
        assertThat(server.send("scopes:system/Patient.rs", "GET", "/?_type=Patient,Observation", "")
                        .status())
                .isEqualTo(403);
        assertThat(ids(server.send("scopes:system/Patient.rs", "GET", "/", ""), "match"))
                .containsExactlyInAnyOrder(wang, li);
        assertThat(server.send("scopes:system/Observation.rs", "GET", "/Patient/" + wang + "/Observation", "")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void findsWhatAListNames() {
        assertThat(ids(server.get("/Patient?_list=" + list), "match")).containsExactly(li);
        assertThat(ids(server.get("/Observation?_list=" + list + "&patient=" + wang), "match"))
                .containsExactly(part);
        assertThat(server.get("/Patient?_list=$current-problems").status()).isEqualTo(400);
        assertThat(ids(server.send("patient:" + li, "GET", "/Patient?_list=" + list, ""), "match"))
                .isEmpty();
    }

    @Test
    void saysExactlyWhatWasUsed() {
        Answer answer = server.get("/Patient?_count=5&colour=red&_count=5000&family=%E6%9D%8E&name=");
        assertThat(link(answer, "self")).isEqualTo(TestRecord.BASE + "/Patient?_count=1000&family=%E6%9D%8E");
        assertThat(answer.text()).contains("colour: not supported").contains("name: not supported");
    }
}
