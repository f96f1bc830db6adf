package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.record.internal.TestServer.Answer;
import city.haihe.fhir.FhirObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** {@code Patient/$everything} and {@code Encounter/$everything}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EverythingOperationIT {

    private TestServer server;
    private String top;
    private String organisation;
    private String doctor;
    private String place;
    private String drug;
    private String patient;
    private String other;
    private String encounter;
    private String condition;
    private final List<String> observations = new ArrayList<>();
    private String prescription;

    @BeforeAll
    void start() throws ClassNotFoundException {
        server = new TestServer(new TestRecord());
        top = create("Organization", "'name':'above'");
        organisation = create("Organization", "'partOf':{'reference':'" + top + "'}");
        create("Organization", "'name':'nobody refers to it'");
        doctor = create("Practitioner", "'name':[{'text':'says \\'reference\\':\\'Practitioner/none\\''}]");
        place = create(
                "Location",
                "'managingOrganization':{'reference':'" + TestRecord.BASE + "/" + organisation + "/_history/1'}");
        drug = create("Medication", "'code':{'text':'aspirin'}");
        patient = create("Patient", "'generalPractitioner':[{'reference':'" + doctor + "'}]");
        other = create("Patient", "'active':true");
        condition = create("Condition", "'subject':{'reference':'" + patient + "'},'onsetDateTime':'2019-03'");
        encounter = create(
                "Encounter",
                "'status':'finished','class':{'code':'AMB'},'subject':{'reference':'" + patient
                        + "'},'period':{'start':'2020-01-01','end':'2020-01-03'},'location':[{'location':{'reference':'"
                        + place + "'}}],'diagnosis':[{'condition':{'reference':'" + condition + "'}}]");
        for (int year = 2018; year < 2023; year++) {
            observations.add(create(
                    "Observation",
                    "'status':'final','code':{'text':'x'},'subject':{'reference':'" + patient
                            + "'},'effectiveDateTime':'" + year + "-06-01'"
                            + (year < 2020 ? ",'encounter':{'reference':'" + encounter + "'}" : "")));
        }
        create("Observation", "'status':'final','code':{'text':'x'},'subject':{'reference':'" + other + "'}");
        create(
                "Observation",
                "'status':'final','code':{'text':'about another'},'subject':{'reference':'" + other
                        + "'},'focus':[{'reference':'" + patient + "'}]");
        prescription = create(
                "MedicationRequest",
                "'status':'active','intent':'order','subject':{'reference':'" + patient
                        + "'},'authoredOn':'2021-02-02','medicationReference':{'reference':'" + drug + "'}");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private String create(String type, String members) {
        Answer created = server.post("/" + type, "{'resourceType':'" + type + "'," + members + "}");
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        return type + "/" + created.id();
    }

    private Set<String> all() {
        Set<String> all = new TreeSet<>(
                List.of(patient, doctor, condition, encounter, place, organisation, top, drug, prescription));
        all.addAll(observations);
        return all;
    }

    private static List<String> addresses(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.body()
                .objects("entry")
                .map(entry -> {
                    FhirObject resource = Objects.requireNonNull(entry.object("resource"));
                    String address = resource.resourceType() + "/" + resource.id();
                    assertThat(entry.string("fullUrl")).isEqualTo(TestRecord.BASE + "/" + address);
                    return address;
                })
                .toList();
    }

    private static String next(Answer answer) {
        return answer.body()
                .objects("link")
                .filter(link -> "next".equals(link.string("relation")))
                .map(link -> String.valueOf(link.string("url")))
                .findFirst()
                .orElse("");
    }

    private List<String> walk(String token, String path) {
        List<String> found = new ArrayList<>();
        String address = path;
        while (!address.isEmpty()) {
            Answer page = server.send(token, "GET", address, "");
            found.addAll(addresses(page));
            address = next(page);
        }
        return found;
    }

    @Test
    void bringsThePatientTheCompartmentAndWhatTheyReferTo() {
        Answer answer = server.get("/" + patient + "/$everything");
        List<String> found = addresses(answer);
        assertThat(found).containsExactlyInAnyOrderElementsOf(all());
        assertThat(found.getFirst()).isEqualTo(patient);
        assertThat(answer.body().get("total")).hasToString("14");
        assertThat(next(answer)).isEmpty();
        assertThat(addresses(server.post("/" + patient + "/$everything", ""))).isEqualTo(found);
        Answer head = server.send("system", "HEAD", "/" + patient + "/$everything", "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.response().body()).isEmpty();
        assertThat(addresses(server.get("/" + other + "/$everything"))).hasSize(3);
    }

    @Test
    void pagesWithoutSkippingOrRepeating() {
        List<String> whole = addresses(server.get("/" + patient + "/$everything"));
        for (int count = 1; count <= 15; count++) {
            assertThat(walk("system", "/" + patient + "/$everything?_count=" + count))
                    .as("_count=%s", count)
                    .isEqualTo(whole);
        }
        assertThat(walk("system", "/" + patient + "/$everything?_count=2&_type=Observation,Organization"))
                .hasSize(7);
        Answer posted = server.post(
                "/" + patient + "/$everything",
                "{'resourceType':'Parameters','parameter':[{'name':'_count','valueInteger':4}]}");
        assertThat(addresses(posted)).hasSize(4);
        assertThat(posted.text()).contains("everything?_count=4");
    }

    @Test
    void keepsAPageLinkToItsPatientAndItsCaller() {
        String next = next(server.get("/" + patient + "/$everything?_count=2"));
        String token = next.substring(next.indexOf('?'));
        assertThat(server.get("/" + other + "/$everything" + token).status()).isEqualTo(400);
        assertThat(server.get("/Observation" + token).status()).isEqualTo(400);
        assertThat(server.send("scopes:system/*.rs", "GET", "/" + patient + "/$everything" + token, "")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void bringsWhatWasAskedFor() {
        String path = "/" + patient + "/$everything";
        assertThat(addresses(server.get(path + "?start=2020&end=2021")))
                .contains(patient, doctor, encounter, observations.get(2), observations.get(3), prescription, drug)
                .doesNotContain(condition, observations.get(1), observations.get(4));
        assertThat(addresses(server.get(path + "?end=2019-12-31")))
                .contains(condition, observations.get(0), observations.get(1))
                .doesNotContain(encounter, place, prescription, drug);
        assertThat(addresses(server.get(path + "?start=2020-01-03&_type=Encounter")))
                .containsExactly(encounter);
        assertThat(addresses(server.get(path + "?start=2020-01-04&_type=Encounter")))
                .isEmpty();
        assertThat(addresses(server.get(path + "?_type=Observation&_type=Location")))
                .hasSize(6)
                .contains(place);
        assertThat(addresses(server.get(path + "?_since=2999-01-01T00:00:00Z"))).isEmpty();
        FhirObject changed = server.put(
                        "/" + drug,
                        "{'resourceType':'Medication','id':'" + drug.substring("Medication/".length())
                                + "','code':{'text':'aspirin'}}")
                .body();
        String since = Objects.requireNonNull(changed.object("meta")).string("lastUpdated");
        assertThat(addresses(server.get(path + "?_since=" + since))).containsExactly(drug);
    }

    @Test
    void refusesWhatItDoesNotUnderstandOrFind() {
        String path = "/" + patient + "/$everything";
        assertThat(server.get(path + "?date=2020").status()).isEqualTo(400);
        assertThat(server.get(path + "?start=yesterday").status()).isEqualTo(400);
        assertThat(server.get(path + "?_type=Nothing").status()).isEqualTo(400);
        assertThat(server.get(path + "?_page=x").status()).isEqualTo(400);
        assertThat(server.get("/Patient/none/$everything").status()).isEqualTo(404);
        assertThat(server.get("/Observation/1/$everything").status()).isEqualTo(404);
        assertThat(server.get("/Patient/$everything").status()).isEqualTo(400);
        String gone = create("Patient", "'active':true");
        server.send("system", "DELETE", "/" + gone, "");
        assertThat(server.get("/" + gone + "/$everything").status()).isEqualTo(410);
    }

    @Test
    void showsAResidentTheirOwnAndNothingElse() {
        String token = "patient:" + patient.substring("Patient/".length());
        assertThat(walk(token, "/Patient/$everything?_count=5")).containsExactlyInAnyOrderElementsOf(all());
        assertThat(addresses(server.send(token, "GET", "/" + patient + "/$everything", "")))
                .hasSize(14);
        Answer foreign = server.send(token, "GET", "/" + other + "/$everything", "");
        assertThat(foreign.status()).isEqualTo(404);
        String missing = server.send(token, "GET", "/Patient/" + "x".repeat(20) + "/$everything", "")
                .text()
                .replace("x".repeat(20), other.substring("Patient/".length()));
        assertThat(foreign.text()).startsWith(missing.substring(0, missing.indexOf("trace ")));
        String stranger = "patient:" + other.substring("Patient/".length());
        assertThat(server.send(stranger, "GET", "/" + encounter + "/$everything", "")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void bringsOnlyTypesWithinTheScope() {
        String path = "/" + patient + "/$everything";
        String token = "scopes:user/Patient.r,user/Observation.rs,user/Practitioner.r";
        assertThat(addresses(server.send(token, "GET", path, ""))).hasSize(7).contains(doctor);
        assertThat(server.send(token, "GET", path + "?_type=Condition", "").status())
                .isEqualTo(403);
        assertThat(server.send("scopes:user/Observation.rs", "GET", path, "").status())
                .isEqualTo(403);
    }

    @Test
    void bringsAnEncounterWithWhatItRestsOn() {
        Set<String> expected = new TreeSet<>(Set.of(
                encounter,
                observations.get(0),
                observations.get(1),
                patient,
                doctor,
                condition,
                place,
                organisation,
                top));
        String path = "/" + encounter + "/$everything";
        assertThat(addresses(server.get(path))).containsExactlyInAnyOrderElementsOf(expected);
        for (int count = 1; count <= 9; count++) {
            assertThat(walk("system", path + "?_count=" + count)).isEqualTo(addresses(server.get(path)));
        }
    }
}
