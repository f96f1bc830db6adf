package city.haihe.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL of a benchmark's own, durable like the real one, in a temporary directory that goes with it. */
public final class BenchPostgres implements AutoCloseable {

    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final String USER = "bench";

    private final Path directory;
    private final int port;
    private final String password = UUID.randomUUID().toString();
    private final Process postmaster;

    /** Unpacks, initialises and starts it. */
    public BenchPostgres() throws Exception {
        this.directory = Files.createTempDirectory("haihe-bench-");
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = socket.getLocalPort();
        }
        Path archive = directory.resolve("postgres.txz");
        try (InputStream in = BenchPostgres.class.getResourceAsStream(ARCHIVE)) {
            if (in == null) {
                throw new IllegalStateException("PostgreSQL's binaries are not on the class path");
            }
            Files.copy(in, archive);
        }
        Path passwordFile = directory.resolve("password");
        Files.writeString(passwordFile, password);
        run(List.of("tar", "-xJf", archive.toString(), "-C", directory.toString()));
        if (isRoot()) {
            run(List.of("chown", "-R", "nobody", directory.toString()));
        }
        run(asOrdinaryUser(
                binary("initdb"),
                "--pgdata=" + directory.resolve("data"),
                "--username=" + USER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8"));
        this.postmaster = new ProcessBuilder(asOrdinaryUser(
                        binary("postgres"),
                        "-D",
                        directory.resolve("data").toString(),
                        "-p",
                        Integer.toString(port),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "shared_buffers=1GB",
                        "-c",
                        "max_wal_size=4GB",
                        "-c",
                        "work_mem=16MB",
                        "-c",
                        "jit=off"))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        awaitStart();
    }

    /** A new connection. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres?prepareThreshold=1", USER, password);
    }

    /** CPU microseconds that all of its processes have used so far. */
    public double cpuMicros() {
        return CpuTime.microsOfTree(postmaster.pid());
    }

    private void awaitStart() throws InterruptedException, SQLException {
        for (int attempt = 0; ; attempt++) {
            try {
                connect().close();
                return;
            } catch (SQLException starting) {
                if (attempt >= 300 || !postmaster.isAlive()) {
                    throw starting;
                }
                Thread.sleep(100);
            }
        }
    }

    private String binary(String name) {
        return directory.resolve("bin").resolve(name).toString();
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static List<String> asOrdinaryUser(String... command) {
        List<String> whole = new ArrayList<>();
        if (isRoot()) {
            whole.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        whole.addAll(List.of(command));
        return whole;
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + " ended with " + process.exitValue() + ":\n" + output);
        }
    }

    @Override
    public void close() throws IOException {
        postmaster.destroy();
        try {
            if (!postmaster.waitFor(30, TimeUnit.SECONDS)) {
                postmaster.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            postmaster.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
