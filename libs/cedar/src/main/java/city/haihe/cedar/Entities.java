package city.haihe.cedar;

import city.haihe.cedar.Value.EntityUid;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The entities that a decision can look at, with their hierarchy. Immutable, so that what seldom changes (organisations, roles) is
 * made once and each request adds its own with {@link #with}.
 */
public final class Entities {

    /** No entities. */
    public static final Entities NONE = new Entities(null, Map.of());

    private final @Nullable Entities base;
    private final Map<EntityUid, Entity> own;
    private final Map<EntityUid, Set<EntityUid>> ancestors;
    private final Set<EntityUid> known;

    private Entities(@Nullable Entities base, Map<EntityUid, Entity> own) {
        this.base = base;
        this.own = own;
        this.ancestors = HashMap.newHashMap(own.size());
        this.known = new HashSet<>(own.keySet());
        for (Entity entity : own.values()) {
            Set<EntityUid> above = climb(entity);
            ancestors.put(entity.uid(), above);
            known.addAll(above);
        }
    }

    /**
     * Entities of their own.
     *
     * @throws IllegalArgumentException where one is there twice, or is in itself
     */
    public static Entities of(Collection<Entity> entities) {
        return new Entities(null, byUid(entities));
    }

    /** These entities and more; one that is here already is replaced. */
    public Entities with(Collection<Entity> more) {
        Map<EntityUid, Entity> added = byUid(more);
        if (added.keySet().stream().noneMatch(this::mentions)) {
            return new Entities(this, added);
        }
        // What is here may be below what is added, so the hierarchy is climbed anew.
        Map<EntityUid, Entity> all = new HashMap<>();
        collect(all);
        all.putAll(added);
        return new Entities(null, all);
    }

    private static Map<EntityUid, Entity> byUid(Collection<Entity> entities) {
        Map<EntityUid, Entity> byUid = HashMap.newHashMap(entities.size());
        for (Entity entity : entities) {
            if (byUid.put(entity.uid(), entity) != null) {
                throw new IllegalArgumentException("entity of type %s twice (expected: each once)"
                        .formatted(entity.uid().type()));
            }
        }
        return byUid;
    }

    private void collect(Map<EntityUid, Entity> all) {
        if (base != null) {
            base.collect(all);
        }
        all.putAll(own);
    }

    private boolean mentions(EntityUid uid) {
        return known.contains(uid) || base != null && base.mentions(uid);
    }

    private Set<EntityUid> climb(Entity entity) {
        Set<EntityUid> above = new HashSet<>();
        Deque<EntityUid> open = new ArrayDeque<>(entity.parents());
        while (!open.isEmpty()) {
            EntityUid uid = open.pop();
            if (uid.equals(entity.uid())) {
                throw new IllegalArgumentException(
                        "an entity of type %s is in itself (expected: a hierarchy without cycles)"
                                .formatted(uid.type()));
            }
            if (above.add(uid)) {
                Entity parent = find(uid);
                open.addAll(parent == null ? List.of() : parent.parents());
            }
        }
        return Set.copyOf(above);
    }

    /** The entity, or null where nothing is known of it. */
    public @Nullable Entity find(EntityUid uid) {
        Entity entity = own.get(uid);
        return entity == null && base != null ? base.find(uid) : entity;
    }

    /** What the entity is in, directly or not, without itself. */
    public Set<EntityUid> ancestors(EntityUid uid) {
        Set<EntityUid> above = ancestors.get(uid);
        if (above != null) {
            return above;
        }
        return base == null ? Set.of() : base.ancestors(uid);
    }

    /** Whether the one is the other or in it (Cedar, in). */
    public boolean isIn(EntityUid uid, EntityUid other) {
        return uid.equals(other) || ancestors(uid).contains(other);
    }

    boolean isInAny(EntityUid uid, Collection<EntityUid> others) {
        if (others.contains(uid)) {
            return true;
        }
        Set<EntityUid> above = ancestors(uid);
        if (above.isEmpty()) {
            return false;
        }
        for (EntityUid other : others) {
            if (above.contains(other)) {
                return true;
            }
        }
        return false;
    }
}
