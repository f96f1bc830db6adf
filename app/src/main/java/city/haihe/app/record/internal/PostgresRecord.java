package city.haihe.app.record.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.Transaction;
import city.haihe.app.record.ClinicalRecord;
import city.haihe.app.record.SearchPage;
import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirObject;
import java.util.Optional;

/** The record on PostgreSQL, for other modules. */
final class PostgresRecord implements ClinicalRecord {

    private final RecordEngine engine;
    private final Interactions interactions;
    private final BundleProcessor bundles;

    PostgresRecord(RecordEngine engine, Interactions interactions, BundleProcessor bundles) {
        this.engine = engine;
        this.interactions = interactions;
        this.bundles = bundles;
    }

    @Override
    public Optional<StoredResource> read(Caller caller, String type, String id) {
        return engine.database()
                .read(connection -> interactions.read(connection, engine.visibility(caller), type, id))
                .filter(resource -> !resource.deleted());
    }

    @Override
    public SearchPage search(Caller caller, String type, String query) {
        Interactions.Searched searched = engine.database()
                .read(connection -> interactions.search(
                        connection, engine.visibility(caller), type, QueryString.parse(query), true));
        SearchEngine.Found found = searched.found();
        return new SearchPage(
                found.matches(),
                found.included().resources(),
                found.total(),
                searched.next().isEmpty() ? null : searched.next());
    }

    @Override
    public FhirObject transact(Caller caller, FhirObject bundle) {
        return bundles.process(engine.visibility(caller), bundle, Preference.parse(null));
    }

    @Override
    public RecordSession open(Transaction transaction, Caller caller) {
        return new WriteSession(engine, transaction, engine.visibility(caller));
    }

    @Override
    public SharedSession share(Transaction transaction) {
        return new SharedWrites(engine, transaction);
    }
}
