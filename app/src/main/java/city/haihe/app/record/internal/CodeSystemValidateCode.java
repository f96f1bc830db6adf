package city.haihe.app.record.internal;

import city.haihe.fhir.FhirObject;
import city.haihe.fhir.terminology.CodeSystem;
import city.haihe.fhir.terminology.Concept;
import java.util.List;
import java.util.Set;

/** {@code CodeSystem/$validate-code}: whether a code is in a code system (FHIR R4 {@code CodeSystem/$validate-code}). */
final class CodeSystemValidateCode extends TerminologyOperation {

    CodeSystemValidateCode(RecordEngine engine) {
        super(
                engine,
                "CodeSystem",
                "validate-code",
                Set.of(Level.TYPE, Level.INSTANCE),
                List.of(
                        "url",
                        "codeSystem",
                        "code",
                        "version",
                        "display",
                        "coding",
                        "codeableConcept",
                        "abstract",
                        "displayLanguage"));
    }

    @Override
    FhirObject answer(OperationRequest request, OperationInputs inputs, KnownTerminology known) {
        CodeVerdict verdict = CodeVerdict.wrong("");
        for (AskedCoding asked : AskedCoding.all(inputs, "coding", "code", "url", "version")) {
            verdict = verdict(request, inputs, known, asked);
            if (verdict.result()) {
                break;
            }
        }
        return verdict.parameters();
    }

    private CodeVerdict verdict(
            OperationRequest request, OperationInputs inputs, KnownTerminology known, AskedCoding asked) {
        String url = inputs.text("url").isEmpty() ? asked.system() : inputs.text("url");
        String version = inputs.text("version").isEmpty() ? asked.version() : inputs.text("version");
        CodeSystem system = codeSystem(request, inputs, known, url, version);
        if (!asked.system().isEmpty() && !asked.system().equals(system.header().url())) {
            return CodeVerdict.wrong("system: " + RecordErrors.quote(asked.system()) + " (expected: "
                    + system.header().url() + ")");
        }
        Concept concept = system.find(asked.code()).orElse(null);
        if (concept == null) {
            String among = system.header().complete() ? "a code of " : "a known code of the fragment of ";
            return CodeVerdict.wrong("code: " + RecordErrors.quote(asked.code()) + " (expected: " + among
                    + system.header().canonical() + ")");
        }
        boolean refusesAbstract = !inputs.text("abstract").isEmpty() && !isTrue(inputs, "abstract");
        return CodeVerdict.of(asked, concept, concept.display(inputs.text("displayLanguage")), refusesAbstract);
    }
}
