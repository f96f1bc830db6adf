package city.haihe.fhir.path;

import city.haihe.fhir.R4;
import city.haihe.fhir.path.SystemValue.IntegerValue;
import city.haihe.fhir.path.SystemValue.QuantityValue;
import city.haihe.fhir.path.SystemValue.StringValue;
import city.haihe.fhir.path.SystemValue.TypeValue;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One evaluation of a tree: its environment, its context, the moment it takes for now, and what it has used up. */
final class Evaluation {

    private final Environment environment;
    private final Item context;
    private final Budget budget;
    private final Equality equality;
    private final Arithmetic arithmetic;
    private final R4 definitions = R4.definitions();
    private @Nullable ZonedDateTime now;

    Evaluation(Environment environment, Item context) {
        this.environment = environment;
        this.context = context;
        this.budget = new Budget(environment.limits());
        this.equality = new Equality(budget);
        this.arithmetic = new Arithmetic(budget);
    }

    Environment environment() {
        return environment;
    }

    Budget budget() {
        return budget;
    }

    Equality equality() {
        return equality;
    }

    /** The moment of the evaluation: the same however often it is asked for (FHIRPath 2.0 5.9.2). */
    ZonedDateTime now() {
        if (now == null) {
            now = ZonedDateTime.now(environment.clock());
        }
        return now;
    }

    List<Item> evaluate(Ast node, Scope scope) {
        budget.step();
        return switch (node) {
            case Ast.Literal(SystemValue value) -> List.of(value);
            case Ast.Nothing _ -> List.of();
            case Ast.Special(Ast.Special.Name name) -> special(name, scope);
            case Ast.Variable(String name) -> variable(name);
            case Ast.Member member -> member(member, scope);
            case Ast.Call call -> call(call, scope);
            case Ast.TypeTest test -> typeTest(test, scope);
            case Ast.Index(Ast target, Ast index) -> index(evaluate(target, scope), evaluate(index, scope));
            case Ast.Sign(boolean minus, Ast operand) -> sign(minus, evaluate(operand, scope));
            case Ast.Binary binary -> binary(binary, scope);
        };
    }

    private static List<Item> special(Ast.Special.Name name, Scope scope) {
        return switch (name) {
            case THIS -> scope.focus();
            case INDEX -> scope.index() < 0 ? List.of() : List.of(new IntegerValue(scope.index()));
            case TOTAL -> scope.total();
        };
    }

    private List<Item> variable(String name) {
        List<Item> given = environment.variables().get(name);
        if (given != null) {
            return given;
        }
        return switch (name) {
            case "context" -> List.of(context);
            case "resource" -> context instanceof Element element ? List.of(element.resource()) : List.of();
            case "rootResource" -> context instanceof Element element ? List.of(element.rootResource()) : List.of();
            case "ucum" -> text(Conversions.UCUM);
            case "sct" -> text("http://snomed.info/sct");
            case "loinc" -> text("http://loinc.org");
            default -> {
                if (name.startsWith("vs-")) {
                    yield text("http://hl7.org/fhir/ValueSet/" + name.substring("vs-".length()));
                }
                if (name.startsWith("ext-")) {
                    yield text("http://hl7.org/fhir/StructureDefinition/" + name.substring("ext-".length()));
                }
                throw FhirPathException.execution("%" + name + " (expected: a variable that is given)");
            }
        };
    }

    private List<Item> target(@Nullable Ast target, Scope scope) {
        return target == null ? scope.focus() : evaluate(target, scope);
    }

    private List<Item> member(Ast.Member member, Scope scope) {
        List<Item> input = target(member.target(), scope);
        String name = member.name();
        if (member.target() == null && TypeName.mayStart(name) && definitions.isType(name)) {
            List<Item> typed = new ArrayList<>();
            for (Item item : input) {
                if (item instanceof Element element && definitions.isKindOf(element.type(), name)) {
                    typed.add(item);
                }
            }
            if (!typed.isEmpty()) {
                return typed;
            }
        }
        List<Item> found = new ArrayList<>();
        for (Item item : input) {
            budget.step();
            switch (item) {
                case Element element -> element.children(name, found::add);
                case SystemValue value -> addPart(value, name, found);
            }
        }
        return budget.bounded(found);
    }

    private static void addPart(SystemValue value, String name, List<Item> found) {
        if (value instanceof TypeValue(String namespace, String type)) {
            switch (name) {
                case "namespace" -> found.add(new StringValue(namespace));
                case "name" -> found.add(new StringValue(type));
                default -> {
                    // No other parts.
                }
            }
        } else if (value instanceof QuantityValue quantity) {
            switch (name) {
                case "value" -> found.add(Numbers.decimal(quantity.value()));
                case "unit" -> found.add(new StringValue(quantity.unit()));
                default -> {
                    // No other parts.
                }
            }
        }
    }

    private List<Item> call(Ast.Call call, Scope scope) {
        List<Item> input = target(call.target(), scope);
        Function function = call.function();
        return budget.bounded(
                function.body().apply(new Function.Call(this, function.name(), input, call.arguments(), scope)));
    }

