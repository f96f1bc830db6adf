package city.haihe.app.record.internal;

import city.haihe.app.platform.CallerResolver;
import city.haihe.app.record.internal.HistoryInteractions.Subject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Component;

/** The REST door of the record (FHIR R4 3.1.0). */
@Component
class FhirDoor {

    private static final String HISTORY = "_history";

    private final RecordEngine engine;
    private final ReadInteractions reads;
    private final SearchDoor searches;
    private final WriteInteractions writes;
    private final HistoryInteractions history;
    private final BundleProcessor bundles;
    private final Operations operations;
    private final Capabilities capabilities;
    private final CallerResolver callers;

    FhirDoor(
            RecordEngine engine,
            Interactions interactions,
            BundleProcessor bundles,
            Operations operations,
            Capabilities capabilities,
            CallerResolver callers) {
        this.engine = engine;
        this.reads = new ReadInteractions(engine, interactions);
        this.searches = new SearchDoor(engine, interactions);
        this.writes = new WriteInteractions(engine);
        this.history = new HistoryInteractions(engine);
        this.bundles = bundles;
        this.operations = operations;
        this.capabilities = capabilities;
        this.callers = callers;
    }

    /** Every request to the record; the shape of the address decides. */
    void handle(HttpServletRequest request, HttpServletResponse response) throws IOException {
        FhirRequest asked = FhirRequest.of(request);
        FhirAnswer answer = new FhirAnswer(response, engine.settings().base(), request.getMethod());
        String[] path = asked.path();
        if (path.length == 1 && path[0].equals("metadata")) {
            asked.requireMethod("GET");
            asked.requireAcceptable();
            answer.json(
                    200,
                    asked.query().first("mode").equals(TerminologyStatement.MODE)
                            ? TerminologyStatement.document(engine)
                            : capabilities.document());
            return;
        }
        Visibility visibility = engine.visibility(callers.require(request));
        if (Operations.isAsked(path)) {
            operations.requireAcceptable(asked);
            if (path.length > 1) {
                requireType(path[0]);
            }
            answer.operation(operations.invoke(asked, visibility));
            return;
        }
        asked.requireAcceptable();
        SearchBase searched = searches.base(asked);
        if (searched != null) {
            searches.search(asked, visibility, searched, answer);
            return;
        }
        switch (path.length) {
            case 0 -> {
                asked.requireMethod("POST");
                bundles.process(asked, visibility, answer);
            }
            case 1 -> oneSegment(asked, visibility, answer);
            case 2 -> twoSegments(asked, visibility, answer);
            case 3 -> {
                requireHistory(path);
                history(asked, visibility, new Subject(path[0], path[1]), answer);
            }
            case 4 -> {
                requireHistory(path);
                asked.requireMethod("GET");
                reads.readVersion(asked, visibility, answer);
            }
            default -> {
                requireType(path[0]);
                throw RecordErrors.notFound(path[0], "/" + path.length + " segments");
            }
        }
    }

    private void requireType(String type) {
        if (!engine.tables().has(type)) {
            throw RecordErrors.unknownType(type);
        }
    }

    private void requireHistory(String[] path) {
        requireType(path[0]);
        if (!path[2].equals(HISTORY)) {
            throw RecordErrors.notFound(path[0], path[1] + "/" + path[2]);
        }
    }

    private void oneSegment(FhirRequest asked, Visibility visibility, FhirAnswer answer) throws IOException {
        if (asked.path()[0].equals(HISTORY)) {
            history(asked, visibility, new Subject("", ""), answer);
            return;
        }
        requireType(asked.path()[0]);
        switch (asked.method()) {
            case "GET" -> searches.search(asked, visibility, SearchBase.type(asked.path()[0]), answer);
            case "POST" -> writes.create(asked, visibility, answer);
            case "PUT" -> writes.updateMatch(asked, visibility, answer);
            case "PATCH" -> writes.patchMatch(asked, visibility, answer);
            case "DELETE" -> writes.deleteMatches(asked, visibility, answer);
            default -> throw asked.unsupported("GET, HEAD, POST, PUT, PATCH, DELETE");
        }
    }

    private void twoSegments(FhirRequest asked, Visibility visibility, FhirAnswer answer) throws IOException {
        requireType(asked.path()[0]);
        switch (asked.path()[1]) {
            case "_search" -> {
                asked.requireMethod("POST");
                searches.search(asked, visibility, SearchBase.type(asked.path()[0]), answer);
            }
            case HISTORY -> history(asked, visibility, new Subject(asked.path()[0], ""), answer);
            default -> instance(asked, visibility, answer);
        }
    }

    private void instance(FhirRequest asked, Visibility visibility, FhirAnswer answer) throws IOException {
        switch (asked.method()) {
            case "GET" -> reads.read(asked, visibility, answer);
            case "PUT" -> writes.update(asked, visibility, answer);
            case "PATCH" -> writes.patch(asked, visibility, answer);
            case "DELETE" -> writes.delete(asked, visibility, answer);
            default -> throw asked.unsupported("GET, HEAD, PUT, PATCH, DELETE");
        }
    }

    private void history(FhirRequest asked, Visibility visibility, Subject subject, FhirAnswer answer)
            throws IOException {
        asked.requireMethod("GET");
        history.history(asked, visibility, subject, answer);
    }
}
