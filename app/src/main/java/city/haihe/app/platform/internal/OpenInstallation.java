package city.haihe.app.platform.internal;

import city.haihe.app.platform.Examination;
import city.haihe.app.platform.Settings;
import city.haihe.app.platform.StartupFailure;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An installation's database for somebody who only looks: that of the process that runs on the directory, or a PostgreSQL that
 * is started on it and stopped again, or the city's own. Nothing is migrated.
 */
final class OpenInstallation implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OpenInstallation.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Settings settings;
    private final HikariDataSource pool;
    private String place = "";

    private OpenInstallation(Settings settings) {
        this.settings = settings;
        try {
            PostgresAddress address = settings.db().map(this::foreign).orElseGet(this::own);
            this.pool = Start.pool(address);
            opened.push(pool);
            requireCurrent();
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /**
     * Opens the installation that the settings name.
     *
     * @throws StartupFailure where there is none, where it cannot be reached, or where it is of an earlier version
     */
    static OpenInstallation open(Settings settings) {
        return new OpenInstallation(settings);
    }

    /** What an examination looks through. */
    Examination.Subject subject() {
        return new Examination.Subject(new PooledDatabase(pool), settings, new StoredFeedPages());
    }

    /** Which database it is and how it was reached. */
    String place() {
        return place;
    }

    private PostgresAddress foreign(String db) {
        PostgresAddress address = PostgresAddress.parse(db);
        place = address.toString();
        return address;
    }

    private PostgresAddress own() {
        Path data = settings.data();
        if (!Files.isRegularFile(data.resolve("pg").resolve("PG_VERSION"))) {
            throw new StartupFailure(
                    StartupFailure.Kind.DATA_DIRECTORY,
                    data + " holds no PostgreSQL (expected: --data with an installation's directory, or --db with the"
                            + " address of its database)");
        }
        ServiceUser user = ServiceUser.current();
        EmbeddedPostgres.refuseForeign(data, user);
        Optional<DataDirectory> unused = DataDirectory.openUnused(data, user);
        if (unused.isPresent()) {
            opened.push(unused.get());
            EmbeddedPostgres postgres = EmbeddedPostgres.start(unused.get(), user);
            opened.push(postgres);
            place = data + ", started for this";
            return postgres.address();
        }
        place = data + ", which is running";
        return EmbeddedPostgres.running(data)
                .orElseThrow(() -> new StartupFailure(
                        StartupFailure.Kind.DATA_DIRECTORY,
                        data + " is in use, and its PostgreSQL does not run (expected: --db with the address where the"
                                + " process has one, else another try when it is ready)"));
    }

    private void requireCurrent() {
        List<String> pending = Migrations.pending(pool);
        if (!pending.isEmpty()) {
            throw new StartupFailure(
                    StartupFailure.Kind.CONFIGURATION,
                    "the database lacks what this version adds: " + String.join(", ", pending)
                            + " (expected: one that ./haihe up of this version has started on)");
        }
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception failed) {
                LOG.warn("event=stop-failed reason=\"{}\"", failed.getMessage());
            }
        }
    }
}
