package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.record.internal.TestServer.Answer;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Terminology operations on what comes with FHIR and on what is stored. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TerminologyIT {

    private static final String ENCOUNTER_CLASS = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

    private TestServer server;

    @BeforeAll
    void start() throws ClassNotFoundException {
        server = new TestServer(new TestRecord());
        codeSystem("urn:wards", "9", "'concept':[{'code':'old','display':'Old'}]");
        codeSystem(
                "urn:wards",
                "10",
                "'concept':[{'code':'ward','display':'病区','concept':[{'code':'icu','display':'重症监护病房',"
                        + "'designation':[{'language':'en','value':'Intensive care'}]},"
                        + "{'code':'gone','display':'旧病房','property':[{'code':'inactive','valueBoolean':true}]}]}]");
        valueSet(
                "urn:care",
                "'include':[{'system':'urn:wards','filter':[{'property':'concept','op':'is-a','value':'ward'}]}]");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private String codeSystem(String url, String version, String concepts) {
        return create(
                "/CodeSystem",
                "{'resourceType':'CodeSystem','url':'%s','version':'%s','status':'active','content':'complete',%s}"
                        .formatted(url, version, concepts));
    }

    private String valueSet(String url, String compose) {
        return create(
                "/ValueSet",
                "{'resourceType':'ValueSet','url':'%s','status':'active','compose':{%s}}".formatted(url, compose));
    }

    private String create(String path, String body) {
        Answer created = server.post(path, body);
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        return created.id();
    }

    static String value(FhirObject parameters, String name) {
        return parameters
                .objects("parameter")
                .filter(part -> name.equals(part.string("name")))
                .map(part -> FhirJson.write(part.valueAt(1)).replace("\"", ""))
                .findFirst()
                .orElse("");
    }

    static List<String> codes(FhirObject parent) {
        List<String> codes = new ArrayList<>();
        FhirObject holder = parent.object("expansion") == null ? parent : parent.object("expansion");
        java.util.Objects.requireNonNull(holder).objects("contains").forEach(each -> {
            codes.add(String.valueOf(each.string("code")));
            codes.addAll(codes(each));
        });
        return codes;
    }

    @Test
    void looksUpWhatComesWithFhir() {
        FhirObject found = server.get("/CodeSystem/$lookup?system=" + ENCOUNTER_CLASS + "&code=AMB")
                .body();
        assertThat(value(found, "name")).isEqualTo("v3.ActCode");
        assertThat(value(found, "display")).isEqualTo("ambulatory");
        assertThat(found.toString()).contains("_ActEncounterCode");
        Answer unknown = server.get("/CodeSystem/$lookup?system=" + ENCOUNTER_CLASS + "&code=none");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text()).contains("HH-1025").contains("not-found");
        assertThat(server.get("/CodeSystem/$lookup?system=urn:none&code=x").status())
                .isEqualTo(404);
        assertThat(server.get("/CodeSystem/$lookup?system=urn:wards").status()).isEqualTo(400);
        assertThat(server.get("/CodeSystem/$lookup?system=urn:wards&code=icu&wrong=1")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void looksUpWhatIsStoredInTheLatestVersion() {
        FhirObject found = server.get("/CodeSystem/$lookup?system=urn:wards&code=icu&displayLanguage=en")
                .body();
        assertThat(value(found, "version")).isEqualTo("10");
        assertThat(value(found, "display")).isEqualTo("Intensive care");
        assertThat(server.get("/CodeSystem/$lookup?system=urn:wards&code=old").status())
                .isEqualTo(404);
        assertThat(server.get("/CodeSystem/$lookup?system=urn:wards&version=9&code=old")
                        .status())
                .isEqualTo(200);
        FhirObject posted = server.post(
                        "/CodeSystem/$lookup",
                        "{'resourceType':'Parameters','parameter':[{'name':'coding','valueCoding':"
                                + "{'system':'urn:wards','code':'icu'}},{'name':'property','valueCode':'parent'}]}")
                .body();
        assertThat(posted.toString()).contains("\"valueCode\":\"ward\"").doesNotContain("designation");
    }

    @Test
    void letsAStoredDefinitionStandBeforeThatOfFhir() {
        String url = "http://hl7.org/fhir/ValueSet/address-use";
        assertThat(codes(server.get("/ValueSet/$expand?url=" + url).body())).contains("home", "work");
        String id =
                valueSet(url, "'include':[{'system':'http://hl7.org/fhir/address-use','concept':[{'code':'temp'}]}]");
        assertThat(codes(server.get("/ValueSet/$expand?url=" + url).body())).containsExactly("temp");
        assertThat(codes(server.get("/ValueSet/" + id + "/$expand").body())).containsExactly("temp");
        server.send("system", "DELETE", "/ValueSet/" + id, "");
        assertThat(codes(server.get("/ValueSet/$expand?url=" + url).body())).contains("home", "work");
    }

    @Test
    void validatesCodes() {
        String path = "/CodeSystem/$validate-code?url=urn:wards&code=";
        assertThat(value(server.get(path + "icu").body(), "result")).isEqualTo("true");
        FhirObject wrongDisplay = server.get(path + "icu&display=Kitchen").body();
        assertThat(value(wrongDisplay, "result")).isEqualTo("false");
        assertThat(value(wrongDisplay, "display")).isEqualTo("重症监护病房");
        assertThat(value(server.get(path + "icu&display=intensive%20care").body(), "result"))
                .isEqualTo("true");
        assertThat(value(server.get(path + "none").body(), "message")).contains("none");
        String set = "/ValueSet/$validate-code?url=http://hl7.org/fhir/ValueSet/administrative-gender&code=";
        String system = "&system=http://hl7.org/fhir/administrative-gender";
        assertThat(value(server.get(set + "male" + system).body(), "result")).isEqualTo("true");
        assertThat(value(server.get(set + "men" + system).body(), "result")).isEqualTo("false");
        assertThat(value(server.get(set + "male&system=urn:other").body(), "result"))
                .isEqualTo("false");
        FhirObject concept = server.post(
                        "/ValueSet/$validate-code",
                        "{'resourceType':'Parameters','parameter':[{'name':'url','valueUri':'urn:care'},{'name':'codeableConcept',"
                                + "'valueCodeableConcept':{'coding':[{'system':'urn:x','code':'y'},{'system':'urn:wards','code':'icu'}]}}]}")
                .body();
        assertThat(value(concept, "result")).isEqualTo("true");
    }

    @Test
    void tellsWhatSubsumesWhat() {
        String path = "/CodeSystem/$subsumes?system=urn:wards&codeA=%s&codeB=%s";
        assertThat(value(server.get(path.formatted("ward", "icu")).body(), "outcome"))
                .isEqualTo("subsumes");
        assertThat(value(server.get(path.formatted("icu", "ward")).body(), "outcome"))
                .isEqualTo("subsumed-by");
        assertThat(value(server.get(path.formatted("icu", "icu")).body(), "outcome"))
                .isEqualTo("equivalent");
        assertThat(value(server.get(path.formatted("icu", "gone")).body(), "outcome"))
                .isEqualTo("not-subsumed");
        assertThat(server.get(path.formatted("icu", "none")).status()).isEqualTo(404);
    }

    @Test
    void expandsAsTreeAsPageAndByWords() {
        FhirObject tree = server.get("/ValueSet/$expand?url=urn:care&includeDesignations=true")
                .body();
        FhirObject expansion = java.util.Objects.requireNonNull(tree.object("expansion"));
        assertThat(expansion.objects("contains").toList()).hasSize(1);
        assertThat(tree.toString()).contains("Intensive care").contains("\"inactive\":true");
        assertThat(codes(tree)).containsExactly("ward", "icu", "gone");
        FhirObject page =
                server.get("/ValueSet/$expand?url=urn:care&offset=1&count=1").body();
        assertThat(codes(page)).containsExactly("icu");
        assertThat(page.toString()).contains("\"total\":3").contains("\"offset\":1");
        assertThat(codes(server.get("/ValueSet/$expand?url=urn:care&activeOnly=true")
                        .body()))
                .containsExactly("ward", "icu");
        assertThat(codes(server.get("/ValueSet/$expand?url=urn:care&filter=%E7%9B%91%E6%8A%A4")
                        .body()))
                .containsExactly("icu");
        assertThat(codes(server.get("/ValueSet/$expand?url=urn:wards?fhir_vs=isa/ward&count=9")
                        .body()))
                .containsExactly("ward", "icu", "gone");
        FhirObject count = server.get("/ValueSet/$expand?url=urn:care&count=0").body();
        assertThat(count.toString()).contains("\"total\":3").doesNotContain("\"contains\"");
        assertThat(server.get("/ValueSet/$expand?url=urn:none").status()).isEqualTo(404);
        Answer missing = server.get("/ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/languages&count=-1");
        assertThat(missing.status()).isEqualTo(400);
    }

    @Test
    void expandsWhatIsGivenWithTheRequest() {
        FhirObject expanded = server.post(
                        "/ValueSet/$expand",
                        "{'resourceType':'Parameters','parameter':[{'name':'valueSet','resource':{'resourceType':'ValueSet',"
                                + "'status':'active','compose':{'include':[{'valueSet':['urn:care']}],"
                                + "'exclude':[{'system':'urn:wards','concept':[{'code':'ward'}]}]}}},"
                                + "{'name':'excludeNested','valueBoolean':true}]}")
                .body();
        assertThat(codes(expanded)).containsExactly("icu", "gone");
    }

    @Test
    void translates() {
        server.post(
                "/ConceptMap",
                "{'resourceType':'ConceptMap','url':'urn:map','status':'active','group':[{'source':'urn:local','target':'urn:wards',"
                        + "'element':[{'code':'7','target':[{'code':'icu','equivalence':'equal'}]}]}]}");
        String path = "/ConceptMap/$translate?code=7&system=urn:local";
        for (String more : List.of("", "&url=urn:map", "&targetsystem=urn:wards")) {
            FhirObject found = server.get(path + more).body();
            assertThat(value(found, "result")).as(more).isEqualTo("true");
            assertThat(found.toString()).contains("\"code\":\"icu\"").contains("equal");
        }
        assertThat(value(server.get(path + "&targetsystem=urn:none").body(), "result"))
                .isEqualTo("false");
        FhirObject back = server.get("/ConceptMap/$translate?code=icu&system=urn:wards&reverse=true")
                .body();
        assertThat(back.toString()).contains("\"code\":\"7\"");
        assertThat(server.get(path + "&url=urn:none").status()).isEqualTo(404);
    }

    @Test
    void needsAScopeThatReadsTheType() {
        String path = "/CodeSystem/$lookup?system=urn:wards&code=icu";
        assertThat(server.send("scopes:system/Observation.rs", "GET", path, "").status())
                .isEqualTo(403);
        assertThat(server.send("scopes:system/CodeSystem.r", "GET", path, "").status())
                .isEqualTo(200);
        assertThat(server.send("scopes:system/CodeSystem.s", "GET", path, "").status())
                .isEqualTo(200);
        assertThat(server.send("scopes:system/CodeSystem.s", "GET", "/ValueSet/$expand?url=urn:care", "")
                        .status())
                .isEqualTo(403);
        String care = "/ValueSet/$expand?url=urn:care";
        assertThat(server.send("scopes:system/ValueSet.rs", "GET", care, "").text())
                .as("a stored code system that no scope reads")
                .contains("HH-1025");
        assertThat(server.send("scopes:system/ValueSet.rs,system/CodeSystem.r", "GET", care, "")
                        .status())
                .isEqualTo(200);
        Answer hidden = server.send("scopes:system/CodeSystem.rs?version=9", "GET", path, "");
        assertThat(hidden.status())
                .as("a code of a version that the restriction hides")
                .isEqualTo(404);
    }

    @Test
    void findsResourcesByWhatCodesMean() {
        String patient = server.post("/Patient", "{'resourceType':'Patient'}").id();
        String body = "{'resourceType':'Observation','status':'final','subject':{'reference':'Patient/" + patient
                + "'},'code':{'coding':[{'system':'urn:wards','code':'%s'}]}}";
        String icu = server.post("/Observation", body.formatted("icu")).id();
        String other = server.post("/Observation", body.formatted("old")).id();
        String search = "/Observation?patient=" + patient + "&code";
        assertThat(server.get(search + ":in=urn:care").text()).contains(icu).doesNotContain(other);
        assertThat(server.get(search + ":not-in=urn:care").text())
                .contains(other)
                .doesNotContain(icu);
        assertThat(server.get(search + ":below=urn:wards%7Cward").text())
                .contains(icu)
                .doesNotContain(other);
        assertThat(server.get(search + ":above=urn:wards%7Cicu").text())
                .contains(icu)
                .doesNotContain(other);
        Answer unknown = server.get(search + ":in=urn:none");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.text()).contains("urn:none");
    }

    @Test
    void saysWhatItCanDo() {
        FhirObject statement = server.get("/metadata?mode=terminology").body();
        assertThat(statement.resourceType()).isEqualTo("TerminologyCapabilities");
        String rest = server.get("/metadata").text();
        for (String name : List.of("lookup", "validate-code", "subsumes", "expand", "translate", "upload")) {
            assertThat(rest).contains("\"name\":\"" + name + "\"");
        }
    }
}
