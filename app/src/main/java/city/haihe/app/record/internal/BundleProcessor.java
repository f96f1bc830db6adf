package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Carries out batch and transaction Bundles (FHIR R4 3.1.0.11). */
final class BundleProcessor {

    private final RecordEngine engine;
    private final Interactions interactions;

    BundleProcessor(RecordEngine engine, Interactions interactions) {
        this.engine = engine;
        this.interactions = interactions;
    }

    /** Answers the response Bundle. A transaction fails as a whole, a batch entry by entry. */
    FhirObject process(Visibility visibility, FhirObject bundle, Preference preference) {
        String type = bundle.string("type");
        if (!bundle.resourceType().equals("Bundle") || type == null) {
            throw notProcessable(type);
        }
        return switch (type) {
            case "transaction" -> transaction(visibility, bundle, preference);
            case "batch" -> batch(visibility, bundle, preference);
            default -> throw notProcessable(type);
        };
    }

    private static HaiheException notProcessable(@org.jspecify.annotations.Nullable String type) {
        return new HaiheException(
                ErrorCode.INVALID_BUNDLE,
                "type: " + type + " (expected: a Bundle of type batch or transaction)",
                "Bundle.type");
    }

    private FhirObject transaction(Visibility visibility, FhirObject bundle, Preference preference) {
        List<BundleEntry> entries = BundleEntry.all(bundle, engine);
        FhirObject[] answers = engine.database()
                .transaction(transaction -> new TransactionRun(
                                engine, this, visibility, new WriteSession(engine, transaction, visibility), preference)
                        .run(entries));
        return response("transaction-response", List.of(answers));
    }

    private FhirObject batch(Visibility visibility, FhirObject bundle, Preference preference) {
        FhirArray answers = new FhirArray();
        List<FhirObject> requests = BundleEntry.requests(bundle);
        for (int index = 0; index < requests.size(); index++) {
            answers.add(batchEntry(visibility, index, requests.get(index), preference));
        }
        return response("batch-response", answers.objects().toList());
    }

    private FhirObject batchEntry(Visibility visibility, int index, FhirObject request, Preference preference) {
        try {
            BundleEntry entry = BundleEntry.of(index, request, engine);
            if (entry.method().equals("GET") || entry.method().equals("HEAD")) {
                return engine.database().read(connection -> read(connection, visibility, entry));
            }
            return engine.database()
                    .transaction(transaction -> new TransactionRun(
                                    engine,
                                    this,
                                    visibility,
                                    new WriteSession(engine, transaction, visibility),
                                    preference)
                            .run(List.of(entry))[0]);
        } catch (HaiheException refused) {
            FhirObject response = new FhirObject()
                    .put("status", Integer.toString(refused.code().httpStatus()))
                    .put("outcome", Outcomes.of(refused));
            return new FhirObject().put("response", response);
        }
    }

    private static FhirObject response(String type, List<FhirObject> entries) {
        FhirObject response = FhirObject.resource("Bundle").put("type", type);
        return entries.isEmpty() ? response : response.put("entry", new FhirArray(entries));
    }

    /** Carries out an entry that reads. */
    FhirObject read(Connection connection, Visibility visibility, BundleEntry entry) throws SQLException {
        if (entry.id().isEmpty()) {
            return search(connection, visibility, entry);
        }
        StoredResource resource = (entry.version().isEmpty()
                        ? interactions.read(connection, visibility, entry.type(), entry.id())
                        : interactions.readVersion(
                                connection,
                                visibility,
                                entry.type(),
                                entry.id(),
                                RecordErrors.versionId(entry.type(), entry.id(), entry.version())))
                .orElseThrow(() -> RecordErrors.notFound(entry.type(), entry.id()));
        if (resource.deleted()) {
            throw RecordErrors.gone(entry.type(), entry.id());
        }
        return new FhirObject().put("resource", resource.resource()).put("response", status("200", resource));
    }

    private FhirObject search(Connection connection, Visibility visibility, BundleEntry entry) throws SQLException {
        Interactions.Searched searched =
                interactions.search(connection, visibility, entry.type(), QueryString.parse(entry.query()), false);
        byte[] found = SearchBundle.write(engine.settings(), entry.type(), searched);
        return new FhirObject()
                .put("resource", city.haihe.fhir.FhirJsonParser.parseTrusted(found))
                .put("response", new FhirObject().put("status", "200"));
    }

    /** The response of an entry that concerns a version. */
    FhirObject status(String status, StoredResource resource) {
        FhirObject response = new FhirObject().put("status", status);
        response.put(
                "location",
                engine.settings().base() + "/" + resource.type() + "/" + resource.id() + "/_history/"
                        + resource.version());
        response.put("etag", EntityTag.of(resource.version()));
        return response.put("lastModified", resource.lastUpdated().toString());
    }
}
