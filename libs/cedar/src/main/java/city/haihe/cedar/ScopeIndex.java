package city.haihe.cedar;

import city.haihe.cedar.Value.EntityUid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The policies of a set by what their scopes name: action, then principal, then resource. A request looks only under its own
 * entities, what they are in, and their types; everything else cannot hold.
 */
final class ScopeIndex {

    /** Under this are the policies whose scope says nothing. */
    private static final Object ANY = new Object();

    private static final class Level<T> {
        private final Map<Object, T> below = new HashMap<>();
    }

    private final Level<Level<Level<List<CompiledPolicy>>>> actions = new Level<>();

    void add(CompiledPolicy policy) {
        for (Object action : keys(policy.policy().action())) {
            for (Object principal : keys(policy.policy().principal())) {
                for (Object resource : keys(policy.policy().resource())) {
                    actions.below
                            .computeIfAbsent(action, _ -> new Level<>())
                            .below
                            .computeIfAbsent(principal, _ -> new Level<>())
                            .below
                            .computeIfAbsent(resource, _ -> new ArrayList<>())
                            .add(policy);
                }
            }
        }
    }

    /** An entity where one is named, else a type, else nothing. */
    private static Collection<?> keys(Scope scope) {
        return switch (scope) {
            case Scope.Any _ -> List.of(ANY);
            case Scope.Is is -> List.of(is.type());
            case Scope.Equal _, Scope.In _, Scope.InAny _, Scope.IsIn _ -> Set.copyOf(scope.uids());
        };
    }

    /** Visits every policy whose scope may hold; one that names several actions perhaps more than once. */
    void visit(Frame frame, Consumer<CompiledPolicy> visitor) {
        Entities entities = frame.entities();
        each(
                actions,
                frame.action(),
                entities,
                principals -> each(
                        principals,
                        frame.principal(),
                        entities,
                        resources ->
                                each(resources, frame.resource(), entities, policies -> policies.forEach(visitor))));
    }

    /** The same with a resource of which at most the type is known. */
    void visitUnknown(Frame frame, @Nullable String type, Consumer<CompiledPolicy> visitor) {
        Entities entities = frame.entities();
        each(
                actions,
                frame.action(),
                entities,
                principals -> each(
                        principals,
                        frame.principal(),
                        entities,
                        resources -> resources.below.forEach((key, policies) -> {
                            if (type == null || !(key instanceof String other) || other.equals(type)) {
                                policies.forEach(visitor);
                            }
                        })));
    }

    private static <T> void each(Level<T> level, EntityUid uid, Entities entities, Consumer<T> visitor) {
        if (level.below.isEmpty()) {
            return;
        }
        visit(level, ANY, visitor);
        visit(level, uid.type(), visitor);
        visit(level, uid, visitor);
        for (EntityUid above : entities.ancestors(uid)) {
            visit(level, above, visitor);
        }
    }

    private static <T> void visit(Level<T> level, Object key, Consumer<T> visitor) {
        T found = level.below.get(key);
        if (found != null) {
            visitor.accept(found);
        }
    }
}
