package city.haihe.app.record.internal;

import city.haihe.fhir.FhirObject;
import city.haihe.fhir.terminology.CodeSystem;
import city.haihe.fhir.terminology.ComposedValueSet;
import city.haihe.fhir.terminology.Concept;
import java.util.List;
import java.util.Set;

/** {@code ValueSet/$validate-code}: whether a code is in a value set (FHIR R4 {@code ValueSet/$validate-code}). */
final class ValueSetValidateCode extends TerminologyOperation {

    ValueSetValidateCode(RecordEngine engine) {
        super(
                engine,
                "ValueSet",
                "validate-code",
                Set.of(Level.TYPE, Level.INSTANCE),
                List.of(
                        "url",
                        "valueSet",
                        "valueSetVersion",
                        "code",
                        "system",
                        "systemVersion",
                        "display",
                        "coding",
                        "codeableConcept",
                        "abstract",
                        "displayLanguage"));
    }

    @Override
    FhirObject answer(OperationRequest request, OperationInputs inputs, KnownTerminology known) {
        FhirObject resource = AskedValueSet.resource(this, request, inputs, known);
        ComposedValueSet valueSet = AskedValueSet.composed(resource, known);
        CodeVerdict verdict = CodeVerdict.wrong("");
        for (AskedCoding asked : AskedCoding.all(inputs, "coding", "code", "system", "systemVersion")) {
            verdict = verdict(inputs, valueSet, asked);
            if (verdict.result()) {
                break;
            }
        }
        return verdict.parameters();
    }

    private static CodeVerdict verdict(OperationInputs inputs, ComposedValueSet valueSet, AskedCoding asked) {
        if (asked.system().isEmpty()) {
            return CodeVerdict.wrong(
                    "system: missing (expected: the code system of " + RecordErrors.quote(asked.code()) + ")");
        }
        for (ComposedValueSet.Part part : valueSet.all()) {
            CodeSystem system = part.system();
            CodeSystem.Header header = system.header();
            boolean same = asked.system().equals(header.url())
                    && (asked.version().isEmpty() || asked.version().equals(header.version()));
            Concept concept = same ? system.find(asked.code()).orElse(null) : null;
            if (concept != null && system.matches(part.selection(), concept)) {
                boolean refusesAbstract = !inputs.text("abstract").isEmpty() && !isTrue(inputs, "abstract");
                return CodeVerdict.of(
                        asked, concept, part.display(concept, inputs.text("displayLanguage")), refusesAbstract);
            }
        }
        return CodeVerdict.wrong("code: " + RecordErrors.quote(asked.code()) + " of "
                + RecordErrors.quote(asked.system()) + " (expected: a code of the value set " + valueSet.url() + ")");
    }
}
