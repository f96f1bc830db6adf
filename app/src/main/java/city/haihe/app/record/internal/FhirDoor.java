package city.haihe.app.record.internal;

import city.haihe.app.platform.CallerResolver;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The REST door of the record (FHIR R4 3.1.0). */
@Component
class FhirDoor {

    private final RecordEngine engine;
    private final Interactions interactions;
    private final BundleProcessor bundles;
    private final Conditional conditional;
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
        this.interactions = interactions;
        this.bundles = bundles;
        this.conditional = new Conditional(engine);
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
        asked.requireAcceptable();
        if (path.length == 0) {
            asked.requireMethod("POST");
            bundle(asked, visibility, answer);
            return;
        }
        boolean operation = Operations.isAsked(path);
        if (!engine.tables().has(path[0]) && !(operation && path.length == 1)) {
            throw RecordErrors.unknownType(path[0]);
        }
        if (operation) {
            answer.operation(operations.invoke(asked, visibility));
            return;
        }
        switch (path.length) {
            case 1 -> type(asked, visibility, answer);
            case 2 -> twoSegments(asked, visibility, answer);
            case 3 -> {
                if (!path[2].equals("_history")) {
                    throw RecordErrors.notFound(path[0], path[1] + "/" + path[2]);
                }
                asked.requireMethod("GET");
                history(asked, visibility, path[1], answer);
            }
            case 4 -> {
                if (!path[2].equals("_history")) {
                    throw RecordErrors.notFound(path[0], path[1] + "/" + path[2]);
                }
                asked.requireMethod("GET");
                readVersion(asked, visibility, answer);
            }
            default -> throw RecordErrors.notFound(path[0], "/" + path.length + " segments");
        }
    }

    private void type(FhirRequest asked, Visibility visibility, FhirAnswer answer) throws IOException {
        switch (asked.method()) {
            case "GET" -> search(asked, visibility, asked.query(), answer);
            case "POST" -> create(asked, visibility, answer);
            default -> throw asked.unsupported("GET, POST");
        }
    }

    private void twoSegments(FhirRequest asked, Visibility visibility, FhirAnswer answer) throws IOException {
        String[] path = asked.path();
        switch (path[1]) {
            case "_search" -> {
                asked.requireMethod("POST");
                search(asked, visibility, asked.form(), answer);
            }
            case "_history" -> {
                asked.requireMethod("GET");
                history(asked, visibility, null, answer);
            }
            default -> instance(asked, visibility, answer);
        }
    }

    private void instance(FhirRequest asked, Visibility visibility, FhirAnswer answer) throws IOException {
        switch (asked.method()) {
            case "GET" -> read(asked, visibility, answer);
            case "PUT" -> update(asked, visibility, answer);
            case "DELETE" -> delete(asked, visibility, answer);
            default -> throw asked.unsupported("GET, PUT, DELETE");
        }
    }

    private void read(FhirRequest asked, Visibility visibility, FhirAnswer answer) throws IOException {
        String type = asked.path()[0];
        String id = asked.path()[1];
        StoredResource resource = engine.database()
                .read(connection -> interactions.read(connection, visibility, type, id))
                .orElseThrow(() -> RecordErrors.notFound(type, id));
        version(asked, resource, answer);
    }

    private void readVersion(FhirRequest asked, Visibility visibility, FhirAnswer answer) throws IOException {
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
            throw RecordErrors.gone(resource.type(), resource.id());
        }
        answer.versionHeaders(resource);
        if (EntityTag.of(resource.version()).equals(asked.header("If-None-Match"))) {
            answer.empty(304);
        } else {
            answer.json(200, resource.body());
        }
    }

    private void search(FhirRequest asked, Visibility visibility, QueryString query, FhirAnswer answer)
            throws IOException {
        String type = asked.path()[0];
        Interactions.Searched searched = engine.database()
                .read(connection -> interactions.search(
                        connection, visibility, type, query, asked.preference().strict()));
        answer.json(200, SearchBundle.write(engine.settings(), type, searched));
    }

    private void history(FhirRequest asked, Visibility visibility, @Nullable String id, FhirAnswer answer)
            throws IOException {
        String type = asked.path()[0];
        Interactions.Versions versions = engine.database()
                .read(connection -> interactions.history(connection, visibility, type, id, asked.query()));
        String address = engine.settings().base() + "/" + type + (id == null ? "" : "/" + id) + "/_history";
        BundleWriter bundle = new BundleWriter("history", engine.settings().base())
                .links(
                        versions.used().isEmpty() ? address : address + "?" + versions.used(),
                        versions.next().isEmpty() ? "" : address + "?_page=" + versions.next());
        versions.versions().forEach(bundle::version);
        answer.json(200, bundle.finish());
    }

    private void create(FhirRequest asked, Visibility visibility, FhirAnswer answer) throws IOException {
        String type = asked.path()[0];
        FhirObject resource = asked.resource(type);
        String criteria = asked.header("If-None-Exist");
        Written written = engine.database().transaction(transaction -> {
            WriteSession session = new WriteSession(engine, transaction, visibility);
            if (criteria != null) {
                Optional<StoredResource> match = conditional.matchOrClaim(session, visibility, type, criteria);
                if (match.isPresent()) {
                    return new Written(200, match.get());
                }
            }
            StoredResource created = session.create(resource);
            session.finish();
            return new Written(201, created);
        });
        answer.written(written.status(), written.resource(), asked.preference());
    }

    /** A write's status and the version that stands now. */
    private record Written(int status, StoredResource resource) {}

    private void update(FhirRequest asked, Visibility visibility, FhirAnswer answer) throws IOException {
        String type = asked.path()[0];
        String id = asked.path()[1];
        FhirObject resource = asked.resource(type);
        if (!id.equals(resource.id())) {
            throw RecordErrors.idMismatch(resource.id(), id);
        }
        Long ifMatch = asked.ifMatch();
        WriteSession.Updated updated = engine.database().transaction(transaction -> {
            WriteSession session = new WriteSession(engine, transaction, visibility);
            WriteSession.Updated done = session.put(resource, ifMatch);
            session.finish();
            return done;
        });
        answer.written(updated.created() ? 201 : 200, updated.resource(), asked.preference());
    }

    private void delete(FhirRequest asked, Visibility visibility, FhirAnswer answer) throws IOException {
        String type = asked.path()[0];
        String id = asked.path()[1];
        Long ifMatch = asked.ifMatch();
        Optional<StoredResource> deletion = engine.database().transaction(transaction -> {
            WriteSession session = new WriteSession(engine, transaction, visibility);
            Optional<StoredResource> done = session.delete(type, id, ifMatch);
            session.finish();
            return done;
        });
        deletion.ifPresent(answer::versionHeaders);
        answer.empty(204);
    }

    private void bundle(FhirRequest asked, Visibility visibility, FhirAnswer answer) throws IOException {
        FhirObject bundle = asked.parsedBody();
        if (!bundle.resourceType().equals("Bundle")) {
            throw new HaiheException(
                    ErrorCode.INVALID_BUNDLE, "resourceType: " + bundle.resourceType() + " (expected: Bundle)");
        }
        answer.json(200, FhirJson.toBytes(bundles.process(visibility, bundle, asked.preference())));
    }
}
