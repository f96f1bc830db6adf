package city.haihe.cedar;

import java.util.List;

/** A policy with its compiled conditions, in the place it has in the set. */
record CompiledPolicy(int index, Policy policy, List<Node> conditions, PartialNode residual) {

    static CompiledPolicy of(int index, Policy policy) {
        Compiler compiler = new Compiler();
        PartialCompiler partial = new PartialCompiler(compiler);
        List<Node> conditions =
                policy.conditions().stream().map(compiler::compile).toList();
        return new CompiledPolicy(index, policy, conditions, partial.conjunction(policy.conditions()));
    }

    boolean scopeHolds(Frame frame) {
        return policy.action().holds(frame.action(), frame.entities())
                && policy.principal().holds(frame.principal(), frame.entities())
                && policy.resource().holds(frame.resource(), frame.entities());
    }

    /** Whether all conditions hold; the first that does not ends it. */
    boolean conditionsHold(Frame frame) {
        for (Node condition : conditions) {
            if (!condition.test(frame)) {
                return false;
            }
        }
        return true;
    }
}
