package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirParseException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out batch and transaction Bundles (FHIR R4 3.1.0.11). */
final class BundleProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(BundleProcessor.class);

    private final RecordEngine engine;
    private final EntryReader reader;

    BundleProcessor(RecordEngine engine, Interactions interactions) {
        this.engine = engine;
        this.reader = new EntryReader(engine, interactions);
    }

    /** A Bundle as it came in. What is wrong with a resource of a batch is the matter of its entry, not of the others. */
    void process(FhirRequest asked, Visibility visibility, FhirAnswer answer) throws IOException {
        FhirObject bundle = asked.uncheckedBody();
        if (isBatch(bundle)) {
            check(withoutResources(bundle));
        } else {
            check(bundle);
        }
        FhirObject response = process(visibility, bundle, asked.preference());
        answer.json(200, city.haihe.fhir.FhirJson.toBytes(response));
    }

    private static boolean isBatch(FhirObject bundle) {
        return bundle.resourceType().equals("Bundle") && "batch".equals(bundle.string("type"));
    }

    private static void check(FhirObject resource) {
        try {
            FhirJsonParser.check(resource);
        } catch (FhirParseException malformed) {
            throw RecordErrors.malformed(malformed);
        }
    }

    private static FhirObject withoutResources(FhirObject bundle) {
        FhirArray entries = bundle.array("entry");
        if (entries == null) {
            return bundle;
        }
        FhirArray bare = new FhirArray();
        entries.forEach(value -> {
            if (value instanceof FhirObject entry && entry.size() > 1) {
                FhirObject copy = new FhirObject();
                entry.forEach((name, part) -> {
                    if (!name.equals("resource") || !(part instanceof FhirObject)) {
                        copy.put(name, part);
                    }
                });
                bare.add(copy);
            } else {
                bare.add(value);
            }
        });
        FhirObject rest = new FhirObject();
        bundle.forEach((name, value) -> rest.put(name, name.equals("entry") ? bare : value));
        return rest;
    }

    /** Answers the response Bundle. A transaction fails as a whole, a batch entry by entry. */
    FhirObject process(Visibility visibility, FhirObject bundle, Preference preference) {
        String type = bundle.string("type");
        if (!bundle.resourceType().equals("Bundle")) {
            throw new HaiheException(
                    ErrorCode.INVALID_BUNDLE, "resourceType: " + bundle.resourceType() + " (expected: Bundle)");
        }
        return switch (type) {
            case "transaction" -> transaction(visibility, bundle, preference);
            case "batch" -> batch(visibility, bundle, preference);
            case null, default -> throw notProcessable(type);
        };
    }

    private static HaiheException notProcessable(@Nullable String type) {
        return new HaiheException(
                ErrorCode.INVALID_BUNDLE,
                "type: " + type + " (expected: a Bundle of type batch or transaction)",
                "Bundle.type");
    }

    private FhirObject transaction(Visibility visibility, FhirObject bundle, Preference preference) {
        List<BundleEntry> entries = BundleEntry.all(bundle, engine);
        return response("transaction-response", List.of(run(visibility, entries, preference)));
    }

    private FhirObject[] run(Visibility visibility, List<BundleEntry> entries, Preference preference) {
        return engine.database()
                .transaction(transaction -> new TransactionRun(
                                engine, reader, new WriteSession(engine, transaction, visibility), preference)
                        .run(entries));
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
            FhirObject resource = request.object("resource");
            if (resource != null) {
                FhirJsonParser.checkEntry(resource, "Bundle.entry[" + index + "].resource");
            }
            BundleEntry entry = BundleEntry.of(index, request, engine);
            if (entry.reads()) {
                return engine.database().read(connection -> reader.read(connection, visibility, entry, preference));
            }
            return run(visibility, List.of(entry), preference)[0];
        } catch (FhirParseException malformed) {
            return failed(RecordErrors.malformed(malformed));
        } catch (HaiheException refused) {
            return failed(refused);
        } catch (RuntimeException fault) {
            LOG.error("event=batch-entry-fault index={}", index, fault);
            return failed(new HaiheException(ErrorCode.INTERNAL, "an unexpected fault", null, fault));
        }
    }

    private static FhirObject failed(HaiheException refused) {
        FhirObject response = new FhirObject()
                .put("status", Integer.toString(refused.code().httpStatus()))
                .put("outcome", Outcomes.of(refused));
        return new FhirObject().put("response", response);
    }

    private static FhirObject response(String type, List<FhirObject> entries) {
        FhirObject response = FhirObject.resource("Bundle").put("type", type);
        return entries.isEmpty() ? response : response.put("entry", new FhirArray(entries));
    }
}
