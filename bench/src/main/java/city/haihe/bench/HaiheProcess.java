package city.haihe.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packaged program as a process of its own on an empty city, and its PostgreSQL. */
public final class HaiheProcess implements AutoCloseable {

    private static final String USER = "haihe";
    private static final int PORT_LINE = 3;

    private static final Pattern SYSTEM_SECRET =
            Pattern.compile("\"client_id\":\"haihe-system\",\"client_secret\":\"([^\"]+)\"");

    private final Path directory;
    private final Path data;
    private final int mllpPort;
    private final Process process;
    private final String base;

    private HaiheProcess(Path directory, int mllpPort, List<String> settings) throws IOException {
        this.directory = directory;
        this.data = directory.resolve("city");
        this.mllpPort = mllpPort;
        Path run = Path.of(System.getProperty("haihe.home", "."), "app", "target", "run");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(
                List.of(System.getProperty("haihe.bench.java", "-Xmx512m").split(" ")));
        command.addAll(List.of("-jar", run.resolve("haihe.jar").toString(), "up", "--no-demo"));
        command.addAll(List.of("--data", data.toString(), "--port", "0", "--mllp-port", Integer.toString(mllpPort)));
        command.addAll(settings);
        this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
        // Ctrl-C ends the benchmark, and must not leave the program behind.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        base = awaitReady();
    }

    /** Starts it with these settings besides, and waits for its ready line. */
    public static HaiheProcess start(String... settings) throws IOException {
        Path directory = Files.createTempDirectory("haihe-bench-");
        // PostgreSQL runs as another user where we are root, and must reach its files.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new HaiheProcess(directory, freePort(), List.of(settings));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private String awaitReady() throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        String line;
        while ((line = reader.readLine()) != null) {
            System.out.println(line);
            if (line.contains("haihe ready in")) {
                Thread.ofVirtual().start(() -> reader.lines().forEach(System.out::println));
                return line.substring(line.indexOf("http://"));
            }
        }
        throw new IllegalStateException("the program ended before it was ready");
    }

    /** The address of its front door. */
    public String base() {
        return base;
    }

    /** The secret of the client {@code haihe-system}. */
    public String systemSecret() {
        try {
            String credentials = Files.readString(data.resolve("credentials.json"));
            Matcher secret = SYSTEM_SECRET.matcher(credentials);
            if (!secret.find()) {
                throw new IllegalStateException("credentials.json has no client haihe-system with a secret");
            }
            return secret.group(1);
        } catch (IOException unreadable) {
            throw new IllegalStateException("credentials.json cannot be read", unreadable);
        }
    }

    /** The port of its MLLP door. */
    public int mllpPort() {
        return mllpPort;
    }

    /** The JVM's process id. */
    public long pid() {
        return process.pid();
    }

    /** The process id of PostgreSQL's first process. */
    public long databasePid() {
        return Long.parseLong(postmaster().getFirst().trim());
    }

    private List<String> postmaster() {
        try {
            return Files.readAllLines(data.resolve("pg").resolve("postmaster.pid"));
        } catch (IOException gone) {
            throw new IllegalStateException("PostgreSQL is not running", gone);
        }
    }

    /** A connection of the benchmark's own to the same PostgreSQL. */
    public Connection connect() throws SQLException {
        String port = postmaster().get(PORT_LINE).trim();
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/haihe?prepareThreshold=1", USER, password());
    }

    private String password() {
        try {
            return Files.readString(data.resolve("pg-password")).trim();
        } catch (IOException unreadable) {
            throw new IllegalStateException("the password of PostgreSQL cannot be read", unreadable);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
