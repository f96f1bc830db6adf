package city.haihe.app.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The packaged program as its own process on a data directory and ports that outlive it. */
final class RunningCity implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final int READY_IN_A_ROW = 3;
    private static final int READY_TRIES = 300;
    private static final long READY_PAUSE_MILLIS = 200;

    private final Path data;
    private final int port;
    private final int mllpPort;
    private final List<String> options;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private Process process;
    private List<String> output = List.of();
    private String token = "";

    private RunningCity(Path data, int port, int mllpPort, List<String> options) throws Exception {
        this.data = data;
        this.port = port;
        this.mllpPort = mllpPort;
        this.options = options;
        this.process = launch();
    }

    /** Starts the program on free ports and waits for its ready line. */
    static RunningCity start(Path data, String... options) throws Exception {
        return new RunningCity(data, freePort(), freePort(), List.of(options));
    }

    /** Lets PostgreSQL's own user through a test's directory, which is the test user's alone. */
    static Path reachable(Path directory) throws IOException {
        return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The command that starts the packaged program. */
    static List<String> command(Path data, int port, int mllpPort, List<String> options) {
        List<String> command = program("up");
        command.addAll(List.of(
                "--data",
                data.toString(),
                "--port",
                Integer.toString(port),
                "--mllp-port",
                Integer.toString(mllpPort)));
        command.addAll(options);
        return command;
    }

    private static List<String> program(String command) {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                Path.of("target", "haihe.jar").toAbsolutePath().toString(),
                command));
    }

    private Process launch() throws Exception {
        Process started = new ProcessBuilder(command(data, port, mllpPort, options))
                .redirectErrorStream(true)
                .start();
        List<String> lines = new ArrayList<>();
        output = lines;
        CompletableFuture<Boolean> ready = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(started.getInputStream(), UTF_8))) {
                String line;
                while ((line = reader.readLine()) != null) {
                    synchronized (lines) {
                        lines.add(line);
                    }
                    if (line.contains("haihe ready in")) {
                        ready.complete(true);
                    }
                }
            } catch (IOException ended) {
                // The process was killed while we read; what matters was read.
            }
            ready.complete(false);
        });
        if (!ready.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            synchronized (lines) {
                throw new IllegalStateException("the program ended with " + started.waitFor()
                        + " before it was ready:\n" + String.join("\n", lines));
            }
        }
        return started;
    }

    /** Starts the program again after it was killed or stopped. */
    void restart() throws Exception {
        process = launch();
    }

    /** Ends the JVM as a power cut would. */
    void killProgram() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Ends PostgreSQL's first process as a power cut would. */
    void killDatabase() throws IOException {
        long pid = databasePid().orElseThrow(() -> new IllegalStateException("there is no PostgreSQL to kill"));
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Ends all processes of PostgreSQL at once. */
    void killWholeDatabase() throws IOException {
        long pid = databasePid().orElseThrow(() -> new IllegalStateException("there is no PostgreSQL to kill"));
        List<ProcessHandle> all = new ArrayList<>();
        ProcessHandle.of(pid).ifPresent(first -> {
            all.add(first);
            first.descendants().forEach(all::add);
        });
        all.forEach(ProcessHandle::destroyForcibly);
    }

    /** A killed PostgreSQL's last connections may still answer for a moment; readiness tells when the new one does. */
    void awaitReady() throws Exception {
        for (int calm = 0, attempt = 0; calm < READY_IN_A_ROW; attempt++) {
            if (attempt > READY_TRIES) {
                throw new IllegalStateException("not ready after " + attempt + " tries");
            }
            Thread.sleep(READY_PAUSE_MILLIS);
            int status =
                    send(HttpRequest.newBuilder(uri("/health/ready")).build()).statusCode();
            calm = status == 200 ? calm + 1 : 0;
        }
    }

    /** How a command ended that came to an end by itself. */
    record Ended(int exitCode, String output, String errors) {}

    /** Runs the deep check on the city's data directory, whether it runs or not. */
    Ended doctor(String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of("--data", data.toString()));
        all.addAll(List.of(options));
        return doctor(all);
    }

    /** Runs the deep check as a process of its own. */
    static Ended doctor(List<String> options) throws Exception {
        List<String> command = program("doctor");
        command.add("--deep");
        command.addAll(options);
        Path errors = Files.createTempFile("haihe-doctor-", ".err");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (!process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the doctor does not end");
            }
            return new Ended(process.exitValue(), output, Files.readString(errors));
        } finally {
            process.destroyForcibly();
            Files.delete(errors);
        }
    }

    /** A connection to the city's PostgreSQL, for what no door lets anybody do. */
    Connection connect() throws IOException, SQLException {
        String port = Files.readAllLines(data.resolve("pg").resolve("postmaster.pid"))
                .get(3)
                .strip();
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/haihe",
                "haihe",
                Files.readString(data.resolve("pg-password")).strip());
    }

    /** The process id of PostgreSQL's first process. */
    Optional<Long> databasePid() throws IOException {
        Path pidFile = data.resolve("pg").resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        return Optional.of(Long.parseLong(Files.readAllLines(pidFile).getFirst().trim()));
    }

    /** Asks the program to stop, waits, and answers its exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the program did not stop within 30 s of SIGTERM");
        }
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    MllpClient mllp() throws IOException {
        return new MllpClient(mllpPort, Duration.ofSeconds(20));
    }

    int port() {
        return port;
    }

    int mllpPort() {
        return mllpPort;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** The file with the installation's credentials. */
    FhirObject credentials() throws IOException {
        return FhirJsonParser.parseTrusted(Files.readAllBytes(data.resolve("credentials.json")));
    }

    /** A system token with everything that the system client has. */
    String systemToken() throws Exception {
        return systemToken("system/*.cruds haihe/admin");
    }

    /** A system token with the scope that is asked for. */
    String systemToken(String scope) throws Exception {
        FhirObject client = credentials()
                .objects("clients")
                .filter(candidate ->
                        String.valueOf(candidate.get("grant_types")).contains("client_credentials"))
                .findFirst()
                .orElseThrow();
        String basic = Base64.getEncoder()
                .encodeToString((client.string("client_id") + ":" + client.string("client_secret")).getBytes(UTF_8));
        FhirObject discovery =
                FhirJsonParser.parseTrusted(send(HttpRequest.newBuilder(uri("/.well-known/oauth-authorization-server"))
                                .build())
                        .body());
        String endpoint =
                URI.create(String.valueOf(discovery.string("token_endpoint"))).getPath();
        HttpResponse<byte[]> response = send(HttpRequest.newBuilder(uri(endpoint))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "grant_type=client_credentials&scope=" + URLEncoder.encode(scope, UTF_8)))
                .build());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(
                    "token endpoint answered " + response.statusCode() + ": " + new String(response.body(), UTF_8));
        }
        return String.valueOf(FhirJsonParser.parseTrusted(response.body()).string("access_token"));
    }

    /** Answers a GET with the system client's token. */
    HttpResponse<byte[]> get(String path) throws Exception {
        return send(request(path).header("Accept", "application/fhir+json").build());
    }

    /** A request with the system client's token, to be completed. */
    HttpRequest.Builder request(String path) throws Exception {
        if (token.isEmpty()) {
            token = systemToken();
        }
        return HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(20));
    }

    /** The resources that a search finds. */
    List<FhirObject> found(String search) throws Exception {
        HttpResponse<byte[]> response = get("/fhir/" + search);
        if (response.statusCode() != 200) {
            throw new IllegalStateException(
                    search + " answered " + response.statusCode() + ": " + new String(response.body(), UTF_8));
        }
        return FhirJsonParser.parseTrusted(response.body())
                .objects("entry")
                .map(entry -> Objects.requireNonNull(entry.object("resource")))
                .toList();
    }

    /** What the program has printed since its last start. */
    List<String> output() {
        synchronized (output) {
            return List.copyOf(output);
        }
    }

    HttpResponse<byte[]> send(HttpRequest request) throws Exception {
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    @Override
    public void close() throws IOException {
        http.close();
        if (!process.isAlive()) {
            return;
        }
        try {
            stop();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
