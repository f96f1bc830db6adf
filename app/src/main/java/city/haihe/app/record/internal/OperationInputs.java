package city.haihe.app.record.internal;

import city.haihe.fhir.FhirBoolean;
import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parameters that an operation was given: those of the address and those of the body, which is a Parameters resource, or
 * a resource that stands for the one parameter {@code resource} (FHIR R4 3.2.0.1.1).
 */
final class OperationInputs {

    /** The parameter that a body which is no Parameters resource stands for. */
    static final String RESOURCE = "resource";

    private final QueryString query;
    private final List<FhirObject> parts;

    OperationInputs(QueryString query, FhirObject parameters) {
        this.query = query;
        this.parts = parameters.objects("parameter").toList();
    }

    /** The names of all parameters, in order, each as often as it was given. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        query.parameters().forEach(parameter -> names.add(parameter.name()));
        parts.forEach(part -> names.add(String.valueOf(part.string("name"))));
        return names;
    }

    /** The values of the parameters of that name which are primitives, as text. */
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (QueryString.Parameter parameter : query.parameters()) {
            if (parameter.name().equals(name)) {
                texts.add(parameter.value());
            }
        }
        for (FhirObject part : parts) {
            if (name.equals(part.string("name"))) {
                primitive(part).ifPresent(texts::add);
            }
        }
        return texts;
    }

    /** The first primitive of that name as text, or an empty string. */
    String text(String name) {
        List<String> texts = texts(name);
        return texts.isEmpty() ? "" : texts.getFirst();
    }

    /** The first value of that name and of a complex type, such as {@code Coding}. */
    Optional<FhirObject> object(String name, String type) {
        return parts.stream()
                .filter(part -> name.equals(part.string("name")))
                .flatMap(part -> Optional.ofNullable(part.object("value" + type)).stream())
                .findFirst();
    }

    /** The first resource of that name. */
    Optional<FhirObject> resource(String name) {
        return parts.stream()
                .filter(part -> name.equals(part.string("name")))
                .flatMap(part -> Optional.ofNullable(part.object("resource")).stream())
                .findFirst();
    }

    /** The parameters as they are, with their parts. */
    List<FhirObject> parts() {
        return parts;
    }

    /** The parameters that are primitives as those of a search. */
    QueryString asQuery() {
        List<QueryString.Parameter> all = new ArrayList<>(query.parameters());
        for (FhirObject part : parts) {
            String name = String.valueOf(part.string("name"));
            primitive(part).ifPresent(value -> all.add(new QueryString.Parameter(name, value)));
        }
        return new QueryString(all);
    }

    /** Refuses parameters of other names, so that none is silently without effect. */
    void requireKnown(List<String> known) {
        for (String name : names()) {
            if (!known.contains(name)) {
                throw RecordErrors.unsupportedParameter(
                        name, known.isEmpty() ? "no parameter" : "one of " + String.join(", ", known));
            }
        }
    }

    private static Optional<String> primitive(FhirObject part) {
        for (int index = 0; index < part.size(); index++) {
            if (part.nameAt(index).startsWith("value")) {
                FhirValue value = part.valueAt(index);
                if (value instanceof FhirString(String text)) {
                    return Optional.of(text);
                } else if (value instanceof FhirNumber(String number)) {
                    return Optional.of(number);
                } else if (value instanceof FhirBoolean(boolean bool)) {
                    return Optional.of(Boolean.toString(bool));
                }
            }
        }
        return Optional.empty();
    }
}
