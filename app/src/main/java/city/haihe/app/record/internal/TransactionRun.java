package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.record.StoredResource;
import city.haihe.app.record.internal.SessionReferences.Warning;
import city.haihe.fhir.FhirObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One run of a transaction Bundle: DELETE, POST, PUT and PATCH, then GET and HEAD, whatever the order of the entries (FHIR R4
 * 3.1.0.11.2). Conditional references may name what the transaction itself writes, so whoever has one is written last.
 */
final class TransactionRun {

    private final RecordEngine engine;
    private final EntryReader reader;
    private final WriteSession session;
    private final Preference preference;
    private final Conditional conditional;
    private final EntryTargets targets;

    /** What entries, by their fullUrl, and conditional references turned out to be called. */
    private final Map<String, String> names = new HashMap<>();

    /** Ids of the resources that are created, by the entry's place. */
    private final Map<Integer, String> ids = new HashMap<>();

    /** Addresses of the resources that are written or were found, by the entry's place. */
    private final Map<Integer, String> addresses = new HashMap<>();

    private final ReferenceRewriter rewriter;

    TransactionRun(RecordEngine engine, EntryReader reader, WriteSession session, Preference preference) {
        this.engine = engine;
        this.reader = reader;
        this.session = session;
        this.preference = preference;
        this.conditional = new Conditional(engine);
        this.targets = new EntryTargets(session, conditional);
        this.rewriter = new ReferenceRewriter(names, engine.tables()::has);
    }

    /** The answers, in the order of the entries. */
    FhirObject[] run(List<BundleEntry> entries) throws SQLException {
        targets.resolve(entries);
        FhirObject[] answers = new FhirObject[entries.size()];
        delete(entries, answers);
        Map<String, String> idsByKey = new HashMap<>();
        for (BundleEntry entry : entries) {
            if (entry.resource() != null && !entry.reads() && !entry.method().equals("DELETE")) {
                name(entry, idsByKey);
            }
        }
        write(
                inOrder(entries),
                answers,
                entries.isEmpty() ? 0 : entries.getFirst().index());
        session.finish();
        warn(entries, answers);
        for (int place = 0; place < entries.size(); place++) {
            if (answers[place] == null) {
                answers[place] =
                        reader.read(session.connection(), session.visibility(), entries.get(place), preference);
            }
        }
        return answers;
    }

    private void delete(List<BundleEntry> entries, FhirObject[] answers) throws SQLException {
        Set<String> deleted = new HashSet<>();
        for (int place = 0; place < entries.size(); place++) {
            BundleEntry entry = entries.get(place);
            if (entry.method().equals("DELETE")) {
                List<String> found = entry.id().isEmpty()
                        ? targets.matches(entry).stream()
                                .map(StoredResource::id)
                                .toList()
                        : List.of(entry.id());
                answers[place] = delete(entry, found);
                found.forEach(id -> deleted.add(entry.type() + "/" + id));
            }
        }
        for (BundleEntry entry : entries) {
            if (!deleted.isEmpty() && entry.method().equals("POST")) {
                targets.seekAgain(entry, deleted);
            }
        }
    }

    private FhirObject delete(BundleEntry entry, List<String> found) throws SQLException {
        FhirObject response = new FhirObject().put("status", "204");
        if (found.isEmpty() && entry.ifMatch() != null) {
            throw RecordErrors.versionConflict(entry.ifMatch(), 0);
        }
        for (String id : found) {
            Optional<StoredResource> deletion = session.delete(entry.type(), id, entry.ifMatch());
            if (deletion.isPresent() && found.size() == 1) {
                response = reader.status("204", deletion.get());
                addresses.put(entry.index(), entry.type() + "/" + id);
            }
        }
        if (preference.answer() == Preference.Return.OPERATION_OUTCOME) {
            response.put("outcome", Outcomes.written(entry.type() + ": " + found.size() + " deleted", List.of()));
        }
        return new FhirObject().put("response", response);
    }

    private void name(BundleEntry entry, Map<String, String> idsByKey) {
        String id = entry.id();
        if (id.isEmpty()) {
            Optional<StoredResource> match = targets.match(entry);
            String known = match.map(StoredResource::id).orElse(idsByKey.get(targets.key(entry)));
            id = known != null ? known : newId(entry);
            if (known == null) {
                ids.put(entry.index(), id);
                if (!targets.key(entry).isEmpty()) {
                    // Two conditional creates with the same criteria make one resource.
                    idsByKey.put(targets.key(entry), id);
                }
            }
        }
        String address = entry.type() + "/" + id;
        if (!entry.fullUrl().isEmpty()) {
            names.put(entry.fullUrl(), address);
        }
        addresses.put(entry.index(), address);
    }

    private String newId(BundleEntry entry) {
        String given = entry.method().equals("PUT") ? entry.body().id() : null;
        return given != null ? given : engine.ids().next();
    }

