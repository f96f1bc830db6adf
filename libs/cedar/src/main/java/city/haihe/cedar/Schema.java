package city.haihe.cedar;

import city.haihe.cedar.Value.EntityUid;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What entities, actions and contexts there are (Cedar, schema format). */
public final class Schema {

    /** An entity type; {@code ids} is null unless it is an enumeration. */
    record EntityType(
            Set<String> parents,
            Type.RecordOf shape,
            @Nullable Type tags,
            @Nullable Set<String> ids) {}

    /** An action. */
    record ActionType(Set<EntityUid> parents, Set<String> principals, Set<String> resources, Type.RecordOf context) {}

    private final Map<String, EntityType> entityTypes;
    private final Map<EntityUid, ActionType> actions;

    Schema(Map<String, EntityType> entityTypes, Map<EntityUid, ActionType> actions) {
        this.entityTypes = Map.copyOf(entityTypes);
        this.actions = Map.copyOf(actions);
    }

    /**
     * Reads a schema in Cedar's own format.
     *
     * @throws MalformedException where the text is not of the format, or names a type that there is not
     */
    public static Schema parse(String text) throws MalformedException {
        return new SchemaParser(text).schema();
    }

    /** What is wrong with the policies under this schema; empty where nothing is (Cedar, policy validation, strict). */
    public List<String> validate(PolicySet policies) {
        return policies.policies().stream()
                .flatMap(policy -> new Validator(this, policy).problems().stream())
                .toList();
    }

    Map<EntityUid, ActionType> actions() {
        return actions;
    }

    @Nullable
    EntityType entityType(String name) {
        return entityTypes.get(name);
    }

    /** Whether an entity of the one type can be one of the other, or in one. */
    boolean mayBeIn(String type, String other) {
        return reaches(type, other, new HashSet<>());
    }

    private boolean reaches(String type, String other, Set<String> seen) {
        EntityType entity = entityTypes.get(type);
        return type.equals(other)
                || entity != null
                        && seen.add(type)
                        && entity.parents().stream().anyMatch(parent -> reaches(parent, other, seen));
    }

    /** Whether the action is the other or in it. */
    boolean actionIn(EntityUid action, EntityUid other) {
        ActionType type = actions.get(action);
        return action.equals(other)
                || type != null && type.parents().stream().anyMatch(parent -> actionIn(parent, other));
    }
}
