package city.haihe.cedar;

import city.haihe.cedar.Expr.Operator;
import city.haihe.cedar.Value.Bool;
import city.haihe.cedar.Value.DateTime;
import city.haihe.cedar.Value.Decimal;
import city.haihe.cedar.Value.EntityUid;
import city.haihe.cedar.Value.Int;
import city.haihe.cedar.Value.IpRange;
import city.haihe.cedar.Value.RecordOf;
import city.haihe.cedar.Value.SetOf;
import city.haihe.cedar.Value.Text;
import city.haihe.cedar.Value.TimeSpan;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the operators and functions do with values (Cedar, operators). */
final class Operations {

    private static final long[] UNIT_MILLIS = {1, 1_000, 60_000, 3_600_000, Times.DAY_MILLIS};

    private Operations() {}

    static boolean bool(Value value) {
        if (value instanceof Bool(boolean bool)) {
            return bool;
        }
        throw EvaluationException.type("bool", value);
    }

    static String text(Value value) {
        if (value instanceof Text(String text)) {
            return text;
        }
        throw EvaluationException.type("string", value);
    }

    static EntityUid entity(Value value) {
        if (value instanceof EntityUid uid) {
            return uid;
        }
        throw EvaluationException.type("entity", value);
    }

    static Set<Value> set(Value value) {
        if (value instanceof SetOf(Set<Value> values)) {
            return values;
        }
        throw EvaluationException.type("set", value);
    }

    static long integer(Value value) {
        if (value instanceof Int(long number)) {
            return number;
        }
        throw EvaluationException.type("long", value);
    }

    private static IpRange ip(Value value) {
        if (value instanceof IpRange ip) {
            return ip;
        }
        throw EvaluationException.type("ipaddr", value);
    }

    private static long decimal(Value value) {
        if (value instanceof Decimal(long tenThousandths)) {
            return tenThousandths;
        }
        throw EvaluationException.type("decimal", value);
    }

    private static long instant(Value value) {
        if (value instanceof DateTime(long millis)) {
            return millis;
        }
        throw EvaluationException.type("datetime", value);
    }

    private static long span(Value value) {
        if (value instanceof TimeSpan(long millis)) {
            return millis;
        }
        throw EvaluationException.type("duration", value);
    }

    static Value binary(Operator operator, Value left, Value right, Entities entities) {
        return switch (operator) {
            case EQUAL -> Bool.of(left.equals(right));
            case NOT_EQUAL -> Bool.of(!left.equals(right));
            case LESS -> Bool.of(order(left, right) < 0);
            case LESS_OR_EQUAL -> Bool.of(order(left, right) <= 0);
            case GREATER -> Bool.of(order(left, right) > 0);
            case GREATER_OR_EQUAL -> Bool.of(order(left, right) >= 0);
            case IN -> Bool.of(in(left, right, entities));
            case ADD -> {
                long a = integer(left);
                long b = integer(right);
                long sum = a + b;
                if (((a ^ sum) & (b ^ sum)) < 0) {
                    throw overflow();
                }
                yield new Int(sum);
            }
            case SUBTRACT -> {
                long a = integer(left);
                long b = integer(right);
                long difference = a - b;
                if (((a ^ b) & (a ^ difference)) < 0) {
                    throw overflow();
                }
                yield new Int(difference);
            }
            case MULTIPLY -> {
                long a = integer(left);
                long b = integer(right);
                long product = a * b;
                if (Math.multiplyHigh(a, b) != product >> 63) {
                    throw overflow();
                }
                yield new Int(product);
            }
        };
    }

    static Value negate(Value value) {
        long number = integer(value);
        if (number == Long.MIN_VALUE) {
            throw overflow();
        }
        return new Int(-number);
    }

    private static EvaluationException overflow() {
        return new EvaluationException("overflow (expected: a result of 64 bits)");
    }

    /** Compares two numbers, instants or durations; both must be of one type. */
    static int order(Value left, Value right) {
        return switch (left) {
            case Int(long number) -> Long.compare(number, integer(right));
            case DateTime(long millis) -> Long.compare(millis, instant(right));
            case TimeSpan(long millis) -> Long.compare(millis, span(right));
            case Bool _, Text _, SetOf _, RecordOf _, EntityUid _, IpRange _, Decimal _ ->
                throw EvaluationException.type("long, datetime or duration", left);
        };
    }

    static boolean in(Value left, Value right, Entities entities) {
        EntityUid uid = entity(left);
        return switch (right) {
            case EntityUid other -> entities.isIn(uid, other);
            case SetOf(Set<Value> others) -> {
                boolean found = false;
                for (Value other : others) {
                    found |= entities.isIn(uid, entity(other));
                }
                yield found;
            }
            case Bool _, Int _, Text _, RecordOf _, IpRange _, Decimal _, DateTime _, TimeSpan _ ->
                throw EvaluationException.type("entity or set of entities", right);
        };
    }

