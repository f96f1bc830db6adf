package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.terminology.CodeSystem;
import city.haihe.fhir.terminology.Concept;
import java.util.List;
import java.util.Set;

/** {@code CodeSystem/$subsumes}: how one code stands to another (FHIR R4 {@code CodeSystem/$subsumes}). */
final class CodeSystemSubsumes extends TerminologyOperation {

    CodeSystemSubsumes(RecordEngine engine) {
        super(
                engine,
                "CodeSystem",
                "subsumes",
                Set.of(Level.TYPE, Level.INSTANCE),
                List.of("codeA", "codeB", "system", "version", "codingA", "codingB"));
    }

    @Override
    FhirObject answer(OperationRequest request, OperationInputs inputs, KnownTerminology known) {
        AskedCoding one = AskedCoding.one(inputs, "codingA", "codeA", "system", "version");
        AskedCoding other = AskedCoding.one(inputs, "codingB", "codeB", "system", "version");
        if (!one.system().equals(other.system())) {
            throw new HaiheException(
                    ErrorCode.INVALID_PARAMETER,
                    "codingB.system: " + RecordErrors.quote(other.system()) + " (expected: that of codingA)");
        }
        CodeSystem system = codeSystem(request, inputs, known, one.system(), one.version());
        Concept first = system.find(one.code()).orElseThrow(() -> unknownCode(one.code(), system));
        Concept second = system.find(other.code()).orElseThrow(() -> unknownCode(other.code(), system));
        return OperationAnswer.parameters(
                OperationAnswer.part("outcome").put("valueCode", outcome(system, first, second)));
    }

    private static String outcome(CodeSystem system, Concept first, Concept second) {
        if (first.code().equals(second.code())) {
            return "equivalent";
        }
        if (system.isBelow(second, first)) {
            return "subsumes";
        }
        return system.isBelow(first, second) ? "subsumed-by" : "not-subsumed";
    }
}
