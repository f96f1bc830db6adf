package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.record.StoredResource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code $everything}: a Patient or an Encounter, what is about it and what that refers to (FHIR R4
 * {@code Patient/$everything}, {@code Encounter/$everything}). A caller that is bound to a patient may ask for it at the type.
 */
final class EverythingOperation implements Operation {

    private static final String PATIENT = "Patient";

    private final RecordEngine engine;
    private final Interactions interactions;
    private final EverythingScope scope;

    EverythingOperation(RecordEngine engine, Interactions interactions, EverythingScope scope) {
        this.engine = engine;
        this.interactions = interactions;
        this.scope = scope;
    }

    @Override
    public String name() {
        return "everything";
    }

    @Override
    public String definition() {
        return "http://hl7.org/fhir/OperationDefinition/" + scope.root() + "-everything";
    }

    @Override
    public Set<Level> levels() {
        return scope.root().equals(PATIENT) ? Set.of(Level.TYPE, Level.INSTANCE) : Set.of(Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return Set.of(scope.root());
    }

    @Override
    public boolean changesState() {
        return false;
    }

    @Override
    public OperationAnswer invoke(OperationRequest request) {
        Visibility visibility = request.visibility();
        String id = request.level() == Level.INSTANCE ? request.id() : patientInContext(visibility);
        String path = scope.root() + "/" + id + "/$everything";
        QueryString asked = request.inputs().asQuery();
        PageKey after = null;
        String link = asked.first(SearchParser.PAGE);
        if (!link.isEmpty()) {
            PageToken token = interactions.openPage(visibility, path, link);
            asked = QueryString.parse(token.query());
            after = token.after();
        }
        EverythingFilter filter = EverythingFilter.parse(asked, visibility, engine.tables());
        EverythingReader.Page page = read(visibility, id, filter, after);
        String next = interactions.sealPage(visibility, path, filter.query(), page.next());
        String address = engine.settings().base() + "/" + request.address() + "/$everything";
        EverythingBundle bundle = new EverythingBundle(
                engine,
                scope,
                page.items(),
                filter.used().isEmpty() ? address : address + "?" + filter.query(),
                next.isEmpty() ? "" : address + "?" + SearchParser.PAGE + "=" + next,
                after == null && next.isEmpty());
        return new OperationAnswer.Streamed(bundle::writeTo);
    }

    private EverythingReader.Page read(
            Visibility visibility, String id, EverythingFilter filter, @Nullable PageKey after) {
        String type = scope.root();
        return engine.database().read(connection -> {
            StoredResource root = interactions
                    .read(connection, visibility, type, id)
                    .orElseThrow(() -> RecordErrors.notFound(type, id));
            if (root.deleted()) {
                throw RecordErrors.gone(type, id);
            }
            return new EverythingReader(engine, scope, connection, visibility, root, filter).read(after);
        });
    }

    private static String patientInContext(Visibility visibility) {
        String patient = visibility.caller().patient();
        if (patient == null) {
            throw new HaiheException(
                    ErrorCode.INVALID_REQUEST,
                    "Patient/$everything: no patient in context (expected: Patient/[id]/$everything, or a token that is bound"
                            + " to a patient)");
        }
        return patient;
    }
}
