package city.haihe.cedar;

import city.haihe.cedar.Expr.Variable;
import city.haihe.cedar.Partial.At;
import city.haihe.cedar.Partial.Failed;
import city.haihe.cedar.Partial.Known;
import city.haihe.cedar.Partial.Open;
import java.util.List;

/**
 * Makes of each expression what answers for it while the resource is unknown. What does not mention the resource is evaluated; an
 * attribute of the resource compared with something known becomes an atom; and, or, not and if become formulas; the rest stays open.
 */
final class PartialCompiler {

    private final Compiler compiler;

    PartialCompiler(Compiler compiler) {
        this.compiler = compiler;
    }

    /** True where all of these are; they are evaluated in order, but an error is not true wherever it comes. */
    PartialNode conjunction(List<Expr> conditions) {
        List<PartialNode> nodes = conditions.stream().map(this::compile).toList();
        return frame -> {
            Residual holds = Formulas.ALWAYS;
            for (PartialNode node : nodes) {
                Partial condition = node.eval(frame).asBool(frame.frame());
                if (condition instanceof Failed) {
                    return holds instanceof Residual.Always
                            ? condition
                            : new Partial.Truth(Formulas.NEVER, Formulas.NEVER);
                }
                holds = Formulas.and(holds, condition.isTrue());
                if (holds instanceof Residual.Never) {
                    break;
                }
            }
            return new Partial.Truth(holds, Formulas.NEVER);
        };
    }

    PartialNode compile(Expr expr) {
        if (!expr.mentions(Variable.RESOURCE)) {
            Node node = compiler.compile(expr);
            return frame -> known(node, frame);
        }
        return switch (expr) {
            case Expr.Reference _ -> _ -> new At(Path.RESOURCE);
            case Expr.Not not -> not(compile(not.operand()));
            case Expr.And and -> and(compile(and.left()), compile(and.right()));
            case Expr.Or or -> or(compile(or.left()), compile(or.right()));
            case Expr.If branch -> branch(branch);
            case Expr.Attribute attribute -> attribute(attribute);
            case Expr.Has has -> has(has);
            case Expr.Like like ->
                strict(
                        expr,
                        like.operand(),
                        path -> Atoms.truth(new Residual.Matches(path, like.pattern()), path, Residual.Kind.STRING));
            case Expr.Is is -> is(is);
            case Expr.Binary binary -> binary(binary);
            case Expr.Call call -> call(call);
            case Expr.Literal _, Expr.SetLiteral _, Expr.RecordLiteral _, Expr.Negate _, Expr.Construct _ -> open(expr);
        };
    }

    private static Partial known(Node node, PartialFrame frame) {
        try {
            return new Known(node.eval(frame.frame()));
        } catch (EvaluationException e) {
            return new Failed(e);
        }
    }

    private PartialNode open(Expr expr) {
        Open open = new Open(expr, compiler.compile(expr));
        return _ -> open;
    }

    private interface OfPath {
        Partial at(Path path);
    }

    /** Evaluates the operand; only what is done with a path of the resource differs from one operator to the other. */
    private PartialNode strict(Expr expr, Expr operand, OfPath ofPath) {
        PartialNode inner = compile(operand);
        Node whole = compiler.compile(expr);
        Open open = new Open(expr, whole);
        return frame -> switch (inner.eval(frame)) {
            case At(Path path) -> ofPath.at(path);
            case Failed failed -> failed;
            // Whether a known attribute of the resource is meant can be decided only with the value in its place.
            case Known(Value value) -> onKnown(expr, value, frame, open);
            case Partial.Truth _, Open _ -> open;
        };
    }

    private static Partial onKnown(Expr expr, Value value, PartialFrame frame, Open open) {
        try {
            return switch (expr) {
                case Expr.Like like -> new Known(Value.Bool.of(like.pattern().matches(Operations.text(value))));
                case Expr.Is is ->
                    new Known(Value.Bool.of(Operations.entity(value).type().equals(is.type())));
                case Expr.Has has ->
                    new Known(Value.Bool.of(
                            Operations.has(value, has.attribute(), frame.frame().entities())));
                case Expr.Attribute attribute ->
                    new Known(Operations.attribute(
                            value, attribute.attribute(), frame.frame().entities()));
                case Expr.Literal _,
                        Expr.Reference _,
                        Expr.SetLiteral _,
                        Expr.RecordLiteral _,
                        Expr.Not _,
                        Expr.Negate _,
                        Expr.And _,
                        Expr.Or _,
                        Expr.If _,
                        Expr.Binary _,
                        Expr.Construct _,
                        Expr.Call _ -> open;
            };
        } catch (EvaluationException e) {
            return new Failed(e);
        }
    }

    private PartialNode attribute(Expr.Attribute attribute) {
        String name = attribute.attribute();
        return strict(attribute, attribute.operand(), path -> new At(path.then(new Path.Attribute(name))), name);
    }

    /** As {@link #strict}, but the resource's own attribute may be known. */
    private PartialNode strict(Expr expr, Expr operand, OfPath ofPath, String name) {
        PartialNode node = strict(expr, operand, ofPath);
        if (!(operand instanceof Expr.Reference)) {
            return node;
        }
        return frame -> {
            Value value = frame.attributes().get(name);
            if (value == null) {
                return node.eval(frame);
            }
            return new Known(expr instanceof Expr.Has ? Value.Bool.TRUE : value);
        };
    }

    private PartialNode has(Expr.Has has) {
        String name = has.attribute();
        return strict(
                has,
                has.operand(),
                path -> Atoms.truth(
                        new Residual.Has(path.then(new Path.Attribute(name))), path, Residual.Kind.RECORD_OR_ENTITY),
                name);
    }

