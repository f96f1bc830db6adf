package city.haihe.app.demo.internal;

import city.haihe.app.platform.Database;
import city.haihe.app.platform.Settings;
import city.haihe.app.platform.StartupStep;
import city.haihe.app.record.ClinicalRecord;
import city.haihe.simulator.SampleCity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Loads the sample city at the first start. What was interrupted goes on at the next start; of several processes that start
 * on one database one loads and the others wait.
 */
@Component
class SampleCityStep implements StartupStep {

    private static final Logger LOG = LoggerFactory.getLogger(SampleCityStep.class);

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    /** Tells this lock from others'. */
    private static final long LOCK = 0x4841_4948_4544_454DL;

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

    private final Settings settings;
    private final Database database;
    private final ClinicalRecord record;
    private final SignInRegistration registration;
    private final Clock clock;

    SampleCityStep(
            Settings settings, Database database, ClinicalRecord record, SignInRegistration registration, Clock clock) {
        this.settings = settings;
        this.database = database;
        this.record = record;
        this.registration = registration;
        this.clock = clock;
    }

    @Override
    public int order() {
        return 200;
    }

    @Override
    public String name() {
        return "sample city";
    }

    @Override
    public void run() throws InterruptedException {
        CityRow row = new CityRow(database);
        while (settings.demo() && !row.find().map(CityRow.City::finished).orElse(false)) {
            if (!loadAlone(row)) {
                Thread.sleep(BETWEEN_TRIES);
            }
        }
    }

    /** Loads under a lock that ends with our connection, or answers false where another process holds it. */
    private boolean loadAlone(CityRow row) {
        return database.read(connection -> {
            if (!lock(connection, "pg_try_advisory_lock")) {
                return false;
            }
            try {
                load(row);
            } finally {
                lock(connection, "pg_advisory_unlock");
            }
            return true;
        });
    }

    private static boolean lock(Connection connection, String function) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT " + function + "(?)")) {
            select.setLong(1, LOCK);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    private void load(CityRow row) {
        Optional<CityRow.City> known = row.find();
        if (known.map(CityRow.City::finished).orElse(false)) {
            return;
        }
        CityRow.City begun = known.orElseGet(() -> begin(row));
        SampleCity city = SampleCity.of(begun.seed(), begun.today(), begun.residents());
        LOG.info(
                "event=sample-city-loading seed={} residents={} resumed={}",
                begun.seed(),
                begun.residents(),
                known.isPresent());
        long started = System.nanoTime();
        new CityLoad(record, city, known.isPresent()).run();
        registration.register(city);
        row.finish();
        LOG.info(
                "event=sample-city-loaded seconds={}",
                Duration.ofNanos(System.nanoTime() - started).toSeconds());
    }

    private CityRow.City begin(CityRow row) {
        CityRow.City city = new CityRow.City(
                SampleCity.DEFAULT_SEED,
                LocalDate.ofInstant(clock.instant(), ZONE),
                SampleCity.DEFAULT_RESIDENTS,
                false);
        row.begin(city);
        return city;
    }
}
