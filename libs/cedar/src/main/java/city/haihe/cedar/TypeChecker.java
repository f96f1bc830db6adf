package city.haihe.cedar;

import city.haihe.cedar.Value.EntityUid;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives each expression its type for one kind of request, strictly: no empty set literals, sets and branches of one type, extension
 * values from literals only, optional attributes only behind {@code has} (Cedar, policy validation).
 */
final class TypeChecker {

    /** Where problems go. */
    interface Report {
        void say(Position at, String problem);
    }

    /**
     * A type, and the attributes that are there for certain where the expression is true.
     *
     * @param type the type, or null where a problem was reported already
     */
    record Typed(@Nullable Type type, Set<String> present) {
        boolean is(Class<? extends Type> kind) {
            return kind.isInstance(type);
        }
    }

    private final Schema schema;
    private final String principal;
    private final EntityUid action;
    private final String resource;
    private final Type.RecordOf context;
    private final Report report;

    TypeChecker(
            Schema schema, String principal, EntityUid action, String resource, Type.RecordOf context, Report report) {
        this.schema = schema;
        this.principal = principal;
        this.action = action;
        this.resource = resource;
        this.context = context;
        this.report = report;
    }

    static void checkUid(Schema schema, EntityUid uid, Position at, Report report) {
        if (schema.actions().containsKey(uid)) {
            return;
        }
        Schema.EntityType type = schema.entityType(uid.type());
        if (type == null) {
            report.say(
                    at,
                    "entity of type %s (expected: a type or action that the schema declares)".formatted(uid.type()));
        } else if (type.ids() != null && !type.ids().contains(uid.id())) {
            report.say(at, "entity %s (expected: one of the enumeration)".formatted(uid));
        }
    }

    /** Each condition must be a bool; what one makes certain is certain for the next. */
    void conditions(List<Expr> conditions) {
        Set<String> present = Set.of();
        for (Expr condition : conditions) {
            Typed typed = bool(condition, present);
            if (typed.is(Type.False.class)) {
                return;
            }
            present = union(present, typed.present());
        }
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> all = new HashSet<>(one);
        all.addAll(other);
        return all;
    }

    private static Set<String> common(Set<String> one, Set<String> other) {
        Set<String> both = new HashSet<>(one);
        both.retainAll(other);
        return both;
    }

    static Typed of(@Nullable Type type) {
        return new Typed(type, Set.of());
    }

    Typed wrong(Expr expr, String problem) {
        report.say(expr.at(), problem);
        return of(null);
    }

    private Typed bool(Expr expr, Set<String> present) {
        Typed typed = check(expr, present);
        Type type = typed.type();
        return type == null || type.isBool() ? typed : wrong(expr, "%s (expected: Bool)".formatted(type.shown()));
    }

    /** Reports unless the expression is of the type; answers that type. */
    void expect(Expr expr, Type expected, Set<String> present) {
        Type type = check(expr, present).type();
        if (type != null && !type.general().equals(expected)) {
            wrong(expr, "%s (expected: %s)".formatted(type.shown(), expected.shown()));
        }
    }

    Typed check(Expr expr, Set<String> present) {
        return switch (expr) {
            case Expr.Literal literal -> of(literal(literal));
            case Expr.Reference reference ->
                of(
                        switch (reference.variable()) {
                            case PRINCIPAL -> new Type.EntityOf(principal);
                            case ACTION -> new Type.EntityOf(action.type());
                            case RESOURCE -> new Type.EntityOf(resource);
                            case CONTEXT -> context;
                        });
            case Expr.SetLiteral set -> set(set, present);
            case Expr.RecordLiteral record -> {
                Map<String, Type.Attribute> attributes = new LinkedHashMap<>();
                for (Map.Entry<String, Expr> entry : record.attributes().entrySet()) {
                    Type type = check(entry.getValue(), present).type();
                    if (type == null) {
                        yield of(null);
                    }
                    attributes.put(entry.getKey(), new Type.Attribute(type.general(), true));
                }
                yield of(new Type.RecordOf(attributes));
            }
            case Expr.Not not -> {
                Typed inner = bool(not.operand(), present);
                yield of(
                        inner.is(Type.True.class)
                                ? new Type.False()
                                : inner.is(Type.False.class) ? new Type.True() : Type.BOOL);
            }
            case Expr.Negate negate -> {
                expect(negate.operand(), Type.LONG, present);
                yield of(Type.LONG);
            }
            case Expr.And and -> and(and, present);
            case Expr.Or or -> or(or, present);
            case Expr.If branch -> branch(branch, present);
            case Expr.Binary binary -> binary(binary, present);
            case Expr.Has has -> has(has, present);
            case Expr.Like like -> {
                expect(like.operand(), Type.STRING, present);
                yield of(Type.BOOL);
            }
            case Expr.Is is -> is(is, present);
            case Expr.Attribute attribute -> attribute(attribute, present);
            case Expr.Construct construct -> construct(construct);
            case Expr.Call call -> new CallChecker(schema, this).check(call, present);
        };
    }

