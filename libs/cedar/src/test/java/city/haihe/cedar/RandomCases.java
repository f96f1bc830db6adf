package city.haihe.cedar;

import city.haihe.cedar.Expr.Operator;
import city.haihe.cedar.Expr.Variable;
import city.haihe.cedar.Value.EntityUid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Makes cases: mostly well typed, so that something is decided, and now and then not, so that errors are. Names and values are
 * few, so that they meet.
 */
final class RandomCases {

    private static final Position AT = new Position(1, 1);
    private static final List<String> TYPES = List.of("User", "Group", "Doc", "Hospital::Ward");
    private static final List<String> TAGS = List.of("a", "b");

    /** The attributes, each with the type that it mostly has. */
    private static final Map<String, Kind> ATTRIBUTES = new LinkedHashMap<>();

    static {
        ATTRIBUTES.put("level", Kind.INT);
        ATTRIBUTES.put("name", Kind.TEXT);
        ATTRIBUTES.put("open", Kind.BOOL);
        ATTRIBUTES.put("owner", Kind.ENTITY);
        ATTRIBUTES.put("labels", Kind.TEXTS);
        ATTRIBUTES.put("groups", Kind.ENTITIES);
        ATTRIBUTES.put("odd name", Kind.RECORD);
        ATTRIBUTES.put("address", Kind.IP);
        ATTRIBUTES.put("score", Kind.DECIMAL);
        ATTRIBUTES.put("begun", Kind.DATETIME);
        ATTRIBUTES.put("length", Kind.DURATION);
    }

    enum Kind {
        BOOL,
        INT,
        TEXT,
        ENTITY,
        TEXTS,
        ENTITIES,
        RECORD,
        IP,
        DECIMAL,
        DATETIME,
        DURATION
    }

    private final Random random;

    RandomCases(long seed) {
        random = new Random(seed);
    }

