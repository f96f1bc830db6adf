package city.haihe.cedar;

import city.haihe.cedar.Expr.Operator;
import city.haihe.cedar.Partial.Open;
import city.haihe.cedar.Residual.Comparison;
import city.haihe.cedar.Residual.Kind;
import city.haihe.cedar.Value.EntityUid;
import java.util.HashSet;
import java.util.Set;

/** The atoms that come of an operator between a path of the resource and something known. */
final class Atoms {

    private Atoms() {}

    /** True where the atom is; false where it is not and the value is of the type; else an error. */
    static Partial truth(Residual.Atom atom, Path path, Kind kind) {
        return Partial.of(atom, Formulas.and(ofKind(path, kind), Formulas.not(atom)));
    }

    private static Residual ofKind(Path path, Kind kind) {
        if (path.steps().isEmpty()) {
            boolean holds = kind == Kind.ENTITY || kind == Kind.RECORD_OR_ENTITY;
            return holds ? Formulas.ALWAYS : Formulas.NEVER;
        }
        return new Residual.OfKind(path, kind);
    }

    private static Residual has(Path path) {
        return path.steps().isEmpty() ? Formulas.ALWAYS : new Residual.Has(path);
    }

    static Partial isEmpty(Path path) {
        return truth(new Residual.Within(path, Set.of()), path, Kind.SET);
    }

    /** An operator with the path on its left. */
    static Partial left(Operator operator, Path path, Value constant, PartialFrame frame, Open open) {
        return switch (operator) {
            case EQUAL -> equal(path, constant, frame);
            case NOT_EQUAL -> negated(equal(path, constant, frame));
            case LESS -> order(path, Comparison.LESS, Comparison.GREATER_OR_EQUAL, constant);
            case LESS_OR_EQUAL -> order(path, Comparison.LESS_OR_EQUAL, Comparison.GREATER, constant);
            case GREATER -> order(path, Comparison.GREATER, Comparison.LESS_OR_EQUAL, constant);
            case GREATER_OR_EQUAL -> order(path, Comparison.GREATER_OR_EQUAL, Comparison.LESS, constant);
            case IN -> truth(new Residual.In(path, uids(constant)), path, Kind.ENTITY);
            case ADD, SUBTRACT, MULTIPLY -> open;
        };
    }

    /** An operator with the path on its right. */
    static Partial right(Operator operator, Value constant, Path path, PartialFrame frame, Open open) {
        return switch (operator) {
            case EQUAL, NOT_EQUAL -> left(operator, path, constant, frame, open);
            case LESS -> left(Operator.GREATER, path, constant, frame, open);
            case LESS_OR_EQUAL -> left(Operator.GREATER_OR_EQUAL, path, constant, frame, open);
            case GREATER -> left(Operator.LESS, path, constant, frame, open);
            case GREATER_OR_EQUAL -> left(Operator.LESS_OR_EQUAL, path, constant, frame, open);
            case IN ->
                contained(Operations.entity(constant), path, frame.frame().entities());
            case ADD, SUBTRACT, MULTIPLY -> open;
        };
    }

    private static Partial negated(Partial partial) {
        return Partial.of(partial.isFalse(), partial.isTrue());
    }

    private static Partial equal(Path path, Value constant, PartialFrame frame) {
        boolean never = path.steps().isEmpty()
                && frame.type() != null
                && !(constant instanceof EntityUid uid && uid.type().equals(frame.type()));
        Residual atom = never ? Formulas.NEVER : new Residual.Compare(path, Comparison.EQUAL, constant);
        return Partial.of(atom, Formulas.and(has(path), Formulas.not(atom)));
    }

    private static Partial order(Path path, Comparison comparison, Comparison opposite, Value constant) {
        Operations.order(constant, constant);
        return order(path, comparison, opposite, constant, path.steps().isEmpty());
    }

    private static Partial order(Path path, Comparison yes, Comparison no, Value constant, boolean isResource) {
        if (isResource) {
            throw new EvaluationException("type error: entity (expected: %s)".formatted(constant.kind()));
        }
        return Partial.of(new Residual.Compare(path, yes, constant), new Residual.Compare(path, no, constant));
    }

    private static Set<EntityUid> uids(Value value) {
        if (value instanceof EntityUid uid) {
            return Set.of(uid);
        }
        if (!(value instanceof Value.SetOf(Set<Value> values))) {
            throw EvaluationException.type("entity or set of entities", value);
        }
        Set<EntityUid> uids = new HashSet<>();
        for (Value element : values) {
            uids.add(Operations.entity(element));
        }
        return uids;
    }

