package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirObject;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One run of a transaction Bundle: DELETE, POST, PUT, then GET, whatever the order of the entries. */
final class TransactionRun {

    private final RecordEngine engine;
    private final BundleProcessor bundles;
    private final Visibility visibility;
    private final WriteSession session;
    private final Preference preference;
    private final Conditional conditional;

    /** What entries and conditional references turned out to be called. */
    private final Map<String, String> names = new HashMap<>();

    /** Resources that a conditional create found, by the entry's place. */
    private final Map<Integer, StoredResource> found = new HashMap<>();

    /** Ids of the resources that are created, by the entry's place. */
    private final Map<Integer, String> ids = new HashMap<>();

    /** Ids that this Bundle's conditional creates give, by their criteria. */
    private final Map<String, String> idsByCriteria = new HashMap<>();

    /** Addresses of the resources that are written, by the entry's place. */
    private final Map<Integer, String> addresses = new HashMap<>();

    private final ReferenceRewriter rewriter = new ReferenceRewriter(this::resolve);

    TransactionRun(
            RecordEngine engine,
            BundleProcessor bundles,
            Visibility visibility,
            WriteSession session,
            Preference preference) {
        this.engine = engine;
        this.bundles = bundles;
        this.visibility = visibility;
        this.session = session;
        this.preference = preference;
        this.conditional = new Conditional(engine);
    }

    /** The answers, in the order of the entries. */
    FhirObject[] run(List<BundleEntry> entries) throws SQLException {
        refuseOverlaps(entries);
        claimAll(entries);
        for (BundleEntry entry : entries) {
            name(entry);
        }
        FhirObject[] answers = new FhirObject[entries.size()];
        for (String method : List.of("DELETE", "POST", "PUT")) {
            for (int place = 0; place < entries.size(); place++) {
                if (entries.get(place).method().equals(method)) {
                    answers[place] = write(entries.get(place));
                }
            }
        }
        session.finish();
        for (int place = 0; place < entries.size(); place++) {
            if (answers[place] == null) {
                answers[place] = bundles.read(session.connection(), visibility, entries.get(place));
            }
        }
        return answers;
    }

    private static void refuseOverlaps(List<BundleEntry> entries) {
        Set<String> addressed = new HashSet<>();
        Set<String> fullUrls = new HashSet<>();
        for (BundleEntry entry : entries) {
            switch (entry.method()) {
                case "GET", "HEAD", "POST" -> {
                    if (entry.method().equals("POST") && !entry.id().isEmpty()) {
                        throw BundleEntry.invalid(entry.index(), "request.url", entry.id(), "a resource type");
                    }
                }
                case "PUT", "DELETE" -> {
                    if (entry.id().isEmpty() || !entry.query().isEmpty()) {
                        throw BundleEntry.invalid(entry.index(), "request.url", entry.type(), "Type/id");
                    }
                    if (!addressed.add(entry.type() + "/" + entry.id())) {
                        throw BundleEntry.invalid(
                                entry.index(),
                                "request.url",
                                entry.type() + "/" + entry.id(),
                                "one entry for each resource");
                    }
                }
                default ->
                    throw BundleEntry.invalid(
                            entry.index(), "request.method", entry.method(), "GET, HEAD, POST, PUT or DELETE");
            }
            if (entry.resource() != null && !entry.fullUrl().isEmpty() && !fullUrls.add(entry.fullUrl())) {
                throw BundleEntry.invalid(entry.index(), "fullUrl", "the same again", "one entry for each fullUrl");
            }
        }
    }

    /** Looks for the matches of conditional creates, and claims in one order what is not there. */
    private void claimAll(List<BundleEntry> entries) throws SQLException {
        List<BundleEntry> conditionals = entries.stream()
                .filter(entry ->
                        entry.method().equals("POST") && !entry.ifNoneExist().isEmpty())
                .sorted(Comparator.comparing(entry -> Conditional.key(entry.type(), entry.ifNoneExist())))
                .toList();
        for (BundleEntry entry : conditionals) {
            conditional
                    .matchOrClaim(session, visibility, entry.type(), entry.ifNoneExist())
                    .ifPresent(resource -> found.put(entry.index(), resource));
        }
    }

    private void name(BundleEntry entry) {
        if (entry.resource() == null) {
            return;
        }
        String id = entry.id();
        if (entry.method().equals("POST")) {
            StoredResource match = found.get(entry.index());
            if (match != null) {
                id = match.id();
            } else {
                // Two entries with the same criteria make one resource.
                String key = Conditional.key(entry.type(), entry.ifNoneExist());
                String known = entry.ifNoneExist().isEmpty() ? null : idsByCriteria.get(key);
                id = known != null ? known : engine.ids().next();
                if (known == null) {
                    ids.put(entry.index(), id);
                    idsByCriteria.put(key, id);
                }
            }
        }
        String address = entry.type() + "/" + id;
        if (!entry.fullUrl().isEmpty()) {
            names.put(entry.fullUrl(), address);
        }
        addresses.put(entry.index(), address);
    }

    private FhirObject write(BundleEntry entry) throws SQLException {
        return switch (entry.method()) {
            case "DELETE" -> {
                session.delete(entry.type(), entry.id(), entry.ifMatch());
                yield new FhirObject().put("response", new FhirObject().put("status", "204"));
            }
            case "POST" -> create(entry);
            default -> update(entry);
        };
    }

    private FhirObject create(BundleEntry entry) throws SQLException {
        StoredResource match = found.get(entry.index());
        if (match != null) {
            return answer("200", match);
        }
        String id = ids.get(entry.index());
        if (id == null) {
            String address = addresses.getOrDefault(entry.index(), "");
            FhirObject response = new FhirObject()
                    .put("status", "200")
                    .put("location", engine.settings().base() + "/" + address + "/_history/1");
            return new FhirObject().put("response", response);
        }
        return answer("201", session.create(rewriter.rewrite(body(entry)), id));
    }

    private FhirObject update(BundleEntry entry) throws SQLException {
        FhirObject body = body(entry);
        if (body.id() != null && !entry.id().equals(body.id())) {
            throw RecordErrors.idMismatch(body.id(), entry.id());
        }
        FhirObject resource = rewriter.rewrite(body).put("id", entry.id());
        WriteSession.Updated updated = session.put(resource, entry.ifMatch());
        return answer(updated.created() ? "201" : "200", updated.resource());
    }

    private FhirObject answer(String status, StoredResource resource) {
        FhirObject answer = new FhirObject();
        if (preference.answer() == Preference.Return.REPRESENTATION) {
            answer.put("resource", resource.resource());
        }
        return answer.put("response", bundles.status(status, resource));
    }

    private static FhirObject body(BundleEntry entry) {
        FhirObject resource = entry.resource();
        if (resource == null) {
            throw BundleEntry.invalid(entry.index(), "resource", "none", "a resource");
        }
        return resource;
    }

    private @Nullable String resolve(String element, String text) throws SQLException {
        String known = names.get(text);
        if (known != null || !element.equals("reference")) {
            return known;
        }
        int mark = text.indexOf('?');
        if (mark < 0 || !engine.tables().has(text.substring(0, mark))) {
            return null;
        }
        String type = text.substring(0, mark);
        Optional<StoredResource> match =
                conditional.match(session, visibility, conditional.plan(visibility, type, text.substring(mark + 1)));
        String address = type
                + "/"
                + match.map(StoredResource::id)
                        .orElseThrow(() -> new HaiheException(
                                ErrorCode.UNRESOLVED_REFERENCE,
                                "reference: " + type + "?… (expected: criteria that one resource matches)"));
        names.put(text, address);
        return address;
    }
}
