package city.haihe.app.record.internal;

import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirObject;
import java.util.List;
import java.util.Set;

/**
 * {@code $meta-add} and {@code $meta-delete}: change the profiles, tags and security labels of a resource. As R4 says of both
 * operations, the current version is changed in place and no new one is made: labels decide who sees a version, not what it
 * says.
 */
final class MetaChangeOperation implements Operation {

    private static final String META = "meta";

    private final RecordEngine engine;
    private final Change change;

    /** What is done with the given values. */
    enum Change {
        ADD,
        DELETE;

        private String suffix() {
            return switch (this) {
                case ADD -> "add";
                case DELETE -> "delete";
            };
        }
    }

    MetaChangeOperation(RecordEngine engine, Change change) {
        this.engine = engine;
        this.change = change;
    }

    @Override
    public String name() {
        return "meta-" + change.suffix();
    }

    @Override
    public String definition() {
        return "http://hl7.org/fhir/OperationDefinition/Resource-meta-" + change.suffix();
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return Set.of();
    }

    @Override
    public boolean changesState() {
        return true;
    }

    @Override
    public OperationAnswer invoke(OperationRequest request) {
        OperationInputs inputs = request.inputs();
        inputs.requireKnown(List.of(META));
        FhirObject given =
                inputs.object(META, "Meta").orElseThrow(() -> RecordErrors.parameter(META, "", "a valueMeta"));
        StoredResource amended = engine.database().transaction(transaction -> {
            WriteSession session = new WriteSession(engine, transaction, request.visibility());
            StoredResource done = session.amend(request.type(), request.id(), resource -> amended(resource, given));
            session.finish();
            return done;
        });
        return new OperationAnswer.Version(
                amended, MetaOperation.answer(amended.resource().object(META)));
    }

    private FhirObject amended(FhirObject resource, FhirObject given) {
        FhirObject meta = resource.object(META);
        MetaSets sets = new MetaSets().add(meta);
        MetaSets changed = switch (change) {
            case ADD -> sets.add(given);
            case DELETE -> sets.remove(given);
        };
        return resource.copy().put(META, changed.in(meta == null ? new FhirObject() : meta));
    }
}
