package city.haihe.app.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the program begins and ends: what it prints, what it refuses, what it leaves behind. */
class StartStopIT {

    private static final Duration BACK_WITHIN = Duration.ofSeconds(30);
    private static final Duration ENDED_WITHIN = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private Path data;

    @BeforeEach
    void choose() throws IOException {
        data = RunningCity.reachable(directory).resolve("city");
    }

    /** How a program that was not to run ended. */
    private record Ended(int exitCode, String output) {}

    @Test
    void printsOnlyTheReadyLineAndLeavesNothingRunning() throws Exception {
        try (RunningCity city = RunningCity.start(data, "--no-demo", "--quiet")) {
            assertThat(city.get("/fhir/Patient").statusCode()).isEqualTo(200);
            assertThat(processesOn(data)).as("the program and its PostgreSQL").hasSizeGreaterThan(1);

            Ended second = run(Map.of(), data, "--no-demo");
            assertThat(second.exitCode()).as(second.output()).isEqualTo(4);
            assertThat(second.output())
                    .contains(data + " is in use by another haihe")
                    .doesNotContain("\tat ");
            assertThat(city.get("/fhir/Patient").statusCode()).isEqualTo(200);

            assertThat(city.stop()).isZero();
            assertThat(city.output())
                    .singleElement()
                    .satisfies(line ->
                            assertThat(line).matches("haihe ready in \\d+\\.\\d s: http://localhost:" + city.port()));
            assertThat(processesOn(data)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--colour=red,       , --colour",
        "--port=high,        , high",
        "--port=70000,       , 70000",
        "--log=xml,          , xml",
        "--roles=kitchen,    , kitchen",
        "--public-url=ftp://x, , ftp://x",
        "--record.references=maybe, , maybe",
        "--no-port,          , --no-port",
        "somewhere,          , somewhere",
        ", HAIHE_COLOUR=red, HAIHE_COLOUR",
        ", HAIHE_RECORD_REFERENCES=maybe, maybe"
    })
    void refusesAWrongSettingAndMakesNothing(String flag, String variable, String named) throws Exception {
        Map<String, String> environment =
                variable == null ? Map.of() : Map.of(variable.split("=")[0], variable.split("=")[1]);
        Ended ended = flag == null ? run(environment, data) : run(environment, data, flag);
        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(2);
        assertThat(ended.output()).contains(named).contains("expected:").doesNotContain("Exception");
        if (flag != null && flag.contains("=")) {
            assertThat(ended.output()).contains(flag.substring(0, flag.indexOf('=')));
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void saysWhichPortIsTaken() throws Exception {
        try (var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            Ended ended = run(Map.of(), data, "--no-demo", "--port", Integer.toString(taken.getLocalPort()));
            assertThat(ended.exitCode()).as(ended.output()).isEqualTo(2);
            assertThat(ended.output())
                    .contains(Integer.toString(taken.getLocalPort()))
                    .doesNotContain("\tat ");
            assertThat(processesOn(data)).isEmpty();
        }
    }

    @Test
    void livesOnWhenOnlyPostgresIsKilled() throws Exception {
        try (RunningCity city = RunningCity.start(data, "--no-demo")) {
            assertThat(ready(city)).isEqualTo(200);
            city.killDatabase();
            long killed = System.nanoTime();
            awaitReady(city, 503);
            awaitReady(city, 200);
            System.out.printf(
                    "measured database restart: ready again after %.1f s%n", (System.nanoTime() - killed) / 1e9);
            assertThat(city.isAlive()).isTrue();
            assertThat(city.get("/fhir/Patient").statusCode()).isEqualTo(200);

            city.killProgram();
            city.restart();
            assertThat(city.get("/fhir/Patient").statusCode()).isEqualTo(200);
            assertThat(city.stop()).isZero();
            assertThat(processesOn(data)).isEmpty();
        }
    }

    @Test
    void refusesTheDataOfAnotherPostgresAndLeavesItAsItIs() throws Exception {
        Path postgres = Files.createDirectories(data.resolve("pg"));
        Files.writeString(postgres.resolve("PG_VERSION"), "15\n");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-x---"));
        Map<String, String> before = state(data);

        Ended ended = run(Map.of(), data, "--no-demo");
        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(4);
        assertThat(ended.output()).contains("\"15\" (expected: 18)").doesNotContain("\tat ");
        assertThat(state(data)).isEqualTo(before);
    }

    private static void awaitReady(RunningCity city, int status) throws Exception {
        long deadline = System.nanoTime() + BACK_WITHIN.toNanos();
        while (ready(city) != status) {
            assertThat(System.nanoTime()).as("waiting for %d", status).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private static int ready(RunningCity city) throws Exception {
        // It answers in JSON whatever a balancer that knows FHIR accepts.
        return city.send(HttpRequest.newBuilder(city.uri("/health/ready"))
                        .header("Accept", "application/fhir+json")
                        .timeout(Duration.ofSeconds(10))
                        .build())
                .statusCode();
    }

    private static Ended run(Map<String, String> environment, Path data, String... options) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        RunningCity.command(data, RunningCity.freePort(), RunningCity.freePort(), List.of(options)))
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(ENDED_WITHIN.toSeconds(), TimeUnit.SECONDS))
                    .as(output)
                    .isTrue();
            return new Ended(process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    /** The command lines of living processes that name the directory. */
    private static List<String> processesOn(Path directory) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .map(StartStopIT::commandLine)
                    .filter(line -> line.contains(directory.toString()))
                    .toList();
        }
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline")).replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }

    /** Every file below the directory with its permissions and its time. */
    private static Map<String, String> state(Path directory) throws IOException {
        Map<String, String> state = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                FileTime time = Files.getLastModifiedTime(file);
                state.put(
                        directory.relativize(file).toString(),
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) + " " + Files.getOwner(file)
                                + " " + time);
            }
        }
        return state;
    }
}
