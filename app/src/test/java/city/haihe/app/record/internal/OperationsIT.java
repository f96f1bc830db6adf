package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.record.internal.TestServer.Answer;
import city.haihe.fhir.FhirObject;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** How operations are reached and listed (FHIR R4 3.2.0). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperationsIT {

    private TestServer server;

    @BeforeAll
    void start() throws ClassNotFoundException {
        server = new TestServer(new TestRecord());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @TestFactory
    List<DynamicTest> refusesWhatIsNoOperationOfTheAddress() {
        return List.of(
                        "/$nothing",
                        "/Patient/$nothing",
                        "/Patient/1/$nothing",
                        "/$",
                        "/$meta-add",
                        "/Patient/$meta-add",
                        "/Nothing/$meta",
                        "/Patient/1/_history/$meta")
                .stream()
                .map(path -> DynamicTest.dynamicTest(path, () -> {
                    Answer answer = server.post(path, "");
                    assertThat(answer.status()).as(answer.text()).isEqualTo(404);
                    assertThat(answer.body().resourceType()).isEqualTo("OperationOutcome");
                }))
                .toList();
    }

    @Test
    void answersInTheFormThatIsAsked() {
        assertThat(server.get("/$meta?_format=json").status()).isEqualTo(200);
        assertThat(server.get("/$meta?_format=xml").status()).isEqualTo(406);
        assertThat(server.get("/$meta", "Accept", "application/fhir+xml").status())
                .isEqualTo(406);
        Answer head = server.send("system", "HEAD", "/$meta", "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.response().body()).isEmpty();
        assertThat(head.header("Content-Type")).startsWith("application/fhir+json");
        assertThat(server.send("system", "PUT", "/$meta", "").status()).isEqualTo(405);
        assertThat(server.get("/$meta?unknown=1").status()).isEqualTo(400);
        assertThat(server.post("/$meta", "x", "Content-Type", "text/plain").status())
                .isEqualTo(415);
        assertThat(server.post("/$meta", "{'resourceType':'Parameters','parameter':[{}]}")
                        .status())
                .isEqualTo(400);
        assertThat(server.send("none", "GET", "/$meta", "").status()).isEqualTo(401);
    }

    @Test
    void listsEveryOperationWhereItIs() {
        FhirObject rest =
                server.get("/metadata").body().objects("rest").findFirst().orElseThrow();
        assertThat(names(rest)).contains("meta").doesNotContain("meta-add");
        FhirObject flag = rest.objects("resource")
                .filter(resource -> "Flag".equals(resource.string("type")))
                .findFirst()
                .orElseThrow();
        assertThat(names(flag)).contains("meta", "meta-add", "meta-delete");
    }

    private static Stream<String> names(FhirObject place) {
        return place.objects("operation").map(operation -> Objects.requireNonNull(operation.string("name")));
    }
}
