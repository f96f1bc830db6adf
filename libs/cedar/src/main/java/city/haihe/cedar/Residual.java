package city.haihe.cedar;

import city.haihe.cedar.Value.EntityUid;
import city.haihe.cedar.Value.SetOf;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What a request still depends on when all but its resource is known: a formula that is true or false of every resource, never an
 * error. What the language makes an error, a missing attribute or one of another type, makes each atom false.
 *
 * <p>Formulas are simplified: negations stand before atoms only, neither {@link And} nor {@link Or} has itself, a constant or a
 * duplicate among its parts.
 */
public sealed interface Residual permits Residual.Always, Residual.Never, Residual.And, Residual.Or, Residual.Atom {

    /** True of every resource. */
    record Always() implements Residual {
        @Override
        public String toString() {
            return "true";
        }
    }

    /** True of no resource. */
    record Never() implements Residual {
        @Override
        public String toString() {
            return "false";
        }
    }

    /** True where all parts are; there are at least two. */
    record And(List<Residual> parts) implements Residual {
        @Override
        public String toString() {
            return Formulas.print(parts, " && ");
        }
    }

    /** True where a part is; there are at least two. */
    record Or(List<Residual> parts) implements Residual {
        @Override
        public String toString() {
            return Formulas.print(parts, " || ");
        }
    }

    /** A formula without parts. */
    sealed interface Atom extends Residual {}

    /** True where the atom is not, also where the attribute is missing. */
    record Not(Atom atom) implements Atom {
        @Override
        public String toString() {
            return "!(" + atom + ")";
        }
    }

    /** There is a value at the path. */
    record Has(Path path) implements Atom {}

    /** The types that an attribute can be asked for. */
    enum Kind {
        /** A string. */
        STRING,
        /** A set. */
        SET,
        /** An entity. */
        ENTITY,
        /** A set with nothing but entities in it. */
        ENTITY_SET,
        /** A record or an entity, which can have attributes. */
        RECORD_OR_ENTITY,
        /** An address. */
        IPADDR
    }

    /** The value at the path is of this type. */
    record OfKind(Path path, Kind kind) implements Atom {}

    /** How a value compares with a constant. */
    enum Comparison {
        /** The same value of the same type. */
        EQUAL,
        /** Less, of the same type. */
        LESS,
        /** Less or the same. */
        LESS_OR_EQUAL,
        /** Greater, of the same type. */
        GREATER,
        /** Greater or the same. */
        GREATER_OR_EQUAL
    }

    /** The value compares so with a constant of its type; order is for long, datetime, duration and decimal. */
    record Compare(Path path, Comparison comparison, Value constant) implements Atom {}

    /** The value is one of these. */
    record OneOf(Path path, Set<Value> values) implements Atom {
        public OneOf {
            values = Set.copyOf(values);
        }
    }

    /** The value is an entity that is one of these or in one. */
    record In(Path path, Set<EntityUid> uids) implements Atom {
        public In {
            uids = Set.copyOf(uids);
        }
    }

    /** The value is an entity of the type. */
    record OfType(Path path, String type) implements Atom {}

    /** The value is a set with all of these in it. */
    record ContainsAll(Path path, Set<Value> values) implements Atom {
        public ContainsAll {
            values = Set.copyOf(values);
        }
    }

    /** The value is a set with one of these in it. */
    record ContainsAny(Path path, Set<Value> values) implements Atom {
        public ContainsAny {
            values = Set.copyOf(values);
        }
    }

    /** The value is a set with nothing else in it; it may be empty. */
    record Within(Path path, Set<Value> values) implements Atom {
        public Within {
            values = Set.copyOf(values);
        }
    }

    /** The value is a string that matches. */
    record Matches(Path path, LikePattern pattern) implements Atom {}

    /** The value is an address or a range within this one. */
    record InRange(Path path, Value.IpRange range) implements Atom {}

    /** An expression that is no other atom: true where it is evaluated to this outcome, and not where it is an error. */
    final class Undetermined implements Atom {

        private final Expr expr;
        private final Node node;
        private final Frame frame;
        private final boolean outcome;