    /** A known entity in what lies at the path: an entity or a set of them, which must be it or something it is in. */
    private static Partial contained(EntityUid uid, Path path, Entities entities) {
        Set<Value> above = new HashSet<>(entities.ancestors(uid));
        above.add(uid);
        Residual one = new Residual.OneOf(path, above);
        Residual any = new Residual.ContainsAny(path, above);
        Residual isSet = ofKind(path, Kind.ENTITY_SET);
        return Partial.of(
                Formulas.or(one, Formulas.and(isSet, any)),
                Formulas.or(
                        Formulas.and(ofKind(path, Kind.ENTITY), Formulas.not(one)),
                        Formulas.and(isSet, Formulas.not(any))));
    }

    /** A function of what lies at the path. */
    static Partial receiver(Method method, Path path, Value constant, Open open) {
        return switch (method) {
            case CONTAINS -> truth(new Residual.ContainsAll(path, Set.of(constant)), path, Kind.SET);
            case CONTAINS_ALL -> truth(new Residual.ContainsAll(path, Operations.set(constant)), path, Kind.SET);
            case CONTAINS_ANY -> truth(new Residual.ContainsAny(path, Operations.set(constant)), path, Kind.SET);
            case HAS_TAG ->
                truth(new Residual.Has(path.then(new Path.Tag(Operations.text(constant)))), path, Kind.ENTITY);
            case GET_TAG -> new Partial.At(path.then(new Path.Tag(Operations.text(constant))));
            case LESS_THAN -> decimal(path, Comparison.LESS, Comparison.GREATER_OR_EQUAL, constant);
            case LESS_THAN_OR_EQUAL -> decimal(path, Comparison.LESS_OR_EQUAL, Comparison.GREATER, constant);
            case GREATER_THAN -> decimal(path, Comparison.GREATER, Comparison.LESS_OR_EQUAL, constant);
            case GREATER_THAN_OR_EQUAL -> decimal(path, Comparison.GREATER_OR_EQUAL, Comparison.LESS, constant);
            case IS_IN_RANGE -> {
                if (!(constant instanceof Value.IpRange range)) {
                    throw EvaluationException.type("ipaddr", constant);
                }
                yield truth(new Residual.InRange(path, range), path, Kind.IPADDR);
            }
            case IS_EMPTY,
                    IS_IPV4,
                    IS_IPV6,
                    IS_LOOPBACK,
                    IS_MULTICAST,
                    OFFSET,
                    DURATION_SINCE,
                    TO_DATE,
                    TO_TIME,
                    TO_MILLISECONDS,
                    TO_SECONDS,
                    TO_MINUTES,
                    TO_HOURS,
                    TO_DAYS -> open;
        };
    }

    private static Partial decimal(Path path, Comparison yes, Comparison no, Value constant) {
        if (!(constant instanceof Value.Decimal)) {
            throw EvaluationException.type("decimal", constant);
        }
        return order(path, yes, no, constant, path.steps().isEmpty());
    }

    /** A function of something known, with what lies at the path as its argument. */
    static Partial argument(Method method, Value constant, Path path, Open open) {
        return switch (method) {
            case CONTAINS -> {
                Residual one = new Residual.OneOf(path, Operations.set(constant));
                yield Partial.of(one, Formulas.and(has(path), Formulas.not(one)));
            }
            case CONTAINS_ALL -> truth(new Residual.Within(path, Operations.set(constant)), path, Kind.SET);
            case CONTAINS_ANY -> truth(new Residual.ContainsAny(path, Operations.set(constant)), path, Kind.SET);
            case LESS_THAN -> receiver(Method.GREATER_THAN, path, constant, open);
            case LESS_THAN_OR_EQUAL -> receiver(Method.GREATER_THAN_OR_EQUAL, path, constant, open);
            case GREATER_THAN -> receiver(Method.LESS_THAN, path, constant, open);
            case GREATER_THAN_OR_EQUAL -> receiver(Method.LESS_THAN_OR_EQUAL, path, constant, open);
            case IS_EMPTY,
                    HAS_TAG,
                    GET_TAG,
                    IS_IPV4,
                    IS_IPV6,
                    IS_LOOPBACK,
                    IS_MULTICAST,
                    IS_IN_RANGE,
                    OFFSET,
                    DURATION_SINCE,
                    TO_DATE,
                    TO_TIME,
                    TO_MILLISECONDS,
                    TO_SECONDS,
                    TO_MINUTES,
                    TO_HOURS,
                    TO_DAYS -> open;
        };
    }
}