    private List<Item> typeTest(Ast.TypeTest test, Scope scope) {
        List<Item> input = target(test.target(), scope);
        TypeName type = test.type();
        return switch (test.test()) {
            case IS -> {
                Item item = single(input, "is");
                yield item == null ? List.of() : truth(type.admits(item, definitions));
            }
            case AS -> {
                if (!environment.asFilters()) {
                    single(input, "as");
                }
                yield kept(input, type);
            }
            case OF_TYPE -> kept(input, type);
        };
    }

    private List<Item> kept(List<Item> input, TypeName type) {
        List<Item> kept = new ArrayList<>(input.size());
        for (Item item : input) {
            budget.step();
            if (type.keeps(item, definitions)) {
                kept.add(item);
            }
        }
        return kept;
    }

    private static List<Item> index(List<Item> input, List<Item> index) {
        Item item = single(index, "[]");
        if (item == null) {
            return List.of();
        }
        if (!(Conversions.system(item) instanceof IntegerValue(int at))) {
            throw FhirPathException.execution("[]: " + item.type() + " (expected: an Integer)");
        }
        return at < 0 || at >= input.size() ? List.of() : List.of(input.get(at));
    }

    private List<Item> sign(boolean minus, List<Item> operand) {
        Item item = single(operand, minus ? "-" : "+");
        if (item == null) {
            return List.of();
        }
        SystemValue value = arithmetic.signed(minus, item);
        return value == null ? List.of() : List.of(value);
    }

    private List<Item> binary(Ast.Binary binary, Scope scope) {
        Operator operator = binary.operator();
        List<Item> left = evaluate(binary.left(), scope);
        return switch (operator) {
            case AND, OR, XOR, IMPLIES -> logic(operator, left, binary.right(), scope);
            case EQUAL, NOT_EQUAL -> {
                Boolean same = equality.equal(left, evaluate(binary.right(), scope));
                yield same == null ? List.of() : truth(same == (operator == Operator.EQUAL));
            }
            case EQUIVALENT, NOT_EQUIVALENT -> {
                boolean same = equality.equivalent(left, evaluate(binary.right(), scope));
                yield truth(same == (operator == Operator.EQUIVALENT));
            }
            case UNION -> {
                List<Item> both = new ArrayList<>(left);
                both.addAll(evaluate(binary.right(), scope));
                yield equality.distinct(budget.bounded(both));
            }
            case IN -> membership(left, evaluate(binary.right(), scope), "in");
            case CONTAINS -> membership(evaluate(binary.right(), scope), left, "contains");
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
                order(operator, left, evaluate(binary.right(), scope));
            case PLUS, MINUS, CONCATENATE, TIMES, DIVIDE, DIV, MOD ->
                arithmetic(operator, left, evaluate(binary.right(), scope));
        };
    }

    private List<Item> logic(Operator operator, List<Item> left, Ast right, Scope scope) {
        String name = operator.symbol();
        Boolean one = bool(left, name);
        // What decides by itself leaves the other side alone, so that it may guard it.
        if (Logic.decides(operator, one)) {
            return truth(operator != Operator.AND);
        }
        Boolean result = Logic.apply(operator, one, bool(evaluate(right, scope), name));
        return result == null ? List.of() : truth(result);
    }

    private List<Item> membership(List<Item> item, List<Item> collection, String name) {
        Item one = single(item, name);
        if (one == null) {
            return List.of();
        }
        for (Item candidate : collection) {
            if (Boolean.TRUE.equals(equality.equal(candidate, one))) {
                return truth(true);
            }
        }
        return truth(false);
    }

    private static List<Item> order(Operator operator, List<Item> left, List<Item> right) {
        Item one = single(left, operator.symbol());
        Item other = single(right, operator.symbol());
        Integer order = one == null || other == null ? null : Ordering.compare(one, other);
        if (order == null) {
            return List.of();
        }
        return truth(
                switch (operator) {
                    case LESS -> order < 0;
                    case LESS_OR_EQUAL -> order <= 0;
                    case GREATER -> order > 0;
                    default -> order >= 0;
                });
    }

    private List<Item> arithmetic(Operator operator, List<Item> left, List<Item> right) {
        Item one = single(left, operator.symbol());
        Item other = single(right, operator.symbol());
        SystemValue value = operator == Operator.CONCATENATE
                ? arithmetic.concatenate(one, other)
                : one == null || other == null ? null : arithmetic.apply(operator, one, other);
        return value == null ? List.of() : List.of(value);
    }

    /** The only item, null where there is none; several are an error (FHIRPath 2.0 4.5). */
    static @Nullable Item single(List<Item> items, String where) {
        if (items.size() > 1) {
            throw FhirPathException.execution(where + ": " + items.size() + " items (expected: one at most)");
        }
        return items.isEmpty() ? null : items.getFirst();
    }

    /** A collection as a boolean: a single item of another type counts as true (FHIRPath 2.0 4.5). */
    static @Nullable Boolean bool(List<Item> items, String where) {
        Item item = single(items, where);
        if (item == null) {
            return null;
        }
        return Conversions.system(item) instanceof SystemValue.BooleanValue(boolean value) ? value : true;
    }

    static List<Item> truth(boolean value) {
        return value ? List.of(SystemValue.TRUE) : List.of(SystemValue.FALSE);
    }

    static List<Item> text(String value) {
        return List.of(new StringValue(value));
    }
}