        Undetermined(Expr expr, Node node, Frame frame, boolean outcome) {
            this.expr = expr;
            this.node = node;
            this.frame = frame;
            this.outcome = outcome;
        }

        /** The expression, as it could stand in a policy. */
        public String expression() {
            return Exprs.print(expr);
        }

        /** What it must be. */
        public boolean outcome() {
            return outcome;
        }

        @Override
        public boolean holds(EntityUid resource, Entities entities) {
            Frame whole = new Frame(frame.principal(), frame.action(), resource, frame.context(), entities);
            try {
                return node.test(whole) == outcome;
            } catch (EvaluationException e) {
                return false;
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Undetermined that && node == that.node && outcome == that.outcome;
        }

        @Override
        public int hashCode() {
            return 2 * System.identityHashCode(node) + (outcome ? 1 : 0);
        }

        @Override
        public String toString() {
            return (outcome ? "" : "!") + "(" + expression() + ")";
        }
    }

    /** Whether it is true of this resource, whose attributes and ancestors the entities hold. */
    default boolean holds(EntityUid resource, Entities entities) {
        return switch (this) {
            case Always _ -> true;
            case Never _ -> false;
            case And(List<Residual> parts) -> parts.stream().allMatch(part -> part.holds(resource, entities));
            case Or(List<Residual> parts) -> parts.stream().anyMatch(part -> part.holds(resource, entities));
            case Not(Atom atom) -> !atom.holds(resource, entities);
            case Undetermined undetermined -> undetermined.holds(resource, entities);
            case Has(Path path) -> path.find(resource, entities) != null;
            case OfKind(Path path, Kind kind) -> Formulas.isOf(path.find(resource, entities), kind);
            case Compare(Path path, Comparison comparison, Value constant) ->
                Formulas.compares(path.find(resource, entities), comparison, constant);
            case OneOf(Path path, Set<Value> values) ->
                path.find(resource, entities) instanceof Value value && values.contains(value);
            case In(Path path, Set<EntityUid> uids) ->
                path.find(resource, entities) instanceof EntityUid uid && entities.isInAny(uid, uids);
            case OfType(Path path, String type) ->
                path.find(resource, entities) instanceof EntityUid uid
                        && uid.type().equals(type);
            case ContainsAll(Path path, Set<Value> values) ->
                path.find(resource, entities) instanceof SetOf set
                        && set.values().containsAll(values);
            case ContainsAny(Path path, Set<Value> values) ->
                path.find(resource, entities) instanceof SetOf set && !Collections.disjoint(set.values(), values);
            case Within(Path path, Set<Value> values) ->
                path.find(resource, entities) instanceof SetOf set && values.containsAll(set.values());
            case Matches(Path path, LikePattern pattern) ->
                path.find(resource, entities) instanceof Value.Text(String text) && pattern.matches(text);
            case InRange(Path path, Value.IpRange range) ->
                path.find(resource, entities) instanceof Value.IpRange ip && IpAddresses.isInRange(ip, range);
        };
    }

    /** Whether every atom can be asked of an attribute alone, so that a search needs no look at the resources it finds. */
    default boolean isExact() {
        return switch (this) {
            case Always _, Never _ -> true;
            case And(List<Residual> parts) -> parts.stream().allMatch(Residual::isExact);
            case Or(List<Residual> parts) -> parts.stream().allMatch(Residual::isExact);
            case Not(Atom atom) -> atom.isExact();
            case Undetermined _ -> false;
            case Has _,
                    OfKind _,
                    Compare _,
                    OneOf _,
                    In _,
                    OfType _,
                    ContainsAll _,
                    ContainsAny _,
                    Within _,
                    Matches _,
                    InRange _ -> true;
        };
    }

    /**
     * A formula that is exact and true of every resource that this is true of, and perhaps of more: what a search can be restricted
     * by before each of its results is asked.
     */
    default Residual weakened() {
        return switch (this) {
            case Always _, Never _ -> this;
            case And(List<Residual> parts) ->
                Formulas.and(parts.stream().map(Residual::weakened).toList());
            case Or(List<Residual> parts) ->
                Formulas.or(parts.stream().map(Residual::weakened).toList());
            case Atom atom -> atom.isExact() ? atom : new Always();
        };
    }
}
