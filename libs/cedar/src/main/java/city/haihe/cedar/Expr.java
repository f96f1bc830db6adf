package city.haihe.cedar;

import java.util.List;
import java.util.Map;

/** An expression (Cedar, grammar, Expr). {@code is … in} and {@code has} with a path are read as the conjunctions they mean. */
sealed interface Expr {

    /** Where it begins, or where its operator is. */
    Position at();

    /** The four things that a policy can speak of. */
    enum Variable {
        PRINCIPAL,
        ACTION,
        RESOURCE,
        CONTEXT;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Operators between two values that are both evaluated. */
    enum Operator {
        EQUAL("=="),
        NOT_EQUAL("!="),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">="),
        ADD("+"),
        SUBTRACT("-"),
        MULTIPLY("*"),
        IN("in");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        String symbol() {
            return symbol;
        }
    }

    record Literal(Value value, Position at) implements Expr {}

    record Reference(Variable variable, Position at) implements Expr {}

    record SetLiteral(List<Expr> elements, Position at) implements Expr {}

    record RecordLiteral(Map<String, Expr> attributes, Position at) implements Expr {}

    record Not(Expr operand, Position at) implements Expr {}

    record Negate(Expr operand, Position at) implements Expr {}

    record And(Expr left, Expr right, Position at) implements Expr {}

    record Or(Expr left, Expr right, Position at) implements Expr {}

    record If(Expr condition, Expr then, Expr otherwise, Position at) implements Expr {}

    record Binary(Operator operator, Expr left, Expr right, Position at) implements Expr {}

    record Has(Expr operand, String attribute, Position at) implements Expr {}

    record Like(Expr operand, LikePattern pattern, Position at) implements Expr {}

    record Is(Expr operand, String type, Position at) implements Expr {}

    record Attribute(Expr operand, String attribute, Position at) implements Expr {}

    record Construct(Constructor constructor, Expr operand, Position at) implements Expr {}

    record Call(Method method, Expr receiver, List<Expr> arguments, Position at) implements Expr {}

    /** Its direct parts. */
    default List<Expr> parts() {
        return switch (this) {
            case Literal _, Reference _ -> List.of();
            case SetLiteral set -> set.elements();
            case RecordLiteral record -> List.copyOf(record.attributes().values());
            case Not not -> List.of(not.operand());
            case Negate negate -> List.of(negate.operand());
            case And and -> List.of(and.left(), and.right());
            case Or or -> List.of(or.left(), or.right());
            case If branch -> List.of(branch.condition(), branch.then(), branch.otherwise());
            case Binary binary -> List.of(binary.left(), binary.right());
            case Has has -> List.of(has.operand());
            case Like like -> List.of(like.operand());
            case Is is -> List.of(is.operand());
            case Attribute attribute -> List.of(attribute.operand());
            case Construct construct -> List.of(construct.operand());
            case Call call -> {
                List<Expr> parts = new java.util.ArrayList<>(call.arguments());
                parts.addFirst(call.receiver());
                yield parts;
            }
        };
    }

    /** Whether it, or a part of it, is the variable. */
    default boolean mentions(Variable variable) {
        return this instanceof Reference reference && reference.variable() == variable
                || parts().stream().anyMatch(part -> part.mentions(variable));
    }
}
