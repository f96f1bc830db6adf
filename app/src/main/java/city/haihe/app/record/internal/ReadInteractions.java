package city.haihe.app.record.internal;

import city.haihe.app.record.StoredResource;
import java.io.IOException;

/** Read and version read over REST (FHIR R4 3.1.0.2, 3.1.0.3). */
final class ReadInteractions {

    private final RecordEngine engine;
    private final Interactions interactions;

    ReadInteractions(RecordEngine engine, Interactions interactions) {
        this.engine = engine;
        this.interactions = interactions;
    }

    void read(FhirRequest asked, Visibility visibility, FhirAnswer answer) throws IOException {
        String type = asked.path()[0];
        String id = asked.path()[1];
        StoredResource resource = engine.database()
                .read(connection -> interactions.read(connection, visibility, type, id))
                .orElseThrow(() -> RecordErrors.notFound(type, id));
        version(asked, resource, answer);
    }

    void readVersion(FhirRequest asked, Visibility visibility, FhirAnswer answer) throws IOException {
        String type = asked.path()[0];
        String id = asked.path()[1];
        long version = RecordErrors.versionId(type, id, asked.path()[3]);
        StoredResource resource = engine.database()
                .read(connection -> interactions.readVersion(connection, visibility, type, id, version))
                .orElseThrow(() -> RecordErrors.notFound(type, id + "/_history/" + version));
        version(asked, resource, answer);
    }

    private static void version(FhirRequest asked, StoredResource resource, FhirAnswer answer) throws IOException {
        if (resource.deleted()) {
            answer.versionHeaders(resource);
            throw RecordErrors.gone(resource.type(), resource.id());
        }
        answer.versionHeaders(resource);
        if (asked.freshness().has(resource)) {
            answer.empty(304);
        } else {
            answer.json(200, body(asked.query(), resource));
        }
    }

    /** The body, or what of it is asked for (FHIR R4 3.1.0.1.7). */
    private static byte[] body(QueryString query, StoredResource resource) {
        return query.parameters().isEmpty()
                ? resource.body()
                : new ResourceSubset(ResultParameters.ofRead(resource.type(), query)).body(resource, true);
    }
}
