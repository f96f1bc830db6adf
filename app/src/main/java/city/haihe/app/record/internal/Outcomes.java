package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import java.util.List;

/** OperationOutcomes that stand inside Bundles and answers; those of failed requests are the platform's. */
final class Outcomes {

    private Outcomes() {}

    /** The outcome of an entry that failed. */
    static FhirObject of(HaiheException refused) {
        ErrorCode code = refused.code();
        FhirObject issue = issue("error", code.issueType(), code.code() + " " + refused.getMessage());
        if (refused.expression() != null) {
            issue.put("expression", FhirArray.of().add(refused.expression()));
        }
        return outcome(issue);
    }

    /** Warnings that search parameters were not used, and that not everything was included. */
    static FhirObject ofSearch(List<String> ignored, boolean complete) {
        FhirArray issues = new FhirArray();
        for (String parameter : ignored) {
            issues.add(issue(
                    "warning",
                    ErrorCode.UNSUPPORTED_PARAMETER.issueType(),
                    ErrorCode.UNSUPPORTED_PARAMETER.code() + " " + parameter + ": not supported, and not used"));
        }
        if (!complete) {
            issues.add(issue(
                    "warning",
                    "incomplete",
                    "included: not all of it (expected: at most " + IncludeRun.MAX_INCLUDED + " resources in "
                            + IncludeRun.MAX_ROUNDS + " rounds; a smaller _count leaves room for more)"));
        }
        return FhirObject.resource("OperationOutcome").put("issue", issues);
    }

    /** An issue about what was done all the same. */
    static FhirObject warning(ErrorCode code, String text, String expression) {
        FhirObject issue = issue("warning", code.issueType(), code.code() + " " + text);
        return expression.isEmpty()
                ? issue
                : issue.put("expression", FhirArray.of().add(expression));
    }

    /** What a write answers that was asked for an outcome, or that has something to warn of. */
    static FhirObject written(String text, List<FhirObject> warnings) {
        FhirArray issues = FhirArray.of(issue("information", "informational", text));
        warnings.forEach(issues::add);
        return FhirObject.resource("OperationOutcome").put("issue", issues);
    }

    private static FhirObject outcome(FhirObject issue) {
        return FhirObject.resource("OperationOutcome").put("issue", FhirArray.of(issue));
    }

    private static FhirObject issue(String severity, String code, String text) {
        return new FhirObject().put("severity", severity).put("code", code).put("diagnostics", text);
    }
}
