package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.record.internal.TestServer.Answer;
import city.haihe.fhir.FhirObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Many clients on one key at once: a clean answer for each, over REST and through transactions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RacesIT {

    private static final int CLIENTS = 32;

    /** A race is tested by repeating it. */
    private static final int ROUNDS = Integer.getInteger("haihe.test.races", 3);

    private TestServer server;
    private ExecutorService threads;

    @BeforeAll
    void start() throws ClassNotFoundException {
        server = new TestServer(new TestRecord());
        threads = Executors.newFixedThreadPool(CLIENTS);
    }

    @AfterAll
    void stop() {
        threads.close();
        server.close();
    }

    private static String patient(String key, String more) {
        return "{'resourceType':'Patient','identifier':[{'system':'urn:r','value':'" + key + "'}]" + more + "}";
    }

    private static String query(String key) {
        return "Patient?identifier=urn:r%7C" + key;
    }

    private static String transaction(String entry) {
        return "{'resourceType':'Bundle','type':'transaction','entry':[" + entry + "]}";
    }

    private static String entry(String resource, String request) {
        return "{" + (resource.isEmpty() ? "" : "'resource':" + resource + ",") + "'request':{" + request + "}}";
    }

    private List<Answer> race(IntFunction<Answer> client) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(CLIENTS);
        List<Future<Answer>> futures = new ArrayList<>();
        for (int index = 0; index < CLIENTS; index++) {
            int number = index;
            futures.add(threads.submit(() -> {
                barrier.await();
                return client.apply(number);
            }));
        }
        List<Answer> answers = new ArrayList<>();
        for (Future<Answer> future : futures) {
            answers.add(future.get());
        }
        return answers;
    }

    private static void requireOneOf(List<Answer> answers, int winner, int loser) {
        assertThat(answers).extracting(Answer::status).containsOnly(winner, loser);
        assertThat(answers.stream().filter(answer -> answer.status() == winner)).hasSize(1);
    }

    private static String status(Answer answer) {
        FhirObject response =
                answer.body().objects("entry").findFirst().orElseThrow().object("response");
        return response == null ? "" : String.valueOf(response.string("status"));
    }

    private static String etag(Answer answer) {
        FhirObject response =
                answer.body().objects("entry").findFirst().orElseThrow().object("response");
        return response == null ? "" : String.valueOf(response.string("etag"));
    }

    private String created(String key) {
        return server.post("/Patient", patient(key, "")).id();
    }

    private String versions(String id) {
        return server.get("/Patient/" + id).header("ETag");
    }

    @Test
    void createsOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String key = "create" + round;
            List<Answer> answers = race(
                    client -> server.post("/Patient", patient(key, ""), "If-None-Exist", "identifier=urn:r|" + key));
            requireOneOf(answers, 201, 200);
            assertThat(answers.stream().map(Answer::id).distinct()).hasSize(1);
        }
    }

    @Test
    void createsOnceThroughTransactions() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String key = "t-create" + round;
            String bundle = transaction(entry(
                    patient(key, ""), "'method':'POST','url':'Patient','ifNoneExist':'identifier=urn:r|" + key + "'"));
            List<Answer> answers = race(client -> server.post("", bundle));
            assertThat(answers).extracting(Answer::status).containsOnly(200);
            assertThat(answers.stream().filter(answer -> status(answer).equals("201")))
                    .hasSize(1);
            assertThat(server.get("/" + query(key)).body().get("total")).hasToString("1");
        }
    }

    @Test
    void updatesByCriteriaOneResource() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String key = "update" + round;
            List<Answer> answers =
                    race(client -> server.put("/" + query(key), patient(key, ",'multipleBirthInteger':" + client)));
            requireOneOf(answers, 201, 200);
            assertThat(answers.stream().map(Answer::id).distinct()).hasSize(1);
            assertThat(answers.stream().map(answer -> answer.header("ETag")).distinct())
                    .hasSize(CLIENTS);
        }
    }

    @Test
    void updatesByCriteriaOneResourceThroughTransactions() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String key = "t-update" + round;
            String bundle =
                    transaction(entry(patient(key, ""), "'method':'PUT','url':'Patient?identifier=urn:r|" + key + "'"));
            List<Answer> answers = race(client -> server.post("", bundle));
            assertThat(answers).extracting(Answer::status).containsOnly(200);
            assertThat(answers.stream().filter(answer -> status(answer).equals("201")))
                    .hasSize(1);
            assertThat(answers.stream().map(RacesIT::etag).distinct()).hasSize(CLIENTS);
        }
    }

    @Test
    void updatesAVersionOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String id = created("version" + round);
            String body = patient("version", ",'id':'" + id + "'");
            requireOneOf(race(client -> server.put("/Patient/" + id, body, "If-Match", "W/\"1\"")), 200, 412);
            String bundle =
                    transaction(entry(body, "'method':'PUT','url':'Patient/" + id + "','ifMatch':'W/\\\"2\\\"'"));
            requireOneOf(race(client -> server.post("", bundle)), 200, 412);
            requireOneOf(
                    race(client -> server.send(
                            "system",
                            "PATCH",
                            "/Patient/" + id,
                            "[{'op':'add','path':'/active','value':true}]",
                            "Content-Type",
                            "application/json-patch+json",
                            "If-Match",
                            "W/\"3\"")),
                    200,
                    412);
            assertThat(versions(id)).isEqualTo("W/\"4\"");
        }
    }

    @Test
    void givesEveryUpdateAndPatchItsVersion() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String id = created("plain" + round);
            String body = patient("plain", ",'id':'" + id + "'");
            String patch = "[{'op':'add','path':'/active','value':true}]";
            String parameters = "{'resourceType':'Parameters','parameter':[{'name':'operation','part':["
                    + "{'name':'type','valueCode':'delete'},{'name':'path','valueString':'Patient.active'}]}]}";
            List<Answer> answers = race(client -> switch (client % 4) {
                case 0 -> server.put("/Patient/" + id, body);
                case 1 ->
                    server.send(
                            "system", "PATCH", "/Patient/" + id, patch, "Content-Type", "application/json-patch+json");
                case 2 -> server.send("system", "PATCH", "/Patient/" + id, parameters);
                default -> server.post("", transaction(entry(body, "'method':'PUT','url':'Patient/" + id + "'")));
            });
            assertThat(answers).extracting(Answer::status).containsOnly(200);
            assertThat(versions(id)).isEqualTo("W/\"" + (CLIENTS + 1) + "\"");
        }
    }

    @Test
    void doesNotDeadlockOnSeveralResourcesInAnyOrder() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String first = created("order-a" + round);
            String second = created("order-b" + round);
            String keyA = "order-c" + round;
            String keyB = "order-d" + round;
            String putFirst =
                    entry(patient("x", ",'id':'" + first + "'"), "'method':'PUT','url':'Patient/" + first + "'");
            String putSecond =
                    entry(patient("y", ",'id':'" + second + "'"), "'method':'PUT','url':'Patient/" + second + "'");
            String makeA = entry(patient(keyA, ""), "'method':'PUT','url':'Patient?identifier=urn:r|" + keyA + "'");
            String makeB = entry(
                    patient(keyB, ""), "'method':'POST','url':'Patient','ifNoneExist':'identifier=urn:r|" + keyB + "'");
            long start = System.nanoTime();
            List<Answer> answers = race(client -> server.post(
                    "",
                    transaction(
                            client % 2 == 0
                                    ? String.join(",", putFirst, makeA, putSecond, makeB)
                                    : String.join(",", makeB, putSecond, makeA, putFirst))));
            assertThat(answers).extracting(Answer::status).containsOnly(200);
            assertThat(versions(first)).isEqualTo("W/\"" + (CLIENTS + 1) + "\"");
            assertThat(server.get("/" + query(keyA)).body().get("total")).hasToString("1");
            assertThat(server.get("/" + query(keyB)).body().get("total")).hasToString("1");
            assertThat(System.nanoTime() - start).as("nanoseconds").isLessThan(30_000_000_000L);
        }
    }

    @Test
    void deletesOnceAndCreatesAgain() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String key = "delete" + round;
            created(key);
            List<Answer> answers = race(client -> client % 2 == 0
                    ? server.send("system", "DELETE", "/" + query(key), "")
                    : server.post("/Patient", patient(key, ""), "If-None-Exist", "identifier=urn:r|" + key));
            assertThat(answers).extracting(Answer::status).isSubsetOf(200, 201, 204);
            assertThat(String.valueOf(server.get("/" + query(key)).body().get("total")))
                    .isIn("0", "1");
        }
    }
}