    RandomCase next() {
        List<RandomCase.Rule> rules = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            List<Expr> conditions = new ArrayList<>();
            for (int j = random.nextInt(3); j > 0; j--) {
                conditions.add(expr(Kind.BOOL, 1 + random.nextInt(4)));
            }
            rules.add(new RandomCase.Rule(head(), conditions));
        }
        Request request = new Request(uid(), action(), uid(), new Value.RecordOf(attributes(6)));
        return new RandomCase(rules, entities(), request);
    }

    private List<Entity> entities() {
        List<Entity> entities = new ArrayList<>();
        for (int type = 0; type < TYPES.size(); type++) {
            for (int id = 0; id < 3; id++) {
                if (random.nextInt(6) > 0) {
                    entities.add(entity(type, id));
                }
            }
        }
        entities.add(new Entity(
                new EntityUid("Action", "read"),
                Map.of(),
                random.nextBoolean() ? Set.of(new EntityUid("Action", "all")) : Set.of()));
        return entities;
    }

    /** Parents come later in the order, so that there is no cycle. */
    private Entity entity(int type, int id) {
        Set<EntityUid> parents = new HashSet<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            int place = type * 3 + id + 1 + random.nextInt(6);
            if (place < TYPES.size() * 3) {
                parents.add(new EntityUid(TYPES.get(place / 3), String.valueOf(place % 3)));
            }
        }
        Map<String, Value> tags = new HashMap<>();
        for (String tag : TAGS) {
            if (random.nextBoolean()) {
                tags.put(tag, value(Kind.TEXT));
            }
        }
        return new Entity(
                new EntityUid(TYPES.get(type), String.valueOf(id)), attributes(ATTRIBUTES.size()), parents, tags);
    }

    private Map<String, Value> attributes(int most) {
        Map<String, Value> attributes = new HashMap<>();
        int left = most;
        for (Map.Entry<String, Kind> attribute : ATTRIBUTES.entrySet()) {
            if (left > 0 && random.nextInt(5) > 0) {
                left--;
                attributes.put(attribute.getKey(), value(random.nextInt(12) == 0 ? any() : attribute.getValue()));
            }
        }
        return attributes;
    }

    private String head() {
        return (random.nextInt(3) == 0 ? "forbid" : "permit") + "(principal" + scope() + ", action" + actionScope()
                + ", resource" + scope() + ")";
    }

    private String scope() {
        return switch (random.nextInt(12)) {
            case 0 -> " == " + uid();
            case 1 -> " in " + uid();
            case 2 -> " is " + pick(TYPES);
            case 3 -> " is " + pick(TYPES) + " in " + uid();
            default -> "";
        };
    }

    private String actionScope() {
        return switch (random.nextInt(8)) {
            case 0 -> " == " + action();
            case 1 -> " in " + action();
            case 2 -> " in [" + action() + ", " + action() + "]";
            default -> "";
        };
    }

    private EntityUid uid() {
        return new EntityUid(pick(TYPES), String.valueOf(random.nextInt(3)));
    }

    private EntityUid action() {
        return new EntityUid("Action", pick(List.of("read", "write", "all")));
    }

    private Kind any() {
        return Kind.values()[random.nextInt(Kind.values().length)];
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    Value value(Kind kind) {
        return switch (kind) {
            case BOOL -> Value.Bool.of(random.nextBoolean());
            case INT -> new Value.Int(pick(List.of(-1L, 0L, 1L, 2L, 3L, 7L, Long.MAX_VALUE, Long.MIN_VALUE)));
            case TEXT ->
                new Value.Text(pick(List.of("", "a", "b", "ab", "aab", "ba*b", "\\\"\n", "河", "1.5", "10.0.0.1")));
            case ENTITY -> uid();
            case TEXTS -> new Value.SetOf(some(Kind.TEXT));
            case ENTITIES -> new Value.SetOf(some(Kind.ENTITY));
            case RECORD -> new Value.RecordOf(Map.of("level", value(Kind.INT), "name", value(Kind.TEXT)));
            case IP ->
                Constructor.IP.parse(pick(List.of(
                        "10.0.0.1",
                        "10.0.0.0/8",
                        "10.0.0.9/24",
                        "127.0.0.1",
                        "224.0.0.1",
                        "::1",
                        "1:2:3:4::/48",
                        "ff00::2",
                        "1:2:3::9",
                        "0.0.0.0/0")));
            case DECIMAL ->
                Constructor.DECIMAL.parse(pick(List.of("1.0", "-0.5", "1.5", "922337203685477.5807", "0.0001")));
            case DATETIME ->
                Constructor.DATETIME.parse(pick(List.of(
                        "2024-10-15",
                        "2024-10-15T11:35:00Z",
                        "1969-12-31T23:59:59.999Z",
                        "0000-01-01",
                        "2024-02-29T00:00:00.001+0100")));
            case DURATION ->
                Constructor.DURATION.parse(
                        pick(List.of("1h", "-1d12h", "1ms", "9223372036854775807ms", "-9223372036854775808ms", "90m")));
        };
    }

    private Set<Value> some(Kind kind) {
        Set<Value> values = new HashSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            values.add(value(kind));
        }
        return values;
    }

    /** An expression that mostly is of this type. */
    private Expr expr(Kind kind, int depth) {
        Kind wanted = random.nextInt(40) == 0 ? any() : kind;
        if (depth <= 0 || random.nextInt(8) == 0) {
            return leaf(wanted);
        }
        if (random.nextInt(15) == 0) {
            return new Expr.If(expr(Kind.BOOL, depth - 1), expr(wanted, depth - 1), expr(wanted, depth - 1), AT);
        }
        return switch (wanted) {
            case BOOL -> bool(depth - 1);
            case INT -> integer(depth - 1);
            case DATETIME ->
                random.nextBoolean()
                        ? leaf(Kind.DATETIME)
                        : random.nextBoolean()
                                ? call(Method.OFFSET, expr(Kind.DATETIME, depth - 1), expr(Kind.DURATION, depth - 1))
                                : call(Method.TO_DATE, expr(Kind.DATETIME, depth - 1));
            case DURATION ->
                random.nextBoolean()
                        ? leaf(Kind.DURATION)
                        : random.nextBoolean()
                                ? call(
                                        Method.DURATION_SINCE,
                                        expr(Kind.DATETIME, depth - 1),
                                        expr(Kind.DATETIME, depth - 1))
                                : call(Method.TO_TIME, expr(Kind.DATETIME, depth - 1));
            case TEXT ->
                random.nextInt(4) == 0 ? call(Method.GET_TAG, expr(Kind.ENTITY, depth - 1), tag()) : leaf(Kind.TEXT);
            case TEXTS -> random.nextInt(3) == 0 ? setOf(Kind.TEXT, depth - 1) : leaf(wanted);
            case ENTITIES -> random.nextInt(3) == 0 ? setOf(Kind.ENTITY, depth - 1) : leaf(wanted);
            case RECORD ->
                random.nextBoolean()
                        ? leaf(wanted)
                        : new Expr.RecordLiteral(
                                new LinkedHashMap<>(
                                        Map.of("level", expr(Kind.INT, depth - 1), "name", expr(Kind.TEXT, depth - 1))),
                                AT);
            case IP ->
                random.nextInt(6) == 0
                        ? new Expr.Construct(Constructor.IP, expr(Kind.TEXT, depth - 1), AT)
                        : leaf(wanted);
            case DECIMAL ->
                random.nextInt(6) == 0
                        ? new Expr.Construct(Constructor.DECIMAL, expr(Kind.TEXT, depth - 1), AT)
                        : leaf(wanted);
            case ENTITY -> leaf(wanted);
        };
    }

    private Expr tag() {
        return new Expr.Literal(new Value.Text(pick(TAGS)), AT);
    }

    private Expr setOf(Kind kind, int depth) {
        List<Expr> elements = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            elements.add(expr(kind, depth));
        }
        return new Expr.SetLiteral(elements, AT);
    }

    private static Expr call(Method method, Expr receiver, Expr... arguments) {
        return new Expr.Call(method, receiver, List.of(arguments), AT);
    }

    private Expr integer(int depth) {
        return switch (random.nextInt(6)) {
            case 0 ->
                new Expr.Binary(
                        pick(List.of(Operator.ADD, Operator.SUBTRACT, Operator.MULTIPLY)),
                        expr(Kind.INT, depth),
                        expr(Kind.INT, depth),
                        AT);
            case 1 -> new Expr.Negate(expr(Kind.INT, depth), AT);
            case 2 ->
                call(
                        pick(List.of(
                                Method.TO_MILLISECONDS,
                                Method.TO_SECONDS,
                                Method.TO_MINUTES,
                                Method.TO_HOURS,
                                Method.TO_DAYS)),
                        expr(Kind.DURATION, depth));
            default -> leaf(Kind.INT);
        };
    }

    private Expr bool(int depth) {
        return switch (random.nextInt(16)) {
            case 0, 1 -> new Expr.And(expr(Kind.BOOL, depth), expr(Kind.BOOL, depth), AT);
            case 2, 3 -> new Expr.Or(expr(Kind.BOOL, depth), expr(Kind.BOOL, depth), AT);
            case 4 -> new Expr.Not(expr(Kind.BOOL, depth), AT);
            case 5, 6 -> {
                Kind kind = any();
                yield new Expr.Binary(
                        pick(List.of(Operator.EQUAL, Operator.NOT_EQUAL)), expr(kind, depth), expr(kind, depth), AT);
            }
            case 7 -> {
                Kind kind = pick(List.of(Kind.INT, Kind.INT, Kind.DATETIME, Kind.DURATION));
                Operator operator = pick(
                        List.of(Operator.LESS, Operator.LESS_OR_EQUAL, Operator.GREATER, Operator.GREATER_OR_EQUAL));
                yield new Expr.Binary(operator, expr(kind, depth), expr(kind, depth), AT);
            }
            case 8, 9 ->
                new Expr.Binary(
                        Operator.IN,
                        expr(Kind.ENTITY, depth),
                        expr(random.nextBoolean() ? Kind.ENTITY : Kind.ENTITIES, depth),
                        AT);
            case 10, 11 ->
                new Expr.Has(
                        expr(random.nextInt(4) == 0 ? Kind.RECORD : Kind.ENTITY, depth),
                        pick(List.copyOf(ATTRIBUTES.keySet())),
                        AT);
            case 12 ->
                new Expr.Like(
                        expr(Kind.TEXT, depth),
                        new LikePattern(pick(List.of(
                                List.of("a", ""),
                                List.of("", "b"),
                                List.of("a", "a", "b"),
                                List.of("ba*b"),
                                List.of("", "")))),
                        AT);
            case 13 -> new Expr.Is(expr(Kind.ENTITY, depth), pick(TYPES), AT);
            default -> ofSetsAndAddresses(depth);
        };
    }

    private Expr ofSetsAndAddresses(int depth) {
        boolean texts = random.nextBoolean();
        Kind set = texts ? Kind.TEXTS : Kind.ENTITIES;
        return switch (random.nextInt(8)) {
            case 0, 1 -> call(Method.CONTAINS, expr(set, depth), expr(texts ? Kind.TEXT : Kind.ENTITY, depth));
            case 2 -> call(Method.CONTAINS_ALL, expr(set, depth), expr(set, depth));
            case 3 -> call(Method.CONTAINS_ANY, expr(set, depth), expr(set, depth));
            case 4 -> call(Method.IS_EMPTY, expr(set, depth));
            case 5 -> call(Method.HAS_TAG, expr(Kind.ENTITY, depth), tag());
            case 6 ->
                random.nextBoolean()
                        ? call(Method.IS_IN_RANGE, expr(Kind.IP, depth), expr(Kind.IP, depth))
                        : call(
                                pick(List.of(Method.IS_IPV4, Method.IS_IPV6, Method.IS_LOOPBACK, Method.IS_MULTICAST)),
                                expr(Kind.IP, depth));
            default ->
                call(
                        pick(List.of(
                                Method.LESS_THAN,
                                Method.LESS_THAN_OR_EQUAL,
                                Method.GREATER_THAN,
                                Method.GREATER_THAN_OR_EQUAL)),
                        expr(Kind.DECIMAL, depth),
                        expr(Kind.DECIMAL, depth));
        };
    }

    /** A literal, a variable, or an attribute of one that mostly has the type. */
    private Expr leaf(Kind kind) {
        int choice = random.nextInt(5);
        if (kind == Kind.ENTITY && choice < 3) {
            Variable variable =
                    pick(List.of(Variable.PRINCIPAL, Variable.RESOURCE, Variable.RESOURCE, Variable.ACTION));
            Expr reference = new Expr.Reference(variable, AT);
            return random.nextInt(5) == 0 ? new Expr.Attribute(reference, "owner", AT) : reference;
        }
        if (kind == Kind.RECORD && choice == 0) {
            return new Expr.Reference(Variable.CONTEXT, AT);
        }
        if (choice == 4) {
            return literal(value(kind));
        }
        Expr of = new Expr.Reference(
                pick(List.of(Variable.PRINCIPAL, Variable.RESOURCE, Variable.RESOURCE, Variable.CONTEXT)), AT);
        if (random.nextInt(6) == 0) {
            of = new Expr.Attribute(of, random.nextBoolean() ? "owner" : "odd name", AT);
        }
        String name = ATTRIBUTES.entrySet().stream()
                .filter(entry -> entry.getValue() == kind)
                .findFirst()
                .orElseThrow()
                .getKey();
        return new Expr.Attribute(of, name, AT);
    }

    /** Values are printed as they are written, so a set is one of literals. */
    private static Expr literal(Value value) {
        return new Expr.Literal(value, AT);
    }
}