    private @Nullable Type literal(Expr.Literal literal) {
        return switch (literal.value()) {
            case Value.Bool(boolean value) -> value ? new Type.True() : new Type.False();
            case Value.Int _ -> Type.LONG;
            case Value.Text _ -> Type.STRING;
            case EntityUid uid -> {
                checkUid(schema, uid, literal.at(), report);
                yield new Type.EntityOf(uid.type());
            }
            case Value.SetOf _,
                    Value.RecordOf _,
                    Value.IpRange _,
                    Value.Decimal _,
                    Value.DateTime _,
                    Value.TimeSpan _ -> null;
        };
    }

    private Typed set(Expr.SetLiteral set, Set<String> present) {
        if (set.elements().isEmpty()) {
            return wrong(set, "an empty set (expected: elements, or an attribute that is a set)");
        }
        Type first = null;
        for (Expr element : set.elements()) {
            Type type = check(element, present).type();
            if (type == null) {
                return of(null);
            }
            if (first != null && !first.equals(type.general())) {
                return wrong(element, "%s in a set (expected: %s)".formatted(type.shown(), first.shown()));
            }
            first = type.general();
        }
        return first == null ? of(null) : of(new Type.SetOf(first));
    }

    private Typed and(Expr.And and, Set<String> present) {
        Typed left = bool(and.left(), present);
        if (left.is(Type.False.class)) {
            return of(new Type.False());
        }
        Typed right = bool(and.right(), union(present, left.present()));
        if (right.is(Type.False.class)) {
            return of(new Type.False());
        }
        boolean certain = left.is(Type.True.class) && right.is(Type.True.class);
        return new Typed(certain ? new Type.True() : Type.BOOL, union(left.present(), right.present()));
    }

    private Typed or(Expr.Or or, Set<String> present) {
        Typed left = bool(or.left(), present);
        if (left.is(Type.True.class)) {
            return left;
        }
        Typed right = bool(or.right(), present);
        if (left.is(Type.False.class)) {
            return right;
        }
        if (right.is(Type.False.class)) {
            return left;
        }
        return new Typed(
                right.is(Type.True.class) ? new Type.True() : Type.BOOL, common(left.present(), right.present()));
    }

    private Typed branch(Expr.If branch, Set<String> present) {
        Typed condition = bool(branch.condition(), present);
        if (condition.is(Type.True.class)) {
            Typed then = check(branch.then(), union(present, condition.present()));
            return new Typed(then.type(), union(condition.present(), then.present()));
        }
        if (condition.is(Type.False.class)) {
            return check(branch.otherwise(), present);
        }
        Typed then = check(branch.then(), union(present, condition.present()));
        Typed otherwise = check(branch.otherwise(), present);
        Type one = then.type();
        Type other = otherwise.type();
        if (one == null || other == null) {
            return of(null);
        }
        if (!one.general().equals(other.general())) {
            return wrong(branch, "branches %s and %s (expected: one type)".formatted(one.shown(), other.shown()));
        }
        return new Typed(
                one.equals(other) ? one : one.general(),
                common(union(condition.present(), then.present()), otherwise.present()));
    }

    private Typed binary(Expr.Binary binary, Set<String> present) {
        return switch (binary.operator()) {
            case ADD, SUBTRACT, MULTIPLY -> {
                expect(binary.left(), Type.LONG, present);
                expect(binary.right(), Type.LONG, present);
                yield of(Type.LONG);
            }
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> {
                Type left = check(binary.left(), present).type();
                if (left != null
                        && !Set.of(Type.LONG, Type.DATETIME, Type.DURATION).contains(left)) {
                    yield wrong(binary.left(), "%s (expected: Long, datetime or duration)".formatted(left.shown()));
                }
                if (left != null) {
                    expect(binary.right(), left, present);
                }
                yield of(Type.BOOL);
            }
            case EQUAL, NOT_EQUAL -> equal(binary, present);
            case IN -> in(binary, present);
        };
    }

