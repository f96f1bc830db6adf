package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCategory;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.SmartScope.Permission;
import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import city.haihe.fhir.path.Environment;
import city.haihe.fhir.validation.Invariants;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code $validate}: whether a resource is valid, and with a mode whether the write would be carried out (FHIR R4
 * {@code Resource/$validate}). The answer is an OperationOutcome with status 200 whatever was found. Structure is checked as
 * every write checks it, then the invariants of the base definitions; other profiles are not known and refused.
 */
final class ValidateOperation implements Operation {

    private static final String MODE = "mode";
    private static final String PROFILE = "profile";
    private static final List<String> KNOWN = List.of(OperationInputs.RESOURCE, MODE, PROFILE);
    private static final String DEFINITIONS = "http://hl7.org/fhir/StructureDefinition/";

    /** What an expression calls today is the city's day. */
    private static final ZoneOffset CITY = ZoneOffset.ofHours(8);

    private final RecordEngine engine;
    private final Interactions interactions;

    ValidateOperation(RecordEngine engine, Interactions interactions) {
        this.engine = engine;
        this.interactions = interactions;
    }

    @Override
    public String name() {
        return "validate";
    }

    @Override
    public String definition() {
        return "http://hl7.org/fhir/OperationDefinition/Resource-validate";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.TYPE, Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return Set.of();
    }

    @Override
    public boolean changesState() {
        return false;
    }

    /** What the resource is validated for. */
    private enum Mode {
        CONTENT,
        CREATE,
        UPDATE,
        DELETE
    }

    @Override
    public OperationAnswer invoke(OperationRequest request) {
        OperationInputs inputs = request.uncheckedInputs();
        inputs.requireKnown(KNOWN);
        Mode mode = mode(request, inputs.text(MODE));
        for (String profile : inputs.texts(PROFILE)) {
            requireBase(request.type(), profile);
        }
        ValidationIssues issues = new ValidationIssues();
        if (mode == Mode.DELETE) {
            tryDelete(request, issues);
            return OperationAnswer.of(issues.outcome());
        }
        FhirObject resource = inputs.resource(OperationInputs.RESOURCE).orElse(null);
        if (resource == null) {
            checkContent(stored(request).resource(), issues);
            return OperationAnswer.of(issues.outcome());
        }
        requireScope(request, mode);
        FhirObject checked = checkStructure(request, mode, resource, issues);
        if (checked != null) {
            checkContent(checked, issues);
            tryWrite(request, mode, checked, issues);
        }
        return OperationAnswer.of(issues.outcome());
    }

    private static Mode mode(OperationRequest request, String text) {
        boolean instance = request.level() == Level.INSTANCE;
        return switch (text) {
            case "", "profile" -> Mode.CONTENT;
            case "create" -> {
                if (instance) {
                    throw RecordErrors.parameter(MODE, text, "update or delete, at an instance");
                }
                yield Mode.CREATE;
            }
            case "update", "delete" -> {
                if (!instance) {
                    throw RecordErrors.parameter(MODE, text, "create or profile, at a type");
                }
                yield text.equals("update") ? Mode.UPDATE : Mode.DELETE;
            }
            default -> throw RecordErrors.parameter(MODE, text, "create, update, delete or profile");
        };
    }

    private static void requireBase(String type, String profile) {
        if (!isBase(type, profile)) {
            throw RecordErrors.parameter(PROFILE, profile, DEFINITIONS + type + ": other profiles are not supported");
        }
    }

    private static boolean isBase(String type, String profile) {
        int version = profile.indexOf('|');
        String address = version < 0 ? profile : profile.substring(0, version);
        return Set.of(type, "Resource", "DomainResource").stream().anyMatch(base -> address.equals(DEFINITIONS + base));
    }

    private static void requireScope(OperationRequest request, Mode mode) {
        Visibility visibility = request.visibility();
        switch (mode) {
            case CREATE -> visibility.require(request.type(), Permission.CREATE);
            case UPDATE -> visibility.require(request.type(), Permission.UPDATE);
            case CONTENT, DELETE -> {
                boolean writes = visibility.caller().allows(request.type(), Permission.UPDATE);
                if (!writes && !visibility.reaches(request.type())) {
                    visibility.require(request.type(), Permission.CREATE);
                }
            }
        }
    }

