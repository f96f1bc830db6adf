package city.haihe.cedar;

import city.haihe.cedar.Value.EntityUid;
import java.util.Map;
import java.util.Set;

/**
 * What is known of an entity (Cedar, entities).
 *
 * @param uid its name
 * @param attributes its attributes by name
 * @param parents what it is directly in
 * @param tags its tags by name
 */
public record Entity(EntityUid uid, Map<String, Value> attributes, Set<EntityUid> parents, Map<String, Value> tags) {

    /** Copies the collections. */
    public Entity {
        attributes = Map.copyOf(attributes);
        parents = Set.copyOf(parents);
        tags = Map.copyOf(tags);
    }

    /** An entity without tags. */
    public Entity(EntityUid uid, Map<String, Value> attributes, Set<EntityUid> parents) {
        this(uid, attributes, parents, Map.of());
    }
}