    private Typed equal(Expr.Binary binary, Set<String> present) {
        Type left = check(binary.left(), present).type();
        Type right = check(binary.right(), present).type();
        if (left == null || right == null) {
            return of(null);
        }
        if (left instanceof Type.EntityOf && right instanceof Type.EntityOf) {
            boolean differ = !left.equals(right);
            boolean isEqual = binary.operator() == Expr.Operator.EQUAL;
            return of(!differ ? Type.BOOL : isEqual ? new Type.False() : new Type.True());
        }
        return left.general().equals(right.general())
                ? of(Type.BOOL)
                : wrong(binary, "%s and %s (expected: one type)".formatted(left.shown(), right.shown()));
    }

    private Typed in(Expr.Binary binary, Set<String> present) {
        Type left = check(binary.left(), present).type();
        Type right = check(binary.right(), present).type();
        if (left == null || right == null) {
            return of(null);
        }
        Type target = right instanceof Type.SetOf(Type element) ? element : right;
        if (!(left instanceof Type.EntityOf(String one)) || !(target instanceof Type.EntityOf(String other))) {
            return wrong(
                    binary,
                    "%s in %s (expected: an entity in an entity or a set of them)"
                            .formatted(left.shown(), right.shown()));
        }
        boolean possible = schema.entityType(one) == null || schema.mayBeIn(one, other);
        return of(possible ? Type.BOOL : new Type.False());
    }

    private Typed is(Expr.Is is, Set<String> present) {
        Type operand = check(is.operand(), present).type();
        if (schema.entityType(is.type()) == null) {
            return wrong(is, "type %s (expected: one that the schema declares)".formatted(is.type()));
        }
        if (operand == null) {
            return of(null);
        }
        if (!(operand instanceof Type.EntityOf(String type))) {
            return wrong(is.operand(), "%s (expected: an entity)".formatted(operand.shown()));
        }
        return of(type.equals(is.type()) ? new Type.True() : new Type.False());
    }

    /** The attributes of an entity or record type, or null where it has none. */
    private @Nullable Map<String, Type.Attribute> attributes(Type type) {
        if (type instanceof Type.RecordOf record) {
            return record.attributes();
        }
        if (type instanceof Type.EntityOf(String name)) {
            Schema.EntityType entity = schema.entityType(name);
            return entity == null ? Map.of() : entity.shape().attributes();
        }
        return null;
    }

    private static String key(Expr operand, String attribute) {
        return Exprs.print(operand) + '[' + Texts.quote(attribute) + ']';
    }

    private Typed has(Expr.Has has, Set<String> present) {
        Type operand = check(has.operand(), present).type();
        if (operand == null) {
            return of(null);
        }
        Map<String, Type.Attribute> attributes = attributes(operand);
        if (attributes == null) {
            return wrong(has.operand(), "%s (expected: an entity or a record)".formatted(operand.shown()));
        }
        Type.Attribute attribute = attributes.get(has.attribute());
        if (attribute == null) {
            return of(new Type.False());
        }
        // An entity may not be there at all, so that even what it must have is not certain.
        boolean certain = attribute.required() && operand instanceof Type.RecordOf;
        return new Typed(certain ? new Type.True() : Type.BOOL, Set.of(key(has.operand(), has.attribute())));
    }

    private Typed attribute(Expr.Attribute expr, Set<String> present) {
        Type operand = check(expr.operand(), present).type();
        if (operand == null) {
            return of(null);
        }
        Map<String, Type.Attribute> attributes = attributes(operand);
        Type.Attribute attribute = attributes == null ? null : attributes.get(expr.attribute());
        if (attribute == null) {
            return wrong(
                    expr,
                    "attribute %s of %s (expected: one that the schema declares)"
                            .formatted(Texts.quote(expr.attribute()), operand.shown()));
        }
        if (!attribute.required() && !present.contains(key(expr.operand(), expr.attribute()))) {
            return wrong(
                    expr,
                    "optional attribute %s (expected: \"has\" before it, with &&)"
                            .formatted(Texts.quote(expr.attribute())));
        }
        return of(attribute.type());
    }

    private Typed construct(Expr.Construct construct) {
        if (!(construct.operand() instanceof Expr.Literal(Value.Text(String text), Position _))) {
            return wrong(
                    construct,
                    "%s of something else (expected: a string literal)"
                            .formatted(construct.constructor().word()));
        }
        try {
            construct.constructor().parse(text);
        } catch (EvaluationException e) {
            return wrong(construct, String.valueOf(e.getMessage()));
        }
        return of(
                switch (construct.constructor()) {
                    case IP -> Type.IP;
                    case DECIMAL -> Type.DECIMAL;
                    case DATETIME -> Type.DATETIME;
                    case DURATION -> Type.DURATION;
                });
    }
}
