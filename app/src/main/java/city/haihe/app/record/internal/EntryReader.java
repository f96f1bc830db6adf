package city.haihe.app.record.internal;

import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import java.sql.Connection;
import java.sql.SQLException;

/** Carries out the entries of Bundles that read: reads, searches and histories (FHIR R4 3.1.0.11.1). */
final class EntryReader {

    private final RecordEngine engine;
    private final Interactions interactions;
    private final HistoryInteractions history;

    EntryReader(RecordEngine engine, Interactions interactions) {
        this.engine = engine;
        this.interactions = interactions;
        this.history = new HistoryInteractions(engine);
    }

    /** The answer to an entry; one to HEAD has no resource. */
    FhirObject read(Connection connection, Visibility visibility, BundleEntry entry, Preference preference)
            throws SQLException {
        FhirObject answer = answer(connection, visibility, entry, preference);
        if (entry.method().equals("HEAD")) {
            answer.remove("resource");
        }
        return answer;
    }

    private FhirObject answer(Connection connection, Visibility visibility, BundleEntry entry, Preference preference)
            throws SQLException {
        BundleEntry.Address address = entry.address();
        QueryString query = QueryString.parse(address.query());
        if (address.history()) {
            HistoryInteractions.Subject subject = new HistoryInteractions.Subject(address.type(), address.id());
            return found(history.page(connection, visibility, subject, query, preference.strict()));
        }
        SearchBase other = address.searched();
        if (other != null || address.id().isEmpty()) {
            SearchBase base = other == null ? SearchBase.type(address.type()) : other;
            Interactions.Searched searched =
                    interactions.search(connection, visibility, base, query, preference.strict());
            return found(SearchBundle.write(engine.settings(), base.path(), searched));
        }
        return version(connection, visibility, entry);
    }

    private static FhirObject found(byte[] bundle) {
        return new FhirObject()
                .put("resource", FhirJsonParser.parseTrusted(bundle))
                .put("response", new FhirObject().put("status", "200"));
    }

    private FhirObject version(Connection connection, Visibility visibility, BundleEntry entry) throws SQLException {
        String type = entry.type();
        String id = entry.id();
        String version = entry.address().version();
        StoredResource resource = (version.isEmpty()
                        ? interactions.read(connection, visibility, type, id)
                        : interactions.readVersion(
                                connection, visibility, type, id, RecordErrors.versionId(type, id, version)))
                .orElseThrow(() -> RecordErrors.notFound(type, id));
        if (resource.deleted()) {
            throw RecordErrors.gone(type, id);
        }
        if (entry.freshness().has(resource)) {
            return new FhirObject().put("response", status("304", resource));
        }
        return new FhirObject().put("resource", resource.resource()).put("response", status("200", resource));
    }

    /** The response of an entry that concerns a version. */
    FhirObject status(String status, StoredResource resource) {
        FhirObject response = new FhirObject().put("status", status);
        if (!resource.deleted()) {
            response.put(
                    "location",
                    engine.settings().base() + "/" + resource.type() + "/" + resource.id() + "/_history/"
                            + resource.version());
        }
        response.put("etag", EntityTag.of(resource.version()));
        return response.put("lastModified", resource.lastUpdated().toString());
    }
}
