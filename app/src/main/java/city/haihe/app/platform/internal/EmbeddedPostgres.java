package city.haihe.app.platform.internal;

import city.haihe.app.platform.StartupFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * A PostgreSQL of our own: durable, on the loopback interface with SCRAM, as an ordinary user, gone when we are gone, and
 * started again when it alone dies.
 */
final class EmbeddedPostgres implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

    static final String USER = "haihe";
    static final String DATABASE = "haihe";

    private static final String PASSWORD_FILE = "pg-password";

    /** The line of PostgreSQL's pid file that holds its port. */
    private static final int PORT_LINE = 4;

    /** A killed postmaster's children need a moment to leave its shared memory. */
    private static final Duration ORPHAN_LIMIT = Duration.ofSeconds(15);

    /** Crash recovery of a large city takes time; more than this is a case for a person. */
    private static final Duration START_LIMIT = Duration.ofSeconds(120);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration RESTART_PAUSE = Duration.ofMillis(500);
    private static final long MIB = 1024L * 1024;

    /**
     * Keeps PostgreSQL as a child and stops it at the end of file on its input, which comes when the JVM ends, however it
     * ends. Descriptor 3 keeps the pipe, since a shell gives background commands an empty input.
     */
    private static final String SUPERVISOR = """
            exec 3<&0
            "$@" 3<&- </dev/null &
            server=$!
            (cat <&3 >/dev/null; kill -INT $server) &
            watch=$!
            exec 3<&-
            wait $server
            status=$?
            kill $watch 2>/dev/null
            exit $status
            """;

    private final Path directory;
    private final PostgresBinaries binaries;
    private final ServiceUser user;
    private final String password;
    private final int port;
    private final Path log;
    private volatile boolean stopping;
    private volatile Process supervisor;

    private EmbeddedPostgres(DataDirectory data, ServiceUser user) throws IOException, InterruptedException {
        this.directory = data.path().resolve("pg");
        this.user = user;
        this.binaries = PostgresBinaries.unpack(data);
        this.password = data.secret(PASSWORD_FILE);
        this.log = data.path().resolve("pg.log");
        this.port = freePort();
        awaitOrphan();
        initialise(data);
        this.supervisor = launch();
        awaitStart();
        Thread.ofVirtual().name("postgres-watch").start(this::restartWhenItDies);
    }

    /**
     * Starts PostgreSQL on the data directory.
     *
     * @throws StartupFailure where the directory is another version's, another owner's or in use
     */
    static EmbeddedPostgres start(DataDirectory data, ServiceUser user) {
        try {
            return new EmbeddedPostgres(data, user);
        } catch (IOException failed) {
            throw new StartupFailure(
                    StartupFailure.Kind.DATA_DIRECTORY, "PostgreSQL does not start: " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartupFailure(StartupFailure.Kind.INTERNAL, "interrupted", interrupted);
        }
    }

    /** The address for pgjdbc, with user and password. */
    PostgresAddress address() {
        return new PostgresAddress("127.0.0.1", port, DATABASE, USER, password);
    }

    /** The address of the PostgreSQL that another process of ours runs on the data directory, or empty where none runs. */
    static Optional<PostgresAddress> running(Path data) {
        Path directory = data.resolve("pg");
        try {
            if (livingPostmaster(directory) == 0) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(directory.resolve("postmaster.pid"));
            String password = Files.readString(data.resolve(PASSWORD_FILE)).strip();
            return lines.size() < PORT_LINE
                    ? Optional.empty()
                    : Optional.of(new PostgresAddress(
                            "127.0.0.1",
                            Integer.parseInt(lines.get(PORT_LINE - 1).strip()),
                            DATABASE,
                            USER,
                            password));
        } catch (IOException unreadable) {
            throw new StartupFailure(
                    StartupFailure.Kind.DATA_DIRECTORY,
                    data + " cannot be read: " + unreadable.getMessage(),
                    unreadable);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /**
     * Refuses a data directory whose PostgreSQL is another version's or another owner's, before anything is written there.
     *
     * @throws StartupFailure where it is
     */
    static void refuseForeign(Path data, ServiceUser user) {
        Path directory = data.resolve("pg");
        Path version = directory.resolve("PG_VERSION");
        if (!Files.exists(version)) {
            return;
        }
        try {
            String found = Files.readString(version).trim();
            if (!found.equals(Integer.toString(PostgresBinaries.MAJOR))) {
                throw new StartupFailure(
                        StartupFailure.Kind.DATA_DIRECTORY,
                        directory + " holds PostgreSQL version \"" + found + "\" (expected: " + PostgresBinaries.MAJOR
                                + ")");
            }
            String owner = Files.getOwner(directory).getName();
            if (!owner.equals(user.name())) {
                throw new StartupFailure(
                        StartupFailure.Kind.DATA_DIRECTORY,
                        directory + " belongs to \"" + owner + "\" (expected: " + user.name() + ")");
            }
        } catch (IOException unreadable) {
            throw new StartupFailure(
                    StartupFailure.Kind.DATA_DIRECTORY,
                    directory + " cannot be read: " + unreadable.getMessage(),
                    unreadable);
        }
    }

    /** Our own orphan ends by itself once its pipe has ended; a postmaster that stays is somebody else's. */
    private void awaitOrphan() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + ORPHAN_LIMIT.toNanos();
        long pid;
        while ((pid = livingPostmaster(directory)) > 0) {
            if (System.nanoTime() > deadline) {
                throw new StartupFailure(
                        StartupFailure.Kind.DATA_DIRECTORY,
                        directory + " is in use by the living process " + pid + " (expected: none)");
            }
            Thread.sleep(100);
        }
    }

    private static long livingPostmaster(Path directory) throws IOException {
        Path pidFile = directory.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return 0;
        }
        List<String> lines = Files.readAllLines(pidFile);
        if (lines.isEmpty() || !lines.getFirst().strip().matches("\\d{1,9}")) {
            return 0;
        }
        long pid = Long.parseLong(lines.getFirst().strip());
        Path workingDirectory = Path.of("/proc", Long.toString(pid), "cwd");
        try {
            boolean ours = Files.exists(workingDirectory) && Files.isSameFile(workingDirectory, directory);
            return ours ? pid : 0;
        } catch (IOException gone) {
            return 0;
        }
    }

    private void initialise(DataDirectory data) throws IOException {
        if (Files.exists(directory.resolve("PG_VERSION"))) {
            return;
        }
        // A start that was cut off leaves a part that is made anew, never half a cluster under the real name.
        Path part = data.path().resolve("pg.part");
        FileSystemUtils.deleteRecursively(part);
        Files.createDirectory(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setOwner(part, user.principal(part));
        Path passwordFile = data.path().resolve("pg.pw");
        Files.deleteIfExists(passwordFile);
        try {
            Files.createFile(
                    passwordFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(passwordFile, password);
            Files.setOwner(passwordFile, user.principal(passwordFile));
            PostgresBinaries.run(user.command(List.of(
                    binaries.program("initdb"),
                    "--pgdata=" + part,
                    "--username=" + USER,
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8")));
            Files.move(part, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new IOException(
                    failed.getMessage() + " (as user " + user.name() + ", who must be able to reach " + directory + ")",
                    failed);
        } finally {
            Files.deleteIfExists(passwordFile);
        }
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid", "sh", "-c", SUPERVISOR, "haihe-postgres"));
        command.addAll(List.of(binaries.program("postgres"), "-D", directory.toString(), "-p", Integer.toString(port)));
        settings().forEach(setting -> {
            command.add("-c");
            command.add(setting);
        });
        return new ProcessBuilder(user.command(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** Sizes follow the machine: an eighth of its memory for shared buffers, between 128 MiB and 4 GiB. */
    private static List<String> settings() {
        long memoryMib = memoryBytes() / MIB;
        long sharedMib = Math.clamp(memoryMib / 8, 128, 4096);
        return List.of(
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "password_encryption=scram-sha-256",
                "fsync=on",
                "synchronous_commit=on",
                "full_page_writes=on",
                "max_connections=100",
                "shared_buffers=" + sharedMib + "MB",
                "effective_cache_size=" + memoryMib / 2 + "MB",
                "work_mem=16MB",
                "maintenance_work_mem=" + Math.clamp(memoryMib / 32, 64, 1024) + "MB",
                "wal_buffers=16MB",
                "max_wal_size=4GB",
                "min_wal_size=256MB",
                "checkpoint_timeout=15min",
                "random_page_cost=1.1",
                "jit=off",
                "shared_preload_libraries=pg_stat_statements",
                "log_min_messages=warning",
                "log_line_prefix=%m [%p] ",
                // Statements can hold clinical data and names; errors are logged without them.
                "log_min_error_statement=panic",
                "log_parameter_max_length_on_error=0");
    }

    private static long memoryBytes() {
        return java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 2048 * MIB;
    }

    private void awaitStart() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        long retryDeadline = System.nanoTime() + ORPHAN_LIMIT.toNanos();
        while (true) {
            try (Connection connection =
                    DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", USER, password)) {
                createDatabase(connection);
                return;
            } catch (SQLException starting) {
                if (!supervisor.isAlive()) {
                    if (System.nanoTime() > retryDeadline) {
                        throw new IOException("it ended with " + supervisor.exitValue() + ", see " + log, starting);
                    }
                    Thread.sleep(RESTART_PAUSE);
                    supervisor = launch();
                } else if (System.nanoTime() > deadline) {
                    throw new IOException(
                            "it takes no connections after " + START_LIMIT.toSeconds() + " s, see " + log);
                } else {
                    Thread.sleep(20);
                }
            }
        }
    }

    private static void createDatabase(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
            if (found.next()) {
                return;
            }
        }
        try (var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + DATABASE);
        }
    }

    private void restartWhenItDies() {
        while (true) {
            try {
                int status = supervisor.waitFor();
                if (stopping) {
                    return;
                }
                LOG.error("event=postgres-died status={} action=restart", status);
                Thread.sleep(RESTART_PAUSE);
                supervisor = launch();
                awaitStart();
                LOG.info("event=postgres-restarted");
            } catch (IOException failed) {
                LOG.error("event=postgres-restart-failed reason=\"{}\"", failed.getMessage());
            } catch (InterruptedException interrupted) {
                return;
            }
        }
    }

    /** Stops PostgreSQL with a fast shutdown and waits for it. */
    @Override
    public void close() {
        stopping = true;
        try {
            supervisor.getOutputStream().close();
            if (!supervisor.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                LOG.error("event=postgres-does-not-stop after={}s", STOP_LIMIT.toSeconds());
            }
        } catch (IOException pipeGone) {
            LOG.warn("event=postgres-pipe-gone");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
