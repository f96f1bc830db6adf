package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirParseException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A call of an operation.
 *
 * @param level where it was asked for
 * @param type the type of the address, or an empty string at the level of the system
 * @param id the id of the address, or an empty string above the level of instances
 * @param visibility what the caller may see and do
 * @param query the parameters of the address
 * @param preference what the header {@code Prefer} asks for
 * @param body the body of a POST, which may be empty
 */
record OperationRequest(
        Operation.Level level,
        String type,
        String id,
        Visibility visibility,
        QueryString query,
        Preference preference,
        byte[] body) {

    /** Parameters about the answer's form, which the door has looked at. */
    private static final Set<String> FORM = Set.of("_format", "_pretty");

    /** The parameters of the address and the body. A body that is no proper resource is refused. */
    OperationInputs inputs() {
        return new OperationInputs(
                withoutForm(), body.length == 0 ? new FhirObject() : parameters(FhirRequest.parse(body)));
    }

    /**
     * The same where what is wrong with the elements and values of a body is left to be found by who asks: the body is JSON and
     * no more.
     */
    OperationInputs uncheckedInputs() {
        if (body.length == 0) {
            return inputs();
        }
        try {
            return new OperationInputs(withoutForm(), parameters(FhirJsonParser.parseUnchecked(body)));
        } catch (FhirParseException noJson) {
            throw RecordErrors.malformed(noJson);
        }
    }

    /** The parameters of the address alone. */
    QueryString withoutForm() {
        List<QueryString.Parameter> asked = query.parameters().stream()
                .filter(parameter -> !FORM.contains(parameter.name()))
                .toList();
        return new QueryString(asked);
    }

    private static FhirObject parameters(FhirObject resource) {
        if (resource.resourceType().equals("Parameters")) {
            return resource;
        }
        FhirObject only = new FhirObject().put("name", OperationInputs.RESOURCE).put("resource", resource);
        return FhirObject.resource("Parameters").put("parameter", FhirArray.of(only));
    }

    /** The address behind the base, without the operation's name. */
    String address() {
        return switch (level) {
            case SYSTEM -> "";
            case TYPE -> type;
            case INSTANCE -> type + "/" + id;
        };
    }

    /** A parameter's text that must be there. */
    static String required(String name, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            throw new HaiheException(ErrorCode.INVALID_PARAMETER, name + ": missing (expected: a value)");
        }
        return text;
    }
}
