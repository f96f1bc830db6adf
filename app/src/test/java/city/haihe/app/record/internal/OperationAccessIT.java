package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.record.internal.TestServer.Answer;
import city.haihe.fhir.FhirObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Walks every operation that {@code /metadata} lists with the token of another patient. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperationAccessIT {

    private static final String SECRET = "secret-7f3a";

    /** What operations ask for, so that they are not refused for want of it. */
    private static final String BODY =
            "{'resourceType':'Parameters','parameter':[{'name':'meta','valueMeta':{'tag':[{'code':'x'}]}}]}";

    private TestServer server;
    private String token;
    private final Map<String, String> ids = new java.util.LinkedHashMap<>();

    @BeforeAll
    void start() throws ClassNotFoundException {
        server = new TestServer(new TestRecord());
        String stranger = server.post("/Patient", "{'resourceType':'Patient','active':true}")
                .id();
        token = "writer:" + stranger;
        String about = create("Patient", "'name':[{'text':'" + SECRET + "'}]");
        String subject = ",'subject':{'reference':'Patient/" + about + "'}";
        create("Encounter", "'status':'finished','class':{'code':'AMB','display':'" + SECRET + "'}" + subject);
        create("Observation", "'status':'final','code':{'text':'" + SECRET + "'}" + subject);
        create("Condition", "'code':{'text':'" + SECRET + "'}" + subject);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private String create(String type, String members) {
        Answer created = server.post(
                "/" + type,
                "{'resourceType':'" + type + "','meta':{'tag':[{'code':'" + SECRET + "'}]}," + members + "}");
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        ids.put(type, created.id());
        return created.id();
    }

    private static List<String> names(FhirObject place) {
        return place.objects("operation")
                .map(operation -> Objects.requireNonNull(operation.string("name")))
                .distinct()
                .toList();
    }

    @TestFactory
    List<DynamicTest> showsNothingOfAnother() {
        FhirObject rest =
                server.get("/metadata").body().objects("rest").findFirst().orElseThrow();
        List<DynamicTest> tests = new ArrayList<>();
        names(rest).forEach(name -> tests.add(walk("/$" + name, false)));
        rest.objects("resource")
                .filter(resource -> ids.containsKey(resource.string("type")))
                .forEach(resource -> {
                    String type = Objects.requireNonNull(resource.string("type"));
                    names(resource).forEach(name -> {
                        tests.add(walk("/" + type + "/$" + name, false));
                        tests.add(walk("/" + type + "/" + ids.get(type) + "/$" + name, true));
                    });
                });
        assertThat(tests).hasSizeGreaterThan(20);
        return tests;
    }

    private DynamicTest walk(String path, boolean instance) {
        return DynamicTest.dynamicTest(path, () -> {
            for (Answer answer : List.of(
                    server.send(token, "GET", path, ""),
                    server.send(token, "POST", path, ""),
                    server.send(token, "POST", path, BODY))) {
                assertThat(answer.status()).as(answer.text()).isLessThan(500);
                if (instance) {
                    assertThat(answer.status()).as(answer.text()).isIn(400, 404, 405);
                }
                assertThat(answer.text()).doesNotContain(SECRET);
                ids.forEach((type, id) -> assertThat(answer.text()).doesNotContain(type + "/" + id + "\""));
            }
            assertThat(server.get("/Patient/" + ids.get("Patient")).header("ETag"))
                    .isEqualTo("W/\"1\"");
        });
    }
}