    private StoredResource stored(OperationRequest request) {
        String type = request.type();
        String id = request.id();
        if (request.level() == Level.TYPE) {
            throw RecordErrors.parameter(OperationInputs.RESOURCE, "", "a resource of type " + type);
        }
        StoredResource stored = engine.database()
                .read(connection -> interactions.read(connection, request.visibility(), type, id))
                .orElseThrow(() -> RecordErrors.notFound(type, id));
        if (stored.deleted()) {
            throw RecordErrors.gone(type, id);
        }
        return stored;
    }

    /** The resource as a write would take it, or null where its structure is wrong. */
    private static @Nullable FhirObject checkStructure(
            OperationRequest request, Mode mode, FhirObject resource, ValidationIssues issues) {
        try {
            FhirObject checked = FhirRequest.parse(FhirJson.toBytes(resource));
            if (!checked.resourceType().equals(request.type())) {
                issues.add(new HaiheException(
                        ErrorCode.ID_MISMATCH,
                        "resourceType: " + checked.resourceType() + " (expected: " + request.type()
                                + ", as in the address)",
                        "resourceType"));
                return null;
            }
            if (mode == Mode.UPDATE && !request.id().equals(checked.id())) {
                issues.add(RecordErrors.idMismatch(checked.id(), request.id()));
                return null;
            }
            return checked;
        } catch (HaiheException wrong) {
            issues.add(wrong);
            return null;
        }
    }

    private void checkContent(FhirObject resource, ValidationIssues issues) {
        Environment environment = Environment.of(Clock.fixed(engine.clock().instant(), CITY));
        Invariants.r4().check(resource, environment).forEach(issues::add);
        FhirObject meta = resource.object("meta");
        FhirArray profiles = meta == null ? null : meta.array(PROFILE);
        for (FhirValue value : profiles == null ? List.<FhirValue>of() : profiles.values()) {
            if (value instanceof FhirString(String profile) && !isBase(resource.resourceType(), profile)) {
                issues.inform(
                        "a claimed profile was not checked (expected: profiles of the base definitions)",
                        resource.resourceType() + ".meta.profile");
            }
        }
    }

    private void tryWrite(OperationRequest request, Mode mode, FhirObject resource, ValidationIssues issues) {
        switch (mode) {
            case CREATE -> attempt(request, issues, session -> session.create(resource));
            case UPDATE -> attempt(request, issues, session -> session.put(resource, request.id(), null));
            case CONTENT, DELETE -> {
                // Nothing is written in these modes.
            }
        }
    }

    private void tryDelete(OperationRequest request, ValidationIssues issues) {
        request.visibility().require(request.type(), Permission.DELETE);
        attempt(request, issues, session -> {
            if (session.delete(request.type(), request.id(), null).isEmpty()) {
                throw RecordErrors.notFound(request.type(), request.id());
            }
        });
    }

    /** A write that is taken back. */
    private interface Write {
        void run(WriteSession session) throws SQLException;
    }

    /** Ends a transaction whose writes were all in order, so that nothing of them stays. */
    private static final class TakenBack extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TakenBack() {
            super("taken back", null, false, false);
        }
    }

    /** Writes as the interaction would, and takes it back: what a write is refused for is decided in one place. */
    private void attempt(OperationRequest request, ValidationIssues issues, Write write) {
        try {
            engine.database().transaction(transaction -> {
                WriteSession session = new WriteSession(engine, transaction, request.visibility());
                write.run(session);
                session.finish();
                throw new TakenBack();
            });
        } catch (TakenBack allInOrder) {
            // The write would have been carried out.
        } catch (HaiheException refused) {
            ErrorCategory category = refused.code().category();
            if (category != ErrorCategory.USER) {
                throw refused;
            }
            issues.add(refused);
        }
    }
}
