package city.haihe.app.record.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.ChangeFeed;
import city.haihe.app.platform.Database;
import city.haihe.fhir.R4;
import java.time.InstantSource;

/**
 * The record's parts, made once.
 *
 * @param database the way to PostgreSQL
 * @param feed where writes are told
 * @param settings how the record behaves
 * @param clock gives {@code meta.lastUpdated}
 * @param parameters the search parameters that are indexed
 * @param tables the tables of the resource types
 * @param store reads and writes rows
 * @param indexer finds what a resource can be found by
 * @param parser understands searches
 * @param search carries searches out
 * @param checks hold referential integrity
 * @param added the search parameters that resources add
 * @param wordings knows what codes are called
 * @param ids makes logical ids
 * @param seal seals page links
 * @param terminology knows code systems, value sets and concept maps
 */
record RecordEngine(
        Database database,
        ChangeFeed feed,
        RecordSettings settings,
        InstantSource clock,
        SearchParameters parameters,
        ResourceTables tables,
        ResourceStore store,
        ResourceIndexer indexer,
        SearchParser parser,
        SearchEngine search,
        ReferenceChecks checks,
        AddedParameters added,
        Wordings wordings,
        ResourceIds ids,
        PageSeal seal,
        Terminology terminology) {

    /** Builds the parts on the definitions of FHIR R4. */
    static RecordEngine on(Database database, ChangeFeed feed, RecordSettings settings, InstantSource clock) {
        SearchParameters parameters = new SearchParameters(R4.definitions());
        ResourceTables tables = new ResourceTables(parameters);
        ResourceStore store = new ResourceStore(tables, new BodyCodec());
        ResourceIndexer indexer = new ResourceIndexer(parameters, tables, settings);
        SearchParser plain = new SearchParser(
                parameters, tables, new SearchValues(parameters, settings, clock, new WithoutTerminology()));
        Terminology terminology = new Terminology(tables, store, plain);
        CodeExpansion expansion = new TerminologyExpansion(database, terminology);
        return new RecordEngine(
                database,
                feed,
                settings,
                clock,
                parameters,
                tables,
                store,
                indexer,
                new SearchParser(parameters, tables, new SearchValues(parameters, settings, clock, expansion)),
                new SearchEngine(tables, store, indexer, new StatementLimit(settings.searchLimit())),
                new ReferenceChecks(tables),
                new AddedParameters(database, clock, parameters, tables, store),
                new Wordings(),
                new ResourceIds(clock),
                new PageSeal(database),
                terminology);
    }

    /** What the caller may see and do here. */
    Visibility visibility(Caller caller) {
        return new Visibility(caller, restrictions());
    }

    /** Single resources for callers whose scopes are restricted. */
    RestrictedRows restrictedRows() {
        return new RestrictedRows(tables, store, indexer);
    }

    /** How the search restrictions of scopes are understood. */
    Restrictions restrictions() {
        return new Restrictions(parser, tables);
    }
}
