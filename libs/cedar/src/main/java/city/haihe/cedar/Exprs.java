package city.haihe.cedar;

import java.util.List;
import java.util.stream.Collectors;

/** Writes expressions as they could stand in a policy, with more parentheses than are needed. */
final class Exprs {

    private Exprs() {}

    static boolean isIdentifier(String name) {
        return !name.isEmpty()
                && name.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '_'))
                && !Character.isDigit(name.charAt(0))
                && !TokenReader.RESERVED.contains(name);
    }

    static String print(Expr expr) {
        return switch (expr) {
            // A call on a negative number would be read as the negation of the call.
            case Expr.Literal(Value.Int(long number), Position _) when number < 0 -> "(" + number + ')';
            case Expr.Literal literal -> literal.value().text();
            case Expr.Reference reference -> reference.variable().word();
            case Expr.SetLiteral set -> '[' + list(set.elements()) + ']';
            case Expr.RecordLiteral record ->
                record.attributes().entrySet().stream()
                        .map(entry -> Texts.quote(entry.getKey()) + ": " + print(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case Expr.Not not -> "!(" + print(not.operand()) + ')';
            case Expr.Negate negate -> "-(" + print(negate.operand()) + ')';
            case Expr.And and -> '(' + print(and.left()) + " && " + print(and.right()) + ')';
            case Expr.Or or -> '(' + print(or.left()) + " || " + print(or.right()) + ')';
            case Expr.If branch ->
                "(if " + print(branch.condition()) + " then " + print(branch.then()) + " else "
                        + print(branch.otherwise()) + ')';
            case Expr.Binary binary ->
                '(' + print(binary.left()) + ' ' + binary.operator().symbol() + ' ' + print(binary.right()) + ')';
            case Expr.Has has -> '(' + print(has.operand()) + " has " + Texts.quote(has.attribute()) + ')';
            case Expr.Like like ->
                '(' + print(like.operand()) + " like " + like.pattern().text() + ')';
            case Expr.Is is -> '(' + print(is.operand()) + " is " + is.type() + ')';
            case Expr.Attribute attribute ->
                print(attribute.operand())
                        + (isIdentifier(attribute.attribute())
                                ? '.' + attribute.attribute()
                                : '[' + Texts.quote(attribute.attribute()) + ']');
            case Expr.Construct construct -> construct.constructor().word() + '(' + print(construct.operand()) + ')';
            case Expr.Call call ->
                print(call.receiver()) + '.' + call.method().word() + '(' + list(call.arguments()) + ')';
        };
    }

    private static String list(List<Expr> exprs) {
        return exprs.stream().map(Exprs::print).collect(Collectors.joining(", "));
    }
}
