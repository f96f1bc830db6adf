package city.haihe.cedar;

import city.haihe.cedar.Value.EntityUid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks one policy under every kind of request that its scope leaves (Cedar, policy validation). */
final class Validator {

    private final Schema schema;
    private final Policy policy;

    /** The same mistake is found for many kinds of requests and said once. */
    private final Set<String> problems = new LinkedHashSet<>();

    Validator(Schema schema, Policy policy) {
        this.schema = schema;
        this.policy = policy;
    }

    List<String> problems() {
        checkScope(policy.principal());
        checkScope(policy.resource());
        for (EntityUid action : policy.action().uids()) {
            if (!schema.actions().containsKey(action)) {
                say(policy.position(), "action %s (expected: one that the schema declares)".formatted(action));
            }
        }
        if (problems.isEmpty()) {
            checkRequests();
        }
        return new ArrayList<>(problems);
    }

    private void say(Position at, String problem) {
        problems.add("policy %s, %s: %s".formatted(policy.id(), at, problem));
    }

    private void checkScope(Scope scope) {
        String type = switch (scope) {
            case Scope.Is is -> is.type();
            case Scope.IsIn isIn -> isIn.type();
            case Scope.Any _, Scope.Equal _, Scope.In _, Scope.InAny _ -> null;
        };
        if (type != null && schema.entityType(type) == null) {
            say(policy.position(), "type %s (expected: one that the schema declares)".formatted(type));
        }
        for (EntityUid uid : scope.uids()) {
            TypeChecker.checkUid(schema, uid, policy.position(), this::say);
        }
    }

    private void checkRequests() {
        boolean any = false;
        for (Map.Entry<EntityUid, Schema.ActionType> action : schema.actions().entrySet()) {
            if (!actionMatches(action.getKey())) {
                continue;
            }
            for (String principal :
                    matching(policy.principal(), action.getValue().principals())) {
                for (String resource :
                        matching(policy.resource(), action.getValue().resources())) {
                    any = true;
                    TypeChecker checker = new TypeChecker(
                            schema,
                            principal,
                            action.getKey(),
                            resource,
                            action.getValue().context(),
                            this::say);
                    checker.conditions(policy.conditions());
                }
            }
        }
        if (!any) {
            say(
                    policy.position(),
                    "no request can match its scope (expected: an action with such a principal and resource)");
        }
    }

    private boolean actionMatches(EntityUid action) {
        return switch (policy.action()) {
            case Scope.Equal equal -> equal.uids().contains(action);
            case Scope.In in -> in.uids().stream().anyMatch(uid -> schema.actionIn(action, uid));
            case Scope.InAny in -> in.uids().stream().anyMatch(uid -> schema.actionIn(action, uid));
            case Scope.Any _, Scope.Is _, Scope.IsIn _ -> true;
        };
    }

    private List<String> matching(Scope scope, Collection<String> types) {
        return types.stream().filter(type -> matches(scope, type)).toList();
    }

    private boolean matches(Scope scope, String type) {
        return switch (scope) {
            case Scope.Any _ -> true;
            case Scope.Equal equal ->
                equal.hasSlot() || equal.uids().getFirst().type().equals(type);
            case Scope.In in -> in.hasSlot() || isIn(type, in.uids());
            case Scope.InAny in -> isIn(type, in.uids());
            case Scope.Is is -> is.type().equals(type);
            case Scope.IsIn isIn -> isIn.type().equals(type) && (isIn.hasSlot() || isIn(type, isIn.uids()));
        };
    }

    private boolean isIn(String type, Collection<EntityUid> uids) {
        return uids.stream().anyMatch(uid -> schema.mayBeIn(type, uid.type()));
    }
}
