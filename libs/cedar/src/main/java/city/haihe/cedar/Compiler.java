package city.haihe.cedar;

import city.haihe.cedar.Expr.Operator;
import city.haihe.cedar.Value.SetOf;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Makes nodes of expressions. What has no variable in it is evaluated once, here, unless it is an error. */
final class Compiler {

    private static final Frame NO_FRAME = new Frame(
            new Value.EntityUid("", ""),
            new Value.EntityUid("", ""),
            new Value.EntityUid("", ""),
            Value.RecordOf.EMPTY,
            Entities.NONE);

    private final Map<Expr, Node> made = new IdentityHashMap<>();

    /** The same node for the same expression, so that what is made of its parts shares them. */
    Node compile(Expr expr) {
        Node known = made.get(expr);
        if (known != null) {
            return known;
        }
        Node node = fold(expr, make(expr));
        made.put(expr, node);
        return node;
    }

    /** Values that are built from constants alone. Other expressions may depend on the entities and are left alone. */
    private Node fold(Expr expr, Node node) {
        boolean builds =
                expr instanceof Expr.SetLiteral || expr instanceof Expr.RecordLiteral || expr instanceof Expr.Construct;
        if (!builds || !expr.parts().stream().allMatch(part -> compile(part) instanceof Constant)) {
            return node;
        }
        try {
            return new Constant(node.eval(NO_FRAME));
        } catch (EvaluationException e) {
            return node;
        }
    }

    private Node make(Expr expr) {
        return switch (expr) {
            case Expr.Literal literal -> new Constant(literal.value());
            case Expr.Reference reference -> variable(reference.variable());
            case Expr.SetLiteral set ->
                set(set.elements().stream().map(this::compile).toList());
            case Expr.RecordLiteral record -> record(record);
            case Expr.Not not -> test(compile(not.operand()), (node, frame) -> !node.test(frame));
            case Expr.Negate negate ->
                value(compile(negate.operand()), (node, frame) -> Operations.negate(node.eval(frame)));
            case Expr.And and -> and(compile(and.left()), compile(and.right()));
            case Expr.Or or -> or(compile(or.left()), compile(or.right()));
            case Expr.If branch ->
                branch(compile(branch.condition()), compile(branch.then()), compile(branch.otherwise()));
            case Expr.Binary binary -> binary(binary.operator(), compile(binary.left()), compile(binary.right()));
            case Expr.Has has ->
                test(
                        compile(has.operand()),
                        (node, frame) -> Operations.has(node.eval(frame), has.attribute(), frame.entities()));
            case Expr.Like like ->
                test(
                        compile(like.operand()),
                        (node, frame) -> like.pattern().matches(Operations.text(node.eval(frame))));
            case Expr.Is is ->
                test(
                        compile(is.operand()),
                        (node, frame) ->
                                Operations.entity(node.eval(frame)).type().equals(is.type()));
            case Expr.Attribute attribute ->
                value(
                        compile(attribute.operand()),
                        (node, frame) ->
                                Operations.attribute(node.eval(frame), attribute.attribute(), frame.entities()));
            case Expr.Construct construct ->
                value(
                        compile(construct.operand()),
                        (node, frame) -> construct.constructor().parse(Operations.text(node.eval(frame))));
            case Expr.Call call -> call(call);
        };
    }

    /** A value that is known already. */
    static final class Constant extends Node {
        private final Value value;

        Constant(Value value) {
            this.value = value;
        }

        @Override
        Value eval(Frame frame) {
            return value;
        }
    }

    private interface ToValue {
        Value of(Node operand, Frame frame);
    }

    private interface ToBool {
        boolean of(Node operand, Frame frame);
    }

    private static Node value(Node operand, ToValue function) {
        return new Node() {
            @Override
            Value eval(Frame frame) {
                return function.of(operand, frame);
            }
        };
    }

    private static Node test(Node operand, ToBool function) {
        return new Node.Test() {
            @Override
            boolean test(Frame frame) {
                return function.of(operand, frame);
            }
        };
    }

    private static Node variable(Expr.Variable variable) {
        Function<Frame, Value> read = switch (variable) {
            case PRINCIPAL -> Frame::principal;
            case ACTION -> Frame::action;
            case RESOURCE -> Frame::resource;
            case CONTEXT -> Frame::context;
        };
        return new Node() {
            @Override
            Value eval(Frame frame) {
                return read.apply(frame);
            }
        };
    }

    private static Node set(List<Node> elements) {
        return new Node() {
            @Override
            Value eval(Frame frame) {
                Set<Value> values = new HashSet<>();
                for (Node element : elements) {
                    values.add(element.eval(frame));
                }
                return new SetOf(values);
            }
        };
    }

    private Node record(Expr.RecordLiteral record) {
        Map<String, Node> attributes = new LinkedHashMap<>();
        record.attributes().forEach((name, expr) -> attributes.put(name, compile(expr)));
        return new Node() {
            @Override
            Value eval(Frame frame) {
                Map<String, Value> values = new LinkedHashMap<>();
                attributes.forEach((name, node) -> values.put(name, node.eval(frame)));
                return new Value.RecordOf(values);
            }
        };
    }

    private static Node and(Node left, Node right) {
        return new Node.Test() {
            @Override
            boolean test(Frame frame) {
                return left.test(frame) && right.test(frame);
            }
        };
    }

    private static Node or(Node left, Node right) {
        return new Node.Test() {
            @Override
            boolean test(Frame frame) {
                return left.test(frame) || right.test(frame);
            }
        };
    }

    private static Node branch(Node condition, Node then, Node otherwise) {
        return new Node() {
            @Override
            Value eval(Frame frame) {
                return condition.test(frame) ? then.eval(frame) : otherwise.eval(frame);
            }

            @Override
            boolean test(Frame frame) {
                return condition.test(frame) ? then.test(frame) : otherwise.test(frame);
            }
        };
    }

    private static Node binary(Operator operator, Node left, Node right) {
        return switch (operator) {
            case EQUAL -> test(left, (node, frame) -> node.eval(frame).equals(right.eval(frame)));
            case NOT_EQUAL -> test(left, (node, frame) -> !node.eval(frame).equals(right.eval(frame)));
            case IN ->
                test(left, (node, frame) -> Operations.in(node.eval(frame), right.eval(frame), frame.entities()));
            case LESS -> test(left, (node, frame) -> Operations.order(node.eval(frame), right.eval(frame)) < 0);
            case LESS_OR_EQUAL ->
                test(left, (node, frame) -> Operations.order(node.eval(frame), right.eval(frame)) <= 0);
            case GREATER -> test(left, (node, frame) -> Operations.order(node.eval(frame), right.eval(frame)) > 0);
            case GREATER_OR_EQUAL ->
                test(left, (node, frame) -> Operations.order(node.eval(frame), right.eval(frame)) >= 0);
            case ADD, SUBTRACT, MULTIPLY ->
                value(
                        left,
                        (node, frame) ->
                                Operations.binary(operator, node.eval(frame), right.eval(frame), frame.entities()));
        };
    }

    private Node call(Expr.Call call) {
        Node receiver = compile(call.receiver());
        Method method = call.method();
        if (call.arguments().isEmpty()) {
            return value(
                    receiver, (node, frame) -> Operations.call(method, node.eval(frame), List.of(), frame.entities()));
        }
        Node argument = compile(call.arguments().getFirst());
        return value(
                receiver,
                (node, frame) ->
                        Operations.call(method, node.eval(frame), List.of(argument.eval(frame)), frame.entities()));
    }
}
