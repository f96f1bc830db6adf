package city.haihe.cedar;

import city.haihe.cedar.Decision.PolicyError;
import java.util.List;

/**
 * Which resources a request is allowed for.
 *
 * @param allowed the formula that is true of exactly those resources
 * @param policies the policies that it came from
 * @param errors the policies that are an error whatever the resource
 */
public record PartialDecision(Residual allowed, List<String> policies, List<PolicyError> errors) {

    /** Copies the lists. */
    public PartialDecision {
        policies = List.copyOf(policies);
        errors = List.copyOf(errors);
    }
}
