package city.haihe.cedar;

import city.haihe.cedar.TypeChecker.Typed;
import java.util.Set;

/** Gives the functions that are called on a value their types. */
final class CallChecker {

    private final Schema schema;
    private final TypeChecker checker;

    CallChecker(Schema schema, TypeChecker checker) {
        this.schema = schema;
        this.checker = checker;
    }

    Typed check(Expr.Call call, Set<String> present) {
        Expr receiver = call.receiver();
        return switch (call.method()) {
            case CONTAINS, CONTAINS_ALL, CONTAINS_ANY, IS_EMPTY -> ofSet(call, present);
            case HAS_TAG, GET_TAG -> ofTag(call, present);
            case LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
                all(call, present, Type.DECIMAL, Type.DECIMAL, Type.BOOL);
            case IS_IPV4, IS_IPV6, IS_LOOPBACK, IS_MULTICAST, IS_IN_RANGE ->
                all(call, present, Type.IP, Type.IP, Type.BOOL);
            case OFFSET -> all(call, present, Type.DATETIME, Type.DURATION, Type.DATETIME);
            case DURATION_SINCE -> all(call, present, Type.DATETIME, Type.DATETIME, Type.DURATION);
            case TO_DATE -> all(call, present, Type.DATETIME, Type.DATETIME, Type.DATETIME);
            case TO_TIME -> all(call, present, Type.DATETIME, Type.DATETIME, Type.DURATION);
            case TO_MILLISECONDS, TO_SECONDS, TO_MINUTES, TO_HOURS, TO_DAYS -> {
                checker.expect(receiver, Type.DURATION, present);
                yield TypeChecker.of(Type.LONG);
            }
        };
    }

    private Typed all(Expr.Call call, Set<String> present, Type receiver, Type argument, Type result) {
        checker.expect(call.receiver(), receiver, present);
        call.arguments().forEach(each -> checker.expect(each, argument, present));
        return TypeChecker.of(result);
    }

    private Typed ofSet(Expr.Call call, Set<String> present) {
        Type receiver = checker.check(call.receiver(), present).type();
        if (receiver == null) {
            return TypeChecker.of(null);
        }
        if (!(receiver instanceof Type.SetOf(Type element))) {
            return checker.wrong(call.receiver(), "%s (expected: a set)".formatted(receiver.shown()));
        }
        for (Expr argument : call.arguments()) {
            checker.expect(argument, call.method() == Method.CONTAINS ? element : receiver, present);
        }
        return TypeChecker.of(Type.BOOL);
    }

    private Typed ofTag(Expr.Call call, Set<String> present) {
        Expr tag = call.arguments().getFirst();
        checker.expect(tag, Type.STRING, present);
        Type receiver = checker.check(call.receiver(), present).type();
        if (receiver == null) {
            return TypeChecker.of(null);
        }
        if (!(receiver instanceof Type.EntityOf(String name))) {
            return checker.wrong(call.receiver(), "%s (expected: an entity)".formatted(receiver.shown()));
        }
        Schema.EntityType entity = schema.entityType(name);
        Type tags = entity == null ? null : entity.tags();
        String key = Exprs.print(call.receiver()) + ".tag(" + Exprs.print(tag) + ')';
        if (call.method() == Method.HAS_TAG) {
            return tags == null ? TypeChecker.of(new Type.False()) : new Typed(Type.BOOL, Set.of(key));
        }
        if (tags == null) {
            return checker.wrong(call, "a tag of %s (expected: a type with tags)".formatted(name));
        }
        return present.contains(key)
                ? TypeChecker.of(tags)
                : checker.wrong(call, "a tag (expected: hasTag before it, with &&)");
    }
}
