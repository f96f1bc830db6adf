package city.haihe.app.record.internal;

import city.haihe.app.platform.ChangeFeed;
import city.haihe.app.platform.Database;
import city.haihe.app.platform.ScopeRestrictions;
import city.haihe.app.platform.Settings;
import city.haihe.app.platform.StartupStep;
import city.haihe.app.record.ClinicalRecord;
import city.haihe.app.record.ServerOperation;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the record's parts together. */
@Configuration(proxyBeanMethods = false)
class RecordConfiguration {

    private static final int TABLES_ORDER = 10;

    @Bean
    RecordEngine recordEngine(Database database, ChangeFeed feed, Settings settings, Clock clock) {
        RecordSettings recordSettings = new RecordSettings(settings.publicUrl(), settings.record());
        return RecordEngine.on(database, feed, recordSettings, clock);
    }

    /** Makes the tables of resource types before anybody asks for one. */
    @Bean
    StartupStep recordTables(RecordEngine engine, ReindexWorker worker) {
        return new StartupStep() {
            @Override
            public int order() {
                return TABLES_ORDER;
            }

            @Override
            public String name() {
                return "record tables";
            }

            @Override
            public void run() {
                boolean first = engine.tables().makeMissing(engine.database());
                if (!first) {
                    new IdentityBackfill(engine).run();
                }
                new Reindexing(engine).requestCurrent(first);
                engine.added().refresh();
                worker.start();
            }
        };
    }

    @Bean
    ReindexWorker reindexWorker(RecordEngine engine, MeterRegistry meters) {
        ReindexWorker worker = new ReindexWorker(engine);
        Gauge.builder("haihe.record.reindex.waiting", worker, ReindexWorker::waiting)
                .description("Resources that have yet to be indexed anew")
                .register(meters);
        return worker;
    }

    @Bean
    Interactions recordInteractions(RecordEngine engine) {
        return new Interactions(engine);
    }

    @Bean
    BundleProcessor recordBundles(RecordEngine engine, Interactions interactions) {
        return new BundleProcessor(engine, interactions);
    }

    @Bean
    ClinicalRecord clinicalRecord(RecordEngine engine, Interactions interactions, BundleProcessor bundles) {
        return new PostgresRecord(engine, interactions, bundles);
    }

    @Bean
    ScopeRestrictions scopeRestrictions(RecordEngine engine) {
        return engine.restrictions();
    }

    @Bean
    Operations recordOperationList(
            RecordEngine engine, Interactions interactions, ObjectProvider<ServerOperation> brought) {
        return RecordOperations.of(engine, interactions, brought.orderedStream().toList());
    }

    @Bean
    Capabilities recordCapabilities(RecordEngine engine, Operations operations) {
        return new Capabilities(engine, engine.parameters(), operations);
    }
}
