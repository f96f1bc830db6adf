package city.haihe.app.platform.internal;

import city.haihe.app.platform.Database;
import city.haihe.app.platform.Door;
import city.haihe.app.platform.Role;
import city.haihe.app.platform.Settings;
import city.haihe.app.platform.StartupFailure;
import city.haihe.app.platform.StartupStep;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * One process from its start to its end: data directory, PostgreSQL, migrations, application, start-up steps, doors, ready;
 * and the same backwards.
 */
final class Start implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Start.class);

    /** What was begun gets this long to finish, then it is cut off. */
    private static final Duration FINISH_WITHIN = Duration.ofSeconds(10);

    private final Settings settings;
    private final Class<?> application;
    private final long startedNanos = System.nanoTime();
    private final Lifecycle lifecycle = new Lifecycle();
    /** The end may come while the start still opens things, on another thread. */
    private final Deque<AutoCloseable> opened = new ConcurrentLinkedDeque<>();

    private final List<Door> doors = new ArrayList<>();
    private @Nullable ConfigurableApplicationContext context;

    private boolean closed;

    /** Nothing is started yet. */
    Start(Settings settings, Class<?> application) {
        this.settings = settings;
        this.application = application;
    }

    /** Starts everything; a failure stops what was started and is thrown. */
    void run() {
        try {
            startAll();
        } catch (Throwable failed) {
            close();
            throw failed;
        }
    }

    private void startAll() {
        SpringApplicationBuilder builder = new SpringApplicationBuilder(application)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .registerShutdownHook(false)
                .properties(properties())
                .initializers(starting -> openDatabase(starting.getBeanFactory()));
        ConfigurableApplicationContext running = builder.run();
        context = running;
        runSteps(running);
        openDoors(running);
        lifecycle.enter(Lifecycle.Phase.READY);
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "server.port",
                settings.port(),
                "server.address",
                settings.bind(),
                "server.shutdown",
                "graceful",
                "spring.lifecycle.timeout-per-shutdown-phase",
                FINISH_WITHIN.toSeconds() + "s",
                "spring.threads.virtual.enabled",
                "true",
                "logging.level.root",
                settings.quiet() ? "OFF" : "WARN",
                "logging.level.city.haihe",
                settings.quiet() ? "OFF" : "INFO"));
        // Why the start failed is told once, by the command line, and not with a stack trace where an operator can mend
        // it.
        properties.put("logging.level.org.springframework.boot.SpringApplication", "OFF");
        properties.put("logging.level.org.springframework.boot.diagnostics", "OFF");
        if (settings.log() == Settings.Log.JSON) {
            properties.put("logging.structured.format.console", "ecs");
        }
        return properties;
    }

    private void openDatabase(ConfigurableListableBeanFactory beans) {
        beans.registerSingleton("settings", settings);
        beans.registerSingleton("lifecycle", lifecycle);
        ServiceUser user = ServiceUser.current();
        if (settings.db().isEmpty()) {
            EmbeddedPostgres.refuseForeign(settings.data(), user);
        }
        // A taken port is not worth making a directory; but where there is one, a second start on it has the same
        // ports,
        // and the reason to tell is that its data is in use.
        boolean fresh = !Files.exists(settings.data());
        if (fresh) {
            requireFreePorts();
        }
        DataDirectory data = DataDirectory.open(settings.data(), user);
        opened.push(data);
        if (!fresh) {
            requireFreePorts();
        }
        PostgresAddress address = settings.db().map(PostgresAddress::parse).orElseGet(() -> {
            LOG.info("event=starting part=postgres");
            EmbeddedPostgres postgres = EmbeddedPostgres.start(data, user);
            opened.push(postgres);
            return postgres.address();
        });
        HikariDataSource pool = pool(address);
        opened.push(pool);
        if (settings.db().isPresent()) {
            ForeignDatabase.check(pool, address);
        }
        Migrations.run(pool);
        beans.registerSingleton("postgresAddress", address);
        beans.registerResolvableDependency(DataSource.class, pool);
        beans.registerSingleton("dataSource", pool);
        Database database = new PooledDatabase(pool);
        beans.registerSingleton("database", database);
    }

    private void requireFreePorts() {
        requireFree("port", settings.port());
        if (settings.roles().contains(Role.GATEWAY)) {
            requireFree("mllp-port", settings.mllpPort());
        }
    }

    private void requireFree(String key, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(settings.bind(), port));
        } catch (IOException taken) {
            throw new StartupFailure(
                    StartupFailure.Kind.CONFIGURATION,
                    key + ": \"" + port + "\" cannot be listened on at " + settings.bind() + ": " + taken.getMessage()
                            + " (expected: a free port)",
                    taken);
        }
    }

    /** A pool on the address, or a failure in words for the operator. */
    static HikariDataSource pool(PostgresAddress address) {
        try {
            return PooledDatabase.pool(address);
        } catch (RuntimeException failed) {
            throw new StartupFailure(
                    StartupFailure.Kind.CONFIGURATION,
                    "db: " + address + " takes no connection (expected: a running PostgreSQL)",
                    failed);
        }
    }

    private void runSteps(ConfigurableApplicationContext running) {
        List<StartupStep> steps = running.getBeansOfType(StartupStep.class).values().stream()
                .sorted(Comparator.comparingInt(StartupStep::order).thenComparing(StartupStep::name))
                .toList();
        for (StartupStep step : steps) {
            try {
                step.run();
            } catch (StartupFailure known) {
                throw known;
            } catch (Exception failed) {
                throw new StartupFailure(
                        StartupFailure.Kind.INTERNAL, step.name() + " failed: " + failed.getMessage(), failed);
            }
        }
    }

    private void openDoors(ConfigurableApplicationContext running) {
        for (Door door : running.getBeansOfType(Door.class).values()) {
            if (!settings.roles().contains(door.role())) {
                continue;
            }
            try {
                door.open();
            } catch (StartupFailure known) {
                throw known;
            } catch (Exception failed) {
                throw new StartupFailure(
                        StartupFailure.Kind.CONFIGURATION,
                        door.name() + " does not open: " + failed.getMessage(),
                        failed);
            }
            doors.add(door);
        }
    }

    /** How long the start took. */
    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /** The application, for tests. */
    ConfigurableApplicationContext context() {
        if (context == null) {
            throw new IllegalStateException("not started");
        }
        return context;
    }

    /** Takes no new work, finishes what was begun, and stops everything in the order opposite to the start. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        lifecycle.enter(Lifecycle.Phase.STOPPING);
        closeDoors();
        if (context != null) {
            context.close();
        }
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (IOException failed) {
                LOG.warn("event=stop-failed reason=\"{}\"", failed.getMessage());
            } catch (Exception failed) {
                LOG.warn("event=stop-failed", failed);
            }
        }
    }

    private void closeDoors() {
        List<Thread> closing = doors.stream()
                .map(door -> Thread.ofVirtual().start(() -> door.close(FINISH_WITHIN)))
                .toList();
        for (Thread thread : closing) {
            try {
                thread.join(FINISH_WITHIN.plusSeconds(1));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
