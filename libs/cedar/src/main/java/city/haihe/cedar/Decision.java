package city.haihe.cedar;

import java.util.List;

/**
 * The answer to a request (Cedar, authorization).
 *
 * @param allowed whether a policy permits it and none forbids it
 * @param determining the policies that decided: those that forbid, or where none does those that permit; empty where none holds
 * @param errors the policies that were skipped since they could not be evaluated
 */
public record Decision(boolean allowed, List<String> determining, List<PolicyError> errors) {

    /** Copies the lists. */
    public Decision {
        determining = List.copyOf(determining);
        errors = List.copyOf(errors);
    }

    /**
     * A policy that could not be evaluated.
     *
     * @param policy its id
     * @param message what was wrong, without any value
     */
    public record PolicyError(String policy, String message) {}
}
