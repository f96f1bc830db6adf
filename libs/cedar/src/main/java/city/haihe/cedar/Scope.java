package city.haihe.cedar;

import city.haihe.cedar.Value.EntityUid;
import java.util.List;

/** What a policy's scope says of its principal, action or resource (Cedar, grammar, Scope). */
public sealed interface Scope {

    /** The entity it names, or the slot of a template. */
    sealed interface Target {}

    /** A named entity. */
    record Named(EntityUid uid) implements Target {}

    /** {@code ?principal} or {@code ?resource}, which a link fills. */
    record Slot() implements Target {}

    /** Every entity. */
    record Any() implements Scope {}

    /** {@code == entity}. */
    record Equal(Target target) implements Scope {}

    /** {@code in entity}. */
    record In(Target target) implements Scope {}

    /** {@code in [entity, …]}, for actions only. */
    record InAny(List<EntityUid> uids) implements Scope {
        public InAny {
            uids = List.copyOf(uids);
        }
    }

    /** {@code is Type}. */
    record Is(String type) implements Scope {}

    /** {@code is Type in entity}. */
    record IsIn(String type, Target target) implements Scope {}

    /** The scope with the slot filled. */
    default Scope fill(EntityUid uid) {
        return switch (this) {
            case Any _, Is _, InAny _ -> this;
            case Equal equal -> new Equal(filled(equal.target(), uid));
            case In in -> new In(filled(in.target(), uid));
            case IsIn isIn -> new IsIn(isIn.type(), filled(isIn.target(), uid));
        };
    }

    private static Target filled(Target target, EntityUid uid) {
        return target instanceof Slot ? new Named(uid) : target;
    }

    /** Whether it has a slot that is not filled. */
    default boolean hasSlot() {
        return switch (this) {
            case Any _, Is _, InAny _ -> false;
            case Equal equal -> equal.target() instanceof Slot;
            case In in -> in.target() instanceof Slot;
            case IsIn isIn -> isIn.target() instanceof Slot;
        };
    }

    /** The entities that it names. */
    default List<EntityUid> uids() {
        return switch (this) {
            case Any _, Is _ -> List.of();
            case InAny in -> in.uids();
            case Equal equal -> uids(equal.target());
            case In in -> uids(in.target());
            case IsIn isIn -> uids(isIn.target());
        };
    }

    private static List<EntityUid> uids(Target target) {
        return switch (target) {
            case Named named -> List.of(named.uid());
            case Slot _ -> List.of();
        };
    }

    /** Whether the scope holds of the entity. */
    default boolean holds(EntityUid uid, Entities entities) {
        return switch (this) {
            case Any _ -> true;
            case Equal equal -> uids(equal.target()).contains(uid);
            case In in -> entities.isInAny(uid, uids(in.target()));
            case InAny in -> entities.isInAny(uid, in.uids());
            case Is is -> is.type().equals(uid.type());
            case IsIn isIn -> isIn.type().equals(uid.type()) && entities.isInAny(uid, uids(isIn.target()));
        };
    }
}
