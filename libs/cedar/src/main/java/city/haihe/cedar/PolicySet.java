package city.haihe.cedar;

import city.haihe.cedar.Decision.PolicyError;
import city.haihe.cedar.Policy.Effect;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Policies that decide together. Immutable, and used by any number of threads at once. */
public final class PolicySet {

    private final List<Policy> policies;
    private final ScopeIndex index = new ScopeIndex();

    private PolicySet(Collection<Policy> policies) {
        this.policies = List.copyOf(policies);
        Set<String> ids = new HashSet<>();
        int place = 0;
        for (Policy policy : this.policies) {
            if (!ids.add(policy.id())) {
                throw new IllegalArgumentException("policy %s twice (expected: each once)".formatted(policy.id()));
            }
            if (!policy.isTemplate()) {
                index.add(CompiledPolicy.of(place++, policy));
            }
        }
    }

    /**
     * Reads policies and templates.
     *
     * @throws MalformedException where the text is not of the language
     */
    public static PolicySet parse(String text) throws MalformedException {
        return new PolicySet(new PolicyParser(text).policies());
    }

    /**
     * A set of these; templates among them decide nothing.
     *
     * @throws IllegalArgumentException where two have one id
     */
    public static PolicySet of(Collection<Policy> policies) {
        return new PolicySet(policies);
    }

    /** The policies and templates, in order. */
    public List<Policy> policies() {
        return policies;
    }

    /** Decides a request (Cedar, authorization, algorithm). */
    public Decision decide(Request request, Entities entities) {
        Frame frame = Frame.of(request, entities);
        Outcome outcome = new Outcome(frame);
        index.visit(frame, outcome::evaluate);
        return outcome.decision();
    }

    /** What the policies said so far. */
    private static final class Outcome {

        private final Frame frame;
        private final List<CompiledPolicy> permits = new ArrayList<>(4);
        private final List<CompiledPolicy> forbids = new ArrayList<>(4);
        private final Map<Integer, PolicyError> errors = new TreeMap<>();

        Outcome(Frame frame) {
            this.frame = frame;
        }

        void evaluate(CompiledPolicy policy) {
            if (!policy.scopeHolds(frame)) {
                return;
            }
            try {
                if (policy.conditionsHold(frame)) {
                    (policy.policy().effect() == Effect.PERMIT ? permits : forbids).add(policy);
                }
            } catch (EvaluationException e) {
                errors.put(policy.index(), new PolicyError(policy.policy().id(), String.valueOf(e.getMessage())));
            }
        }

        Decision decision() {
            boolean allowed = forbids.isEmpty() && !permits.isEmpty();
            return new Decision(allowed, ids(allowed ? permits : forbids), List.copyOf(errors.values()));
        }

        private static List<String> ids(List<CompiledPolicy> found) {
            return found.stream()
                    .sorted(java.util.Comparator.comparingInt(CompiledPolicy::index))
                    .distinct()
                    .map(policy -> policy.policy().id())
                    .toList();
        }
    }

    /**
     * Decides as much of a request as can be without its resource.
     *
     * @param entities what is known; must hold everything the resources lead to, and not the resources themselves
     */
    public PartialDecision decidePartially(PartialRequest request, Entities entities) {
        PartialFrame frame = PartialFrame.of(request, entities);
        PartialOutcome outcome = new PartialOutcome(frame);
        index.visitUnknown(frame.frame(), request.resourceType(), outcome::evaluate);
        return outcome.decision();
    }
}
