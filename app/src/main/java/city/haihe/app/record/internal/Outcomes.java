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

    /** A warning that search parameters were not used. */
    static FhirObject ignored(List<String> parameters) {
        FhirArray issues = new FhirArray();
        for (String parameter : parameters) {
            issues.add(issue(
                    "warning",
                    ErrorCode.UNSUPPORTED_PARAMETER.issueType(),
                    ErrorCode.UNSUPPORTED_PARAMETER.code() + " " + parameter + ": not supported, and not used"));
        }
        return FhirObject.resource("OperationOutcome").put("issue", issues);
    }

    /** What a write answers that was asked for an outcome. */
    static FhirObject success(String text) {
        return outcome(issue("information", "informational", text));
    }

    private static FhirObject outcome(FhirObject issue) {
        return FhirObject.resource("OperationOutcome").put("issue", FhirArray.of(issue));
    }

    private static FhirObject issue(String severity, String code, String text) {
        return new FhirObject().put("severity", severity).put("code", code).put("diagnostics", text);
    }
}
