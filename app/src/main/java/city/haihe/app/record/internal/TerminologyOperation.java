package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.SmartScope.Permission;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.terminology.CodeSystem;
import city.haihe.fhir.terminology.ListedCodeSystem;
import city.haihe.fhir.terminology.TerminologyException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** An operation that asks about terminology and changes nothing. The caller needs a scope that reads or searches its type. */
abstract class TerminologyOperation implements Operation {

    private final RecordEngine engine;
    private final String type;
    private final String name;
    private final Set<Level> levels;
    private final List<String> parameters;

    /** An operation of a type at the levels, that knows the parameters. */
    TerminologyOperation(RecordEngine engine, String type, String name, Set<Level> levels, List<String> parameters) {
        this.engine = engine;
        this.type = type;
        this.name = name;
        this.levels = levels;
        this.parameters = parameters;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String definition() {
        return "http://hl7.org/fhir/OperationDefinition/" + type + "-" + name;
    }

    @Override
    public Set<Level> levels() {
        return levels;
    }

    @Override
    public Set<String> types() {
        return Set.of(type);
    }

    @Override
    public boolean changesState() {
        return false;
    }

    @Override
    public OperationAnswer invoke(OperationRequest request) {
        requireReadable(request.visibility(), type);
        OperationInputs inputs = request.inputs();
        inputs.requireKnown(parameters);
        return OperationAnswer.of(engine.database()
                .read(connection -> engine.terminology()
                        .ask(connection, request.visibility(), known -> answer(request, inputs, known))));
    }

    /** What the operation answers. */
    abstract FhirObject answer(OperationRequest request, OperationInputs inputs, KnownTerminology known)
            throws SQLException;

    /** Refuses a caller without a scope that reads or searches the type. */
    static void requireReadable(Visibility visibility, String type) {
        if (!visibility.reaches(type)) {
            visibility.require(type, Permission.READ);
        }
    }

    /** The definition that an instance's address names. */
    Definition instance(OperationRequest request, KnownTerminology known) {
        return known.byId(type, request.id()).orElseThrow(() -> RecordErrors.notFound(type, request.id()));
    }

    /** The code system that is given with the request, that its address names, or that the url is of. */
    CodeSystem codeSystem(
            OperationRequest request, OperationInputs inputs, KnownTerminology known, String url, String version) {
        if (request.level() == Level.INSTANCE) {
            Definition definition = instance(request, known);
            return definition.content().equals("not-present")
                    ? required(known, definition.url(), definition.version())
                    : java.util.Objects.requireNonNull(definition.codeSystem());
        }
        FhirObject given = inputs.resource("codeSystem").orElse(null);
        if (given != null) {
            return ListedCodeSystem.of(given);
        }
        return required(known, OperationRequest.required("system", url), version);
    }

    /** The code system of the address. */
    static CodeSystem required(KnownTerminology known, String url, String version) {
        return known.codeSystem(url, version)
                .orElseThrow(() -> new TerminologyException(
                        TerminologyException.Kind.UNKNOWN,
                        "code system: " + RecordErrors.quote(version.isEmpty() ? url : url + "|" + version)
                                + " (expected: the url of a known code system)"));
    }

    /** A code that the code system does not have. */
    static HaiheException unknownCode(String code, CodeSystem system) {
        return new HaiheException(
                ErrorCode.UNKNOWN_TERMINOLOGY,
                "code: " + RecordErrors.quote(code) + " (expected: a code of "
                        + system.header().canonical() + ")");
    }

    /** A whole number that must not be negative; the other where it is not given. */
    static int number(OperationInputs inputs, String name, int otherwise) {
        String text = inputs.text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw RecordErrors.parameter(name, text, "a whole number from 0");
        }
        return Integer.parseInt(text);
    }

    /** Whether a parameter is true; false where it is not given. */
    static boolean isTrue(OperationInputs inputs, String name) {
        String text = inputs.text(name);
        if (!text.isEmpty() && !text.equals("true") && !text.equals("false")) {
            throw RecordErrors.parameter(name, text, "true or false");
        }
        return text.equals("true");
    }
}
