package city.haihe.app.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Transactions, single writes and patches through kills: none is half there, none that was answered is lost, and the index
 * agrees with the bodies. The last round's kill comes while a reindex is half-way.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransactionCrashIT {

    private static final int ROUNDS = System.getenv("HAIHE_LONG") == null ? 5 : 20;
    private static final long SEED = Long.getLong("haihe.seed", System.nanoTime());
    private static final int CLIENTS = 8;
    private static final int BUNDLES_BEFORE_THE_KILL = 40;
    private static final int MOST_MILLIS_BEFORE_THE_KILL = 300;
    private static final int READERS = 16;

    /** So many that a reindex of them takes a second, in which it is found and killed. */
    private static final int OLD_OBSERVATIONS = 6_000;

    private static final int OLD_IN_A_BUNDLE = 500;

    /** A reindex gives other processes three seconds to take the parameter up; the traffic comes shortly before it begins. */
    private static final long REINDEX_WAITS_MILLIS = 2_000;

    private enum Victim {
        PROGRAM,
        BOTH,
        DATABASE,
        ALL_OF_DATABASE
    }

    private final Random random = new Random(SEED);
    private RunningCity city;
    private CrashTraffic traffic;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        System.out.println("seed of the crashes under transactions: " + SEED);
        city = RunningCity.start(RunningCity.reachable(directory).resolve("city"), "--no-demo");
        traffic = new CrashTraffic(city, CLIENTS, SEED);
        traffic.prepare();
    }

    @AfterAll
    void stop() throws Exception {
        city.close();
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void keepsTransactionsWholeThroughKills() throws Exception {
        for (int round = 0; round < ROUNDS - 1; round++) {
            Victim victim = Victim.values()[round % Victim.values().length];
            killInTraffic(round, victim, () -> Thread.sleep(random.nextInt(MOST_MILLIS_BEFORE_THE_KILL)));
            assertNothingHalf(round, victim);
        }
        String parameter = beginReindex();
        Thread.sleep(REINDEX_WAITS_MILLIS);
        killInTraffic(ROUNDS - 1, Victim.PROGRAM, this::awaitHalfWay);
        assertResumed(parameter);
        assertNothingHalf(ROUNDS - 1, Victim.PROGRAM);
        assertAgreesWhenStopped();
    }

    private interface Moment {
        void await() throws Exception;
    }

    private void killInTraffic(int round, Victim victim, Moment moment) throws Exception {
        CrashTraffic.Flow flow = traffic.start(round, BUNDLES_BEFORE_THE_KILL);
        assertThat(flow.awaitEnough(Duration.ofSeconds(60)))
                .as("transactions are answered before the kill of round %d: %s", round, traffic.unexpected)
                .isTrue();
        moment.await();
        kill(victim);
        flow.stop();
        if (!city.isAlive()) {
            city.restart();
        }
        city.awaitReady();
    }

    private void kill(Victim victim) throws Exception {
        switch (victim) {
            case PROGRAM -> city.killProgram();
            case BOTH -> {
                city.killProgram();
                city.killWholeDatabase();
            }
            case DATABASE -> city.killDatabase();
            case ALL_OF_DATABASE -> city.killWholeDatabase();
        }
    }

    private void assertNothingHalf(int round, Victim victim) throws Exception {
        assertThat(traffic.unexpected)
                .as("answers that are neither a success nor 503")
                .isEmpty();
        List<CrashTraffic.Bundle> bundles = List.copyOf(traffic.whole);
        List<CrashTraffic.Bundle> unknown = List.copyOf(traffic.unknown);
        List<CrashTraffic.Written> versions = List.copyOf(traffic.acknowledged);
        atOnce(versions, this::assertStored);
        atOnce(bundles, bundle -> {
            if (!bundle.deletes().isEmpty()) {
                assertThat(city.get("/fhir/" + bundle.deletes()).statusCode())
                        .as("%s, deleted by %s", bundle.deletes(), bundle.marker())
                        .isEqualTo(410);
            }
        });
        int there = 0;
        for (CrashTraffic.Bundle bundle : unknown) {
            there += assertWholeOrNothing(bundle) ? 1 : 0;
        }
        assertPatched();
        traffic.whole.clear();
        traffic.unknown.clear();
        traffic.acknowledged.clear();
        System.out.printf(
                "measured transaction crash round %d (%s): %d transactions and %d versions answered, all there;"
                        + " of %d unanswered %d there, whole; %s%n",
                round + 1, victim, bundles.size(), versions.size(), unknown.size(), there, deepCheck());
    }

    private String deepCheck() throws Exception {
        RunningCity.Ended ended = city.doctor("--json");
        assertThat(ended.exitCode()).as(ended.output() + ended.errors()).isZero();
        FhirObject report = FhirJsonParser.parseTrusted(ended.output().getBytes(UTF_8));
        assertThat(report.get("waiting")).hasToString("0");
        return "deep check: " + report.get("rows") + " rows agree in " + report.get("millis") + " ms";
    }

    private interface Check<T> {
        void of(T item) throws Exception;
    }

    private static <T> void atOnce(Collection<T> items, Check<T> check) throws Exception {
        Semaphore readers = new Semaphore(READERS);
        List<Future<Boolean>> done = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (T item : items) {
                done.add(threads.submit(() -> {
                    readers.acquire();
                    try {
                        check.of(item);
                        return true;
                    } finally {
                        readers.release();
                    }
                }));
            }
        }
        for (Future<Boolean> each : done) {
            each.get();
        }
    }

    private void assertStored(CrashTraffic.Written written) throws Exception {
        HttpResponse<byte[]> response = city.get("/fhir/" + written.address());
        assertThat(response.statusCode()).as(written.address()).isEqualTo(200);
        assertThat(FhirJsonParser.parseTrusted(response.body()))
                .as(written.address())
                .isEqualTo(written.resource());
    }

    /** Everything that the Bundle writes is there, or nothing; answers which. */
    private boolean assertWholeOrNothing(CrashTraffic.Bundle bundle) throws Exception {
        String query = "?identifier=" + CrashTraffic.MARKER + "%7C" + bundle.marker();
        int patients = city.found("Patient" + query).size();
        assertThat(patients).as("patients of %s", bundle.marker()).isBetween(0, 1);
        assertThat(city.found("Observation" + query))
                .as("observations of %s", bundle.marker())
                .hasSize(patients * CrashTraffic.OBSERVATIONS);
        String own = new String(city.get("/fhir/" + bundle.own()).body(), UTF_8);
        assertThat(own.contains("\"" + bundle.marker() + "\""))
                .as("%s was replaced by %s", bundle.own(), bundle.marker())
                .isEqualTo(patients == 1);
        if (!bundle.deletes().isEmpty()) {
            assertThat(city.get("/fhir/" + bundle.deletes()).statusCode())
                    .as("%s, deleted by %s", bundle.deletes(), bundle.marker())
                    .isEqualTo(patients == 1 ? 410 : 200);
        }
        return patients == 1;
    }

    /** Every answered patch is in the current version, whichever raced with it. */
    private void assertPatched() throws Exception {
        FhirObject current = FhirJsonParser.parseTrusted(
                city.get("/fhir/" + traffic.patched()).body());
        Set<String> notes = current.objects("note")
                .map(note -> String.valueOf(note.string("text")))
                .collect(Collectors.toSet());
        assertThat(notes).containsAll(traffic.patches);
    }

    /** Stores what is old, then adds a search parameter to it; answers the parameter's id. */
    private String beginReindex() throws Exception {
        List<String> bundles = new ArrayList<>();
        for (int first = 0; first < OLD_OBSERVATIONS; first += OLD_IN_A_BUNDLE) {
            StringBuilder entries = new StringBuilder();
            for (int number = first; number < first + OLD_IN_A_BUNDLE; number++) {
                entries.append(entries.isEmpty() ? "" : ",")
                        .append("{'resource':{'resourceType':'Observation','status':'final','code':{'text':'old'},"
                                + "'extension':[{'url':'urn:crash:lot','valueString':'lot ")
                        .append(number % 10)
                        .append("'}]},'request':{'method':'POST','url':'Observation'}}");
            }
            bundles.add("{'resourceType':'Bundle','type':'transaction','entry':[" + entries + "]}");
        }
        atOnce(bundles, bundle -> post("", bundle));
        return String.valueOf(post(
                        "/SearchParameter",
                        "{'resourceType':'SearchParameter','url':'urn:crash:lot','name':'lot','description':'lots',"
                                + "'status':'active','code':'lot','base':['Observation'],'type':'string',"
                                + "'expression':'Observation.extension(QUOTEurn:crash:lotQUOTE).value.as(string)'}")
                .id());
    }

    private FhirObject post(String path, String body) throws Exception {
        HttpResponse<byte[]> response = city.send(city.request("/fhir" + path)
                .header("Content-Type", "application/fhir+json")
                .header("Prefer", "return=representation")
                .POST(HttpRequest.BodyPublishers.ofString(
                        body.replace('\'', '"').replace("QUOTE", "'")))
                .build());
        assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isBetween(200, 201);
        return FhirJsonParser.parseTrusted(response.body());
    }

    private record Progress(long done, long total) {}

    private Progress progress() throws Exception {
        FhirObject status = FhirJsonParser.parseTrusted(
                city.get("/fhir/SearchParameter/$reindex-status").body());
        return status.objects("parameter")
                .findFirst()
                .map(job -> new Progress(part(job, "done"), part(job, "total")))
                .orElse(new Progress(-1, -1));
    }

    private static long part(FhirObject job, String name) {
        return job.objects("part")
                .filter(part -> name.equals(part.string("name")))
                .map(part -> ((FhirNumber) Objects.requireNonNull(part.get("valueDecimal")))
                        .toBigDecimal()
                        .longValueExact())
                .findFirst()
                .orElseThrow();
    }

    private void awaitHalfWay() throws Exception {
        Progress progress = progress();
        for (int tries = 0; progress.done() < progress.total() / 4 || progress.done() == 0; tries++) {
            assertThat(tries).as("tries until the reindex is under way").isLessThan(3_000);
            assertThat(progress.done()).as("the reindex is not over").isNotNegative();
            Thread.sleep(5);
            progress = progress();
        }
        System.out.printf("reindex: %d of %d when it is killed%n", progress.done(), progress.total());
    }

    /** The next process goes on where the dead one got to, and then the parameter finds all that was stored before. */
    private void assertResumed(String parameter) throws Exception {
        Progress first = progress();
        assertThat(first.done())
                .as("it was killed before it was over, and goes on")
                .isNotEqualTo(0);
        for (int tries = 0; progress().done() >= 0; tries++) {
            assertThat(tries).as("tries until the reindex is over").isLessThan(600);
            Thread.sleep(50);
        }
        for (int tries = 0; city.get("/fhir/Observation?lot=x").statusCode() != 200; tries++) {
            assertThat(tries).as("tries until the parameter is usable").isLessThan(100);
            Thread.sleep(50);
        }
        String job = "reindex parameter " + parameter;
        assertThat(city.output().stream().filter(line -> line.contains(job)))
                .singleElement()
                .satisfies(line -> assertThat(line).contains(": done, ").doesNotContain("begins"));
        FhirObject counted = FhirJsonParser.parseTrusted(
                city.get("/fhir/Observation?lot:exact=lot%207&_summary=count").body());
        assertThat(counted.get("total")).hasToString(Integer.toString(OLD_OBSERVATIONS / 10));
    }

    /** The check starts PostgreSQL by itself where the city is stopped, and leaves nothing running. */
    private void assertAgreesWhenStopped() throws Exception {
        assertThat(city.stop()).isZero();
        RunningCity.Ended ended = city.doctor();
        assertThat(ended.exitCode()).as(ended.output() + ended.errors()).isZero();
        assertThat(ended.output()).contains(", started for this").contains("agrees: ");
        assertThat(city.databasePid()).isEmpty();
    }
}
