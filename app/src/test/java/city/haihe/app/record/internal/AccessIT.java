package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.record.internal.TestServer.Answer;
import city.haihe.fhir.FhirObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** One resident's token against another's data, by every route: nothing leaks, not even existence. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessIT {

    /** Stands in every resource of the other resident. */
    private static final String SECRET = "秘密-7f3a";

    private TestServer server;
    private String own;
    private String other;
    private String ownObservation;
    private String otherObservation;
    private String moved;
    private String doctor;
    private String token;

    @BeforeAll
    void start() throws ClassNotFoundException {
        server = new TestServer(new TestRecord());
        doctor = server.post("/Practitioner", "{'resourceType':'Practitioner','name':[{'family':'赵'}]}")
                .id();
        own = patient("王");
        other = patient(SECRET);
        token = "patient:" + own;
        ownObservation = observation(own, "own");
        otherObservation = observation(other, SECRET);
        moved = observation(other, SECRET);
        server.put(
                "/Observation/" + moved,
                observationBody(own, "moved").replace("{'resourceType'", "{'id':'" + moved + "','resourceType'"));
        server.post(
                "/Provenance",
                ("{'resourceType':'Provenance','target':[{'reference':'Observation/%s'}],"
                                + "'recorded':'2026-01-01T00:00:00Z','agent':[{'who':{'display':'%s'}}]}")
                        .formatted(otherObservation, SECRET));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private String patient(String family) {
        return server.post(
                        "/Patient",
                        "{'resourceType':'Patient','name':[{'family':'" + family
                                + "'}],'identifier':[{'system':'urn:n','value':'" + family
                                + "'}],'generalPractitioner':[{'reference':'Practitioner/" + doctor + "'}]}")
                .id();
    }

    private String observation(String patient, String text) {
        return server.post("/Observation", observationBody(patient, text)).id();
    }

    private String observationBody(String patient, String text) {
        return ("{'resourceType':'Observation','status':'final','code':{'text':'x','coding':[{'system':'urn:c','code':'c'}]},"
                        + "'subject':{'reference':'Patient/%s'},'performer':[{'reference':'Practitioner/%s'}],"
                        + "'effectiveDateTime':'2026-01-01','valueString':'%s'}")
                .formatted(patient, doctor, text);
    }

    private Answer get(String path) {
        return server.send(token, "GET", path, "");
    }

    @Test
    void seesTheOwnCompartmentAndTheDirectory() {
        assertThat(get("/Patient/" + own).status()).isEqualTo(200);
        assertThat(get("/Observation/" + ownObservation).status()).isEqualTo(200);
        assertThat(get("/Practitioner/" + doctor).status()).isEqualTo(200);
        assertThat(get("/Patient").body().get("total")).hasToString("1");
        FhirObject found = get("/Observation?_sort=-date&_include=Observation:performer&_include=Observation:subject")
                .body();
        assertThat(found.objects("entry")
                        .flatMap(entry -> Optional.ofNullable(entry.object("resource")).stream())
                        .map(FhirObject::id))
                .contains(ownObservation, moved, doctor, own)
                .doesNotContain(otherObservation, other);
    }

    @TestFactory
    List<DynamicTest> answersAnotherResidentsInstanceAsIfItWereNotThere() {
        String none = get("/Observation/none").text();
        return List.of(
                        "/Patient/" + other,
                        "/Patient/" + other + "/_history",
                        "/Patient/" + other + "/_history/1",
                        "/Observation/" + otherObservation,
                        "/Observation/" + otherObservation + "/_history",
                        "/Observation/" + otherObservation + "/_history/1",
                        "/Observation/" + moved + "/_history/1")
                .stream()
                .map(path -> DynamicTest.dynamicTest(path, () -> {
                    Answer answer = get(path);
                    assertThat(answer.status()).isEqualTo(404);
                    assertThat(answer.text()).doesNotContain(SECRET).contains("HH-1007");
                    assertThat(none).contains("HH-1007");
                }))
                .toList();
    }

    @TestFactory
    List<DynamicTest> findsNothingOfAnotherResident() {
        return List.of(
                        "/Patient?_id=" + other,
                        "/Patient?name=" + "秘密",
                        "/Patient?identifier=urn:n%7C" + "秘密-7f3a",
                        "/Patient?_id:not=" + own,
                        "/Patient?name:contains=" + "密",
                        "/Observation?patient=" + other,
                        "/Observation?subject=Patient/" + other,
                        "/Observation?_id=" + otherObservation,
                        "/Observation?value-string=" + "秘密",
                        "/Observation?patient.name=" + "秘密",
                        "/Observation?subject:Patient._id=" + other,
                        "/Patient?_id=" + other + "&_revinclude=Observation:subject",
                        "/Provenance?target=Observation/" + otherObservation,
                        "/Observation?_lastUpdated=lt2000")
                .stream()
                .map(path -> path.replace("秘密", "%E7%A7%98%E5%AF%86").replace("密", "%E5%AF%86"))
                .map(path -> DynamicTest.dynamicTest(path, () -> {
                    Answer answer = get(path);
                    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                    assertThat(answer.body().objects("entry")).isEmpty();
                    assertThat(answer.body().get("total")).hasToString("0");
                    assertThat(get(path + "&_summary=count").body().get("total"))
                            .hasToString("0");
                }))
                .toList();
    }

    @TestFactory
    List<DynamicTest> bringsNothingOfAnotherResidentAlong() {
        return List.of(
                        "/Practitioner?_revinclude=Observation:performer",
                        "/Practitioner?_revinclude=Patient:general-practitioner",
                        "/Practitioner/_history",
                        "/Observation/_history",
                        "/Patient/_history",
                        "/Observation/" + moved + "/_history",
                        "/Observation?_include=*&_revinclude=Provenance:target")
                .stream()
                .map(path -> DynamicTest.dynamicTest(path, () -> {
                    Answer answer = get(path);
                    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                    assertThat(answer.text()).doesNotContain(SECRET).doesNotContain(other);
                }))
                .toList();
    }

    @Test
    void doesNotFollowAnothersPageLink() {
        observation(other, SECRET);
        String next = server.get("/Observation?_count=1&patient=" + other)
                .body()
                .objects("link")
                .filter(link -> "next".equals(link.string("relation")))
                .map(link -> String.valueOf(link.string("url")))
                .findFirst()
                .orElseThrow();
        assertThat(server.get(next).status()).isEqualTo(200);
        Answer refused = get(next);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).doesNotContain(SECRET);
    }

    @Test
    void readsNothingOfAnotherResidentInATransaction() {
        for (String type : List.of("transaction", "batch")) {
            Answer answer = server.send(
                    token,
                    "POST",
                    "",
                    ("{'resourceType':'Bundle','type':'%s','entry':[{'request':{'method':'GET','url':'Observation/%s'}},"
                                    + "{'request':{'method':'GET','url':'Observation?patient=%s'}}]}")
                            .formatted(type, otherObservation, other));
            assertThat(answer.text()).doesNotContain(SECRET);
        }
    }

    @Test
    void writesNothingWithoutAScopeAndNothingForAnotherWithOne() {
        assertThat(server.send(token, "POST", "/Observation", observationBody(own, "x"))
                        .status())
                .isEqualTo(403);
        assertThat(server.send(token, "PUT", "/Patient/" + own, "{'resourceType':'Patient','id':'" + own + "'}")
                        .status())
                .isEqualTo(403);
        assertThat(server.send(token, "DELETE", "/Observation/" + ownObservation, "")
                        .status())
                .isEqualTo(403);
        String writer = "writer:" + own;
        assertThat(server.send(writer, "POST", "/Observation", observationBody(own, "mine"))
                        .status())
                .isEqualTo(201);
        Answer refused = server.send(writer, "POST", "/Observation", observationBody(other, "x"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(server.send(
                                writer,
                                "PUT",
                                "/Observation/" + otherObservation,
                                "{'resourceType':'Observation','id':'" + otherObservation
                                        + "','status':'final','code':{'text':'x'},'subject':{'reference':'Patient/"
                                        + own
                                        + "'}}")
                        .status())
                .isEqualTo(404);
        assertThat(server.send(writer, "DELETE", "/Observation/" + otherObservation, "")
                        .status())
                .isEqualTo(204);
        assertThat(server.get("/Observation/" + otherObservation).status()).isEqualTo(200);
        String referring =
                "{'resourceType':'Observation','status':'final','code':{'text':'x'},'subject':{'reference':'Patient/%s'},"
                        + "'hasMember':[{'reference':'Observation/%s'}]}";
        Answer probing = server.send(writer, "POST", "/Observation", referring.formatted(own, otherObservation));
        Answer missing = server.send(writer, "POST", "/Observation", referring.formatted(own, "none"));
        assertThat(probing.status()).isEqualTo(missing.status()).isEqualTo(400);
    }
}