    /** Creates in the order of the Bundle, then changes in the order of their addresses, as all transactions do. */
    private List<BundleEntry> inOrder(List<BundleEntry> entries) {
        List<BundleEntry> writes = new ArrayList<>();
        List<BundleEntry> changes = new ArrayList<>();
        for (BundleEntry entry : entries) {
            switch (entry.method()) {
                case "POST" -> writes.add(entry);
                case "PUT", "PATCH" -> changes.add(entry);
                default -> {
                    // Deletions are done; reads come last.
                }
            }
        }
        changes.sort(Comparator.comparing(this::address));
        writes.addAll(changes);
        return writes;
    }

    private String address(BundleEntry entry) {
        return addresses.getOrDefault(entry.index(), "");
    }

    private void write(List<BundleEntry> writes, FhirObject[] answers, int first) throws SQLException {
        List<BundleEntry> waiting = writes;
        boolean looked = false;
        while (!waiting.isEmpty()) {
            List<BundleEntry> stuck = new ArrayList<>();
            Set<String> open = new HashSet<>();
            for (BundleEntry entry : waiting) {
                FhirObject body = rewriter.rewrite(entry.body(), entry.fullUrl());
                if (rewriter.open().isEmpty()) {
                    answers[entry.index() - first] = write(entry, body);
                } else {
                    stuck.add(entry);
                    open.addAll(rewriter.open());
                }
            }
            if (looked && stuck.size() == waiting.size()) {
                throw unresolved(open.iterator().next());
            }
            for (String reference : open) {
                find(reference);
            }
            looked = true;
            waiting = stuck;
        }
    }

    private void find(String reference) throws SQLException {
        int mark = reference.indexOf('?');
        String type = reference.substring(0, mark);
        Criteria criteria = conditional.criteria(session.visibility(), type, reference.substring(mark + 1));
        conditional.match(session, criteria).ifPresent(match -> names.put(reference, type + "/" + match.id()));
    }

    private static HaiheException unresolved(String reference) {
        return new HaiheException(
                ErrorCode.UNRESOLVED_REFERENCE,
                "reference: " + reference.substring(0, reference.indexOf('?'))
                        + "?… (expected: criteria that one resource matches)");
    }

    private FhirObject write(BundleEntry entry, FhirObject body) throws SQLException {
        return switch (entry.method()) {
            case "POST" -> create(entry, body);
            case "PATCH" -> patch(entry, body);
            default -> update(entry, body);
        };
    }

    private FhirObject create(BundleEntry entry, FhirObject body) throws SQLException {
        Optional<StoredResource> match = targets.match(entry);
        if (match.isPresent()) {
            return answer("200", match.get());
        }
        String id = ids.get(entry.index());
        if (id == null) {
            FhirObject response = new FhirObject()
                    .put("status", "200")
                    .put("location", engine.settings().base() + "/" + address(entry) + "/_history/1");
            return new FhirObject().put("response", response);
        }
        return answer("201", session.create(body, id));
    }

    private FhirObject update(BundleEntry entry, FhirObject body) throws SQLException {
        WriteSession.Updated updated;
        Optional<StoredResource> match = targets.match(entry);
        if (!entry.id().isEmpty()) {
            if (body.id() != null && !entry.id().equals(body.id())) {
                throw RecordErrors.idMismatch(body.id(), entry.id());
            }
            updated = session.put(body, entry.id(), entry.ifMatch());
        } else if (match.isPresent()) {
            Conditional.requireSameId(body, match.get().id());
            updated = session.put(body, match.get().id(), entry.ifMatch());
        } else {
            updated = Conditional.updateNone(session, body, ids.getOrDefault(entry.index(), ""), entry.ifMatch());
        }
        return answer(updated.created() ? "201" : "200", updated.resource());
    }

    private FhirObject patch(BundleEntry entry, FhirObject body) throws SQLException {
        String id = entry.id().isEmpty()
                ? targets.match(entry).map(StoredResource::id).orElse("")
                : entry.id();
        return answer("200", session.patch(entry.type(), id, Patching.ofEntry(body, rewriter), entry.ifMatch()));
    }

    private FhirObject answer(String status, StoredResource resource) {
        FhirObject answer = new FhirObject();
        FhirObject response = reader.status(status, resource);
        switch (preference.answer()) {
            case REPRESENTATION -> answer.put("resource", resource.resource());
            case OPERATION_OUTCOME ->
                response.put(
                        "outcome",
                        Outcomes.written(
                                resource.type() + "/" + resource.id() + "/_history/" + resource.version()
                                        + " is stored",
                                List.of()));
            case MINIMAL, UNSPECIFIED -> {
                // The response says where it is.
            }
        }
        return answer.put("response", response);
    }

    /** What a write warns of stands in its own answer. */
    private void warn(List<BundleEntry> entries, FhirObject[] answers) {
        if (session.warnings().isEmpty()) {
            return;
        }
        for (int place = 0; place < entries.size(); place++) {
            String address = address(entries.get(place));
            List<FhirObject> issues = session.warnings().stream()
                    .filter(warning -> warning.source().equals(address))
                    .map(Warning::issue)
                    .toList();
            FhirObject response = answers[place] == null ? null : answers[place].object("response");
            if (response != null && !issues.isEmpty()) {
                response.put("outcome", Outcomes.written(address + " is written", issues));
            }
        }
    }
}
