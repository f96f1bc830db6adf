package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.validation.Invariants;

/** What a validation found, as an OperationOutcome. Errors say that the resource is not valid; the rest is advice. */
final class ValidationIssues {

    private final FhirArray issues = new FhirArray();

    /** What a write would be refused for. */
    void add(HaiheException refused) {
        ErrorCode code = refused.code();
        add("error", code.issueType(), code.code() + " " + refused.getMessage(), refused.expression());
    }

    /** An invariant that does not hold. */
    void add(Invariants.Violation violation) {
        add(
                violation.error() ? "error" : "warning",
                "invariant",
                violation.key() + ": " + violation.human(),
                violation.path());
    }

    /** Something that is worth knowing. */
    void inform(String text, String expression) {
        add("information", "informational", text, expression);
    }

    private void add(String severity, String code, String text, @org.jspecify.annotations.Nullable String expression) {
        FhirObject issue =
                new FhirObject().put("severity", severity).put("code", code).put("diagnostics", text);
        if (expression != null && !expression.isEmpty()) {
            issue.put("expression", new FhirArray().add(expression));
        }
        issues.add(issue);
    }

    /** The outcome. One without issues is no OperationOutcome, so then it says that all is well. */
    FhirObject outcome() {
        if (issues.isEmpty()) {
            inform("valid", "");
        }
        return FhirObject.resource("OperationOutcome").put("issue", issues);
    }
}
