package city.haihe.app.record.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.Examination;
import city.haihe.app.platform.Role;
import city.haihe.app.platform.Settings;
import city.haihe.app.platform.internal.TestDatabase;
import city.haihe.app.record.ClinicalRecord;
import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;

/** A record on a PostgreSQL of its own. */
final class TestRecord implements AutoCloseable {

    static final String BASE = "http://city.example/fhir";
    static final Caller SYSTEM = Caller.system("Client/test", "test", "0".repeat(32));

    private final TestDatabase postgres = new TestDatabase();
    private final RecordEngine engine;
    private final ClinicalRecord record;
    private final Interactions interactions;
    private final BundleProcessor bundles;

    TestRecord() {
        this(new RecordSettings("http://city.example", Settings.References.ENFORCE, false));
    }

    TestRecord(RecordSettings settings) {
        this(settings, Clock.systemUTC());
    }

    TestRecord(RecordSettings settings, InstantSource clock) {
        engine = RecordEngine.on(postgres.database(), postgres.feed(), settings, clock);
        engine.tables().makeMissing(engine.database());
        interactions = new Interactions(engine);
        bundles = new BundleProcessor(engine, interactions);
        record = new PostgresRecord(engine, interactions, bundles);
    }

    RecordEngine engine() {
        return engine;
    }

    ClinicalRecord record() {
        return record;
    }

    Interactions interactions() {
        return interactions;
    }

    BundleProcessor bundles() {
        return bundles;
    }

    /** What a deep check looks through. */
    Examination.Subject subject() {
        Settings settings = new Settings(
                0,
                "127.0.0.1",
                engine.settings().publicUrl(),
                Path.of("."),
                Optional.empty(),
                false,
                EnumSet.noneOf(Role.class),
                0,
                Settings.Log.PLAIN,
                true,
                false,
                engine.settings().operator(),
                new Settings.PortalSettings(Optional.empty(), Optional.empty()));
        return new Examination.Subject(postgres.database(), settings, postgres.feedPages());
    }

    static FhirObject json(String json) {
        return FhirJsonParser.parse(json.replace('\'', '"').getBytes(UTF_8));
    }

    StoredResource create(Caller caller, String json) {
        return engine.database().transaction(transaction -> {
            ClinicalRecord.RecordSession session = record.open(transaction, caller);
            StoredResource created = session.create(json(json));
            session.finish();
            return created;
        });
    }

    @Override
    public void close() {
        postgres.close();
    }
}