    private PartialNode is(Expr.Is is) {
        PartialNode node = strict(
                is,
                is.operand(),
                path -> Atoms.truth(new Residual.OfType(path, is.type()), path, Residual.Kind.ENTITY));
        if (!(is.operand() instanceof Expr.Reference)) {
            return node;
        }
        return frame -> frame.type() == null
                ? node.eval(frame)
                : new Known(Value.Bool.of(frame.type().equals(is.type())));
    }

    private static PartialNode not(PartialNode operand) {
        return frame -> {
            Partial inner = operand.eval(frame).asBool(frame.frame());
            return inner instanceof Failed ? inner : Partial.of(inner.isFalse(), inner.isTrue());
        };
    }

    private static PartialNode and(PartialNode left, PartialNode right) {
        return frame -> {
            Partial first = left.eval(frame).asBool(frame.frame());
            if (first instanceof Failed || first.isFalse() instanceof Residual.Always) {
                return first;
            }
            Partial second = right.eval(frame).asBool(frame.frame());
            if (first.isTrue() instanceof Residual.Always) {
                return second;
            }
            return Partial.of(
                    Formulas.and(first.isTrue(), second.isTrue()),
                    Formulas.or(first.isFalse(), Formulas.and(first.isTrue(), second.isFalse())));
        };
    }

    private static PartialNode or(PartialNode left, PartialNode right) {
        return frame -> {
            Partial first = left.eval(frame).asBool(frame.frame());
            if (first instanceof Failed || first.isTrue() instanceof Residual.Always) {
                return first;
            }
            Partial second = right.eval(frame).asBool(frame.frame());
            if (first.isFalse() instanceof Residual.Always) {
                return second;
            }
            return Partial.of(
                    Formulas.or(first.isTrue(), Formulas.and(first.isFalse(), second.isTrue())),
                    Formulas.and(first.isFalse(), second.isFalse()));
        };
    }

    private PartialNode branch(Expr.If branch) {
        PartialNode condition = compile(branch.condition());
        PartialNode then = compile(branch.then());
        PartialNode otherwise = compile(branch.otherwise());
        Open open = new Open(branch, compiler.compile(branch));
        return frame -> {
            Partial decided = condition.eval(frame).asBool(frame.frame());
            if (decided instanceof Failed) {
                return decided;
            }
            if (decided.isTrue() instanceof Residual.Always) {
                return then.eval(frame);
            }
            if (decided.isFalse() instanceof Residual.Always) {
                return otherwise.eval(frame);
            }
            Partial first = then.eval(frame);
            Partial second = otherwise.eval(frame);
            if (!isBool(first) || !isBool(second)) {
                return open;
            }
            return Partial.of(
                    Formulas.or(
                            Formulas.and(decided.isTrue(), first.isTrue()),
                            Formulas.and(decided.isFalse(), second.isTrue())),
                    Formulas.or(
                            Formulas.and(decided.isTrue(), first.isFalse()),
                            Formulas.and(decided.isFalse(), second.isFalse())));
        };
    }

    /** Whether it is a bool or an error for certain. What is open may be any value. */
    private static boolean isBool(Partial partial) {
        return switch (partial) {
            case Known(Value value) -> value instanceof Value.Bool;
            case Failed _, Partial.Truth _ -> true;
            case At _, Open _ -> false;
        };
    }

    private PartialNode binary(Expr.Binary binary) {
        PartialNode left = compile(binary.left());
        PartialNode right = compile(binary.right());
        Open open = new Open(binary, compiler.compile(binary));
        return frame -> {
            Partial first = left.eval(frame);
            Partial second = right.eval(frame);
            if (first instanceof Failed) {
                return first;
            }
            if (second instanceof Failed) {
                return second;
            }
            try {
                if (first instanceof Known(Value a) && second instanceof Known(Value b)) {
                    return new Known(Operations.binary(
                            binary.operator(), a, b, frame.frame().entities()));
                }
                if (first instanceof At(Path path) && second instanceof Known(Value constant)) {
                    return Atoms.left(binary.operator(), path, constant, frame, open);
                }
                if (first instanceof Known(Value constant) && second instanceof At(Path path)) {
                    return Atoms.right(binary.operator(), constant, path, frame, open);
                }
            } catch (EvaluationException e) {
                return new Failed(e);
            }
            return open;
        };
    }

    private PartialNode call(Expr.Call call) {
        PartialNode receiver = compile(call.receiver());
        List<PartialNode> arguments =
                call.arguments().stream().map(this::compile).toList();
        Open open = new Open(call, compiler.compile(call));
        Method method = call.method();
        return frame -> {
            Partial first = receiver.eval(frame);
            Partial second = arguments.isEmpty() ? first : arguments.getFirst().eval(frame);
            if (first instanceof Failed) {
                return first;
            }
            if (second instanceof Failed) {
                return second;
            }
            try {
                if (first instanceof Known(Value a) && second instanceof Known(Value b)) {
                    List<Value> values = arguments.isEmpty() ? List.of() : List.of(b);
                    return new Known(
                            Operations.call(method, a, values, frame.frame().entities()));
                }
                if (first instanceof At(Path path) && arguments.isEmpty()) {
                    return method == Method.IS_EMPTY ? Atoms.isEmpty(path) : open;
                }
                if (first instanceof At(Path path) && second instanceof Known(Value constant)) {
                    return Atoms.receiver(method, path, constant, open);
                }
                if (first instanceof Known(Value constant) && second instanceof At(Path path)) {
                    return Atoms.argument(method, constant, path, open);
                }
            } catch (EvaluationException e) {
                return new Failed(e);
            }
            return open;
        };
    }
}
