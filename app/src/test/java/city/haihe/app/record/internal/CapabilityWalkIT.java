package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.record.internal.TestServer.Answer;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Calls everything that {@code GET /fhir/metadata} lists (FHIR R4 3.1.0.9): what is listed works. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CapabilityWalkIT {

    private static final String STRICT = "handling=strict";

    /** An address that is not there, and a method that it does not have. */
    private static final Set<Integer> ABSENT = Set.of(404, 405, 501);

    private TestServer server;
    private FhirObject rest;

    @BeforeAll
    void start() throws ClassNotFoundException {
        server = new TestServer(new TestRecord());
        rest = server.get("/metadata").body().objects("rest").findFirst().orElseThrow();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static Stream<String> codes(FhirObject place, String list, String member) {
        return place.objects(list).map(entry -> String.valueOf(entry.string(member)));
    }

    @Test
    void listsInteractionsThatWork() {
        for (FhirObject resource : rest.objects("resource").toList()) {
            String type = String.valueOf(resource.string("type"));
            codes(resource, "interaction", "code")
                    .forEach(code ->
                            assertThat(status(type, code)).as(type + " " + code).isEqualTo(expected(code)));
        }
        codes(rest, "interaction", "code")
                .forEach(code -> assertThat(systemStatus(code)).as(code).isEqualTo(200));
    }

    /** Against an id that is not there, and with bodies that say too little: each gets the answer of its own code. */
    private int status(String type, String code) {
        String body = "{'resourceType':'" + type + "','id':'absent','unknown':1}";
        return switch (code) {
            case "read" -> server.get("/" + type + "/absent").status();
            case "vread" -> server.get("/" + type + "/absent/_history/1").status();
            case "update" ->
                server.send("system", "PUT", "/" + type + "/absent", body).status();
            case "patch" ->
                server.send(
                                "system",
                                "PATCH",
                                "/" + type + "/absent",
                                "[]",
                                "Content-Type",
                                "application/json-patch+json")
                        .status();
            case "delete" ->
                server.send("system", "DELETE", "/" + type + "/absent", "").status();
            case "history-instance" ->
                server.get("/" + type + "/absent/_history").status();
            case "history-type" -> server.get("/" + type + "/_history").status();
            case "create" -> server.post("/" + type, body).status();
            case "search-type" -> server.get("/" + type).status();
            default -> throw new IllegalStateException("interaction: " + code + " (expected: one that is called here)");
        };
    }

    private static int expected(String code) {
        return switch (code) {
            case "read", "vread", "patch", "history-instance" -> 404;
            case "update", "create" -> 400;
            case "delete" -> 204;
            default -> 200;
        };
    }

    private int systemStatus(String code) {
        return switch (code) {
            case "transaction", "batch" ->
                server.post("", "{'resourceType':'Bundle','type':'" + code + "'}")
                        .status();
            case "history-system" -> server.get("/_history").status();
            case "search-system" -> server.get("/?_type=Patient,Flag").status();
            default -> throw new IllegalStateException("interaction: " + code + " (expected: one that is called here)");
        };
    }

    @Test
    void listsSearchParametersThatWork() {
        List<String> wrong = new ArrayList<>();
        for (FhirObject resource : rest.objects("resource").toList()) {
            String type = String.valueOf(resource.string("type"));
            resource.objects("searchParam")
                    .map(parameter -> "/" + type + "?" + sample(parameter))
                    .forEach(address -> search(address, wrong));
            for (String list : List.of("searchInclude", "searchRevInclude")) {
                String name = list.equals("searchInclude") ? "_include" : "_revinclude";
                FhirArray values = resource.array(list);
                if (values != null) {
                    values.forEach(
                            value -> search("/" + type + "?" + name + "=" + ((FhirString) value).value(), wrong));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private void search(String address, List<String> wrong) {
        Answer answer = server.get(address, "Prefer", STRICT);
        if (answer.status() != 200) {
            wrong.add(address + ": " + answer.text());
        }
    }

    private static String sample(FhirObject parameter) {
        String name = String.valueOf(parameter.string("name"));
        return switch (String.valueOf(parameter.string("type"))) {
            case "string", "token", "reference" -> name + "=x";
            case "date" -> name + "=2024";
            case "number", "quantity" -> name + "=1";
            case "uri" -> name + "=http://x.example";
            case "composite", "special" -> name + (name.equals("_list") ? "=x" : ":missing=true");
            default -> throw new IllegalStateException(name + ": a parameter of an unknown type");
        };
    }

    @Test
    void listsOperationsThatWork() {
        String patient = server.post("/Patient", "{'resourceType':'Patient'}").id();
        for (FhirObject resource : rest.objects("resource").toList()) {
            String type = String.valueOf(resource.string("type"));
            String id = type.equals("Patient") ? patient : "absent";
            codes(resource, "operation", "name")
                    .forEach(name -> assertThat(isThere(type, id, name))
                            .as(type + " $" + name)
                            .isTrue());
        }
        codes(rest, "operation", "name")
                .forEach(name -> assertThat(isThere(server.get("/$" + name))
                                || isThere(server.post("/$" + name, "{'resourceType':'Parameters'}")))
                        .as("$" + name)
                        .isTrue());
    }

    private boolean isThere(String type, String id, String name) {
        String body = "{'resourceType':'Parameters'}";
        return Stream.of("/" + type + "/$" + name, "/" + type + "/" + id + "/$" + name)
                .anyMatch(address -> isThere(server.get(address)) || isThere(server.post(address, body)));
    }

    /** Where the operation is known but the resource is not, the refusal names the resource. */
    private static boolean isThere(Answer answer) {
        return !ABSENT.contains(answer.status())
                || answer.status() == 404 && answer.text().contains("/absent: not found");
    }
}
