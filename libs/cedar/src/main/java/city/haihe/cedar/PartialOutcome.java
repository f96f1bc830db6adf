package city.haihe.cedar;

import city.haihe.cedar.Decision.PolicyError;
import city.haihe.cedar.Policy.Effect;
import city.haihe.cedar.Value.EntityUid;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** What the policies said so far of a request without resource. */
final class PartialOutcome {

    private final PartialFrame frame;
    private final Set<Integer> seen = new HashSet<>();
    private final List<Residual> permits = new ArrayList<>();
    private final List<Residual> forbids = new ArrayList<>();
    private final TreeMap<Integer, String> policies = new TreeMap<>();
    private final TreeMap<Integer, PolicyError> errors = new TreeMap<>();

    PartialOutcome(PartialFrame frame) {
        this.frame = frame;
    }

    void evaluate(CompiledPolicy compiled) {
        Policy policy = compiled.policy();
        Frame known = frame.frame();
        if (!seen.add(compiled.index())
                || !policy.action().holds(known.action(), known.entities())
                || !policy.principal().holds(known.principal(), known.entities())) {
            return;
        }
        Residual scope = scope(policy.resource());
        if (scope instanceof Residual.Never) {
            return;
        }
        Partial conditions = compiled.residual().eval(frame);
        if (conditions instanceof Partial.Failed(EvaluationException error)) {
            errors.put(compiled.index(), new PolicyError(policy.id(), String.valueOf(error.getMessage())));
            return;
        }
        Residual holds = Formulas.and(scope, conditions.isTrue());
        if (!(holds instanceof Residual.Never)) {
            policies.put(compiled.index(), policy.id());
            (policy.effect() == Effect.PERMIT ? permits : forbids).add(holds);
        }
    }

    private Residual scope(Scope scope) {
        return switch (scope) {
            case Scope.Any _ -> Formulas.ALWAYS;
            case Scope.Equal equal -> equal(equal.uids().getFirst());
            case Scope.In in -> new Residual.In(Path.RESOURCE, Set.copyOf(in.uids()));
            case Scope.InAny in -> new Residual.In(Path.RESOURCE, Set.copyOf(in.uids()));
            case Scope.Is is -> type(is.type());
            case Scope.IsIn isIn ->
                Formulas.and(type(isIn.type()), new Residual.In(Path.RESOURCE, Set.copyOf(isIn.uids())));
        };
    }

    private Residual equal(EntityUid uid) {
        return frame.type() == null || frame.type().equals(uid.type())
                ? new Residual.Compare(Path.RESOURCE, Residual.Comparison.EQUAL, uid)
                : Formulas.NEVER;
    }

    private Residual type(String type) {
        if (frame.type() == null) {
            return new Residual.OfType(Path.RESOURCE, type);
        }
        return frame.type().equals(type) ? Formulas.ALWAYS : Formulas.NEVER;
    }

    PartialDecision decision() {
        Residual allowed = Formulas.and(Formulas.or(permits), Formulas.not(Formulas.or(forbids)));
        return new PartialDecision(allowed, List.copyOf(policies.values()), List.copyOf(errors.values()));
    }
}
