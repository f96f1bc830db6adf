package city.haihe.app.record.internal;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import city.haihe.fhir.terminology.CodeSystem;
import city.haihe.fhir.terminology.Concept;
import java.util.List;
import java.util.Set;

/** {@code CodeSystem/$lookup}: what is known of a code (FHIR R4 {@code CodeSystem/$lookup}). */
final class CodeSystemLookup extends TerminologyOperation {

    private static final String CODE = "code";
    private static final String PROPERTY = "property";

    CodeSystemLookup(RecordEngine engine) {
        super(
                engine,
                "CodeSystem",
                "lookup",
                Set.of(Level.TYPE),
                List.of(CODE, "system", "version", "coding", "displayLanguage", PROPERTY));
    }

    @Override
    FhirObject answer(OperationRequest request, OperationInputs inputs, KnownTerminology known) {
        AskedCoding asked = AskedCoding.one(inputs, "coding", CODE, "system", "version");
        CodeSystem system = codeSystem(request, inputs, known, asked.system(), asked.version());
        Concept concept = system.find(asked.code()).orElseThrow(() -> unknownCode(asked.code(), system));
        CodeSystem.Header header = system.header();
        FhirObject answer = OperationAnswer.parameters(OperationAnswer.part("name")
                .put("valueString", header.name().isEmpty() ? header.url() : header.name()));
        if (!header.version().isEmpty()) {
            add(answer, OperationAnswer.part("version").put("valueString", header.version()));
        }
        String display = concept.display(inputs.text("displayLanguage"));
        // The operation's definition asks for one (1..1); a concept that has none is called by its code.
        add(answer, OperationAnswer.part("display").put("valueString", display == null ? concept.code() : display));
        List<String> wanted = inputs.texts(PROPERTY);
        if (wanted.isEmpty() || wanted.contains("designation")) {
            concept.detail().objects("designation").forEach(each -> add(answer, designation(each)));
        }
        properties(system, concept, wanted, answer);
        return answer;
    }

    private static FhirObject designation(FhirObject designation) {
        FhirArray parts = new FhirArray();
        String language = designation.string("language");
        if (language != null) {
            parts.add(OperationAnswer.part("language").put("valueCode", language));
        }
        FhirObject use = designation.object("use");
        if (use != null) {
            parts.add(OperationAnswer.part("use").put("valueCoding", use));
        }
        parts.add(OperationAnswer.part("value").put("valueString", String.valueOf(designation.string("value"))));
        return OperationAnswer.part("designation").put("part", parts);
    }

    private static void properties(CodeSystem system, Concept concept, List<String> wanted, FhirObject answer) {
        String definition = concept.detail().string("definition");
        if (definition != null && isWanted("definition", wanted)) {
            add(answer, property("definition", "valueString", new FhirString(definition)));
        }
        if (isWanted("parent", wanted)) {
            system.parents(concept)
                    .forEach(each -> add(answer, property("parent", "valueCode", new FhirString(each.code()))));
        }
        if (isWanted("child", wanted)) {
            system.children(concept)
                    .forEach(each -> add(answer, property("child", "valueCode", new FhirString(each.code()))));
        }
        concept.detail().objects(PROPERTY).forEach(each -> {
            String code = String.valueOf(each.string(CODE));
            // Relations were answered already, by whatever told of them.
            if (isWanted(code, wanted) && !code.equals("parent") && !code.equals("child")) {
                each.forEach((name, value) -> {
                    if (name.startsWith("value")) {
                        add(answer, property(code, name, value));
                    }
                });
            }
        });
    }

    private static boolean isWanted(String property, List<String> wanted) {
        return wanted.isEmpty() || wanted.contains(property);
    }

    private static FhirObject property(String code, String type, FhirValue value) {
        return OperationAnswer.part(PROPERTY)
                .put(
                        "part",
                        FhirArray.of(
                                OperationAnswer.part(CODE).put("valueCode", code),
                                OperationAnswer.part("value").put(type, value)));
    }

    private static void add(FhirObject answer, FhirObject part) {
        answer.append("parameter", part);
    }
}