    static boolean has(Value value, String attribute, Entities entities) {
        return switch (value) {
            case RecordOf record -> record.values().containsKey(attribute);
            case EntityUid uid -> {
                Entity entity = entities.find(uid);
                yield entity != null && entity.attributes().containsKey(attribute);
            }
            case Bool _, Int _, Text _, SetOf _, IpRange _, Decimal _, DateTime _, TimeSpan _ ->
                throw EvaluationException.type("entity or record", value);
        };
    }

    static Value attribute(Value value, String attribute, Entities entities) {
        return switch (value) {
            case RecordOf record -> present(record.values().get(attribute), "record", attribute);
            case EntityUid uid -> present(known(uid, entities).attributes().get(attribute), uid.type(), attribute);
            case Bool _, Int _, Text _, SetOf _, IpRange _, Decimal _, DateTime _, TimeSpan _ ->
                throw EvaluationException.type("entity or record", value);
        };
    }

    private static Entity known(EntityUid uid, Entities entities) {
        Entity entity = entities.find(uid);
        if (entity == null) {
            throw new EvaluationException("entity of type %s is not known".formatted(uid.type()));
        }
        return entity;
    }

    private static Value present(@Nullable Value value, String of, String attribute) {
        if (value == null) {
            throw new EvaluationException("%s has no attribute %s".formatted(of, Texts.quote(attribute)));
        }
        return value;
    }

    static Value call(Method method, Value receiver, List<Value> arguments, Entities entities) {
        Value first = arguments.isEmpty() ? receiver : arguments.getFirst();
        return switch (method) {
            case CONTAINS -> Bool.of(set(receiver).contains(first));
            case CONTAINS_ALL -> Bool.of(set(receiver).containsAll(set(first)));
            case CONTAINS_ANY -> Bool.of(!Collections.disjoint(set(receiver), set(first)));
            case IS_EMPTY -> Bool.of(set(receiver).isEmpty());
            case HAS_TAG -> {
                Entity entity = entities.find(entity(receiver));
                String tag = text(first);
                yield Bool.of(entity != null && entity.tags().containsKey(tag));
            }
            case GET_TAG -> {
                EntityUid uid = entity(receiver);
                Value value = known(uid, entities).tags().get(text(first));
                if (value == null) {
                    throw new EvaluationException("%s has no such tag".formatted(uid.type()));
                }
                yield value;
            }
            case LESS_THAN -> Bool.of(decimal(receiver) < decimal(first));
            case LESS_THAN_OR_EQUAL -> Bool.of(decimal(receiver) <= decimal(first));
            case GREATER_THAN -> Bool.of(decimal(receiver) > decimal(first));
            case GREATER_THAN_OR_EQUAL -> Bool.of(decimal(receiver) >= decimal(first));
            case IS_IPV4 -> Bool.of(!ip(receiver).v6());
            case IS_IPV6 -> Bool.of(ip(receiver).v6());
            case IS_LOOPBACK -> Bool.of(IpAddresses.isLoopback(ip(receiver)));
            case IS_MULTICAST -> Bool.of(IpAddresses.isMulticast(ip(receiver)));
            case IS_IN_RANGE -> Bool.of(IpAddresses.isInRange(ip(receiver), ip(first)));
            case OFFSET, DURATION_SINCE, TO_DATE, TO_TIME -> time(method, instant(receiver), first);
            case TO_MILLISECONDS -> new Int(span(receiver) / UNIT_MILLIS[0]);
            case TO_SECONDS -> new Int(span(receiver) / UNIT_MILLIS[1]);
            case TO_MINUTES -> new Int(span(receiver) / UNIT_MILLIS[2]);
            case TO_HOURS -> new Int(span(receiver) / UNIT_MILLIS[3]);
            case TO_DAYS -> new Int(span(receiver) / UNIT_MILLIS[4]);
        };
    }

    private static Value time(Method method, long millis, Value argument) {
        try {
            return switch (method) {
                case OFFSET -> new DateTime(Math.addExact(millis, span(argument)));
                case DURATION_SINCE -> new TimeSpan(Math.subtractExact(millis, instant(argument)));
                case TO_DATE ->
                    new DateTime(Math.multiplyExact(Math.floorDiv(millis, Times.DAY_MILLIS), Times.DAY_MILLIS));
                default -> new TimeSpan(Math.floorMod(millis, Times.DAY_MILLIS));
            };
        } catch (ArithmeticException e) {
            throw overflow();
        }
    }
}
