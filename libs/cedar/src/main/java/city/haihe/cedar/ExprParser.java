package city.haihe.cedar;

import city.haihe.cedar.Expr.Operator;
import city.haihe.cedar.Expr.Variable;
import city.haihe.cedar.Lexer.Kind;
import city.haihe.cedar.Lexer.Token;
import city.haihe.cedar.Value.EntityUid;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads expressions (Cedar, grammar, Expr). */
class ExprParser extends TokenReader {

    /** People do not nest this deep, and the program's stack holds several times more. */
    private static final int MAX_DEPTH = 100;

    /** Chains of one operator nest to the left, so they count as depth where they are evaluated. */
    private static final int MAX_CHAIN = 500;

    /** The grammar allows four unary operators in a row. */
    private static final int MAX_UNARY = 4;

    private static final Map<String, Operator> RELATIONS = Map.of(
            "==", Operator.EQUAL,
            "!=", Operator.NOT_EQUAL,
            "<", Operator.LESS,
            "<=", Operator.LESS_OR_EQUAL,
            ">", Operator.GREATER,
            ">=", Operator.GREATER_OR_EQUAL,
            "in", Operator.IN);

    private int depth;

    ExprParser(String text) throws MalformedException {
        super(text);
    }

    final Expr expression() throws MalformedException {
        if (++depth > MAX_DEPTH) {
            throw new MalformedException(peek().at(), "expressions too deep (expected: <= %d)".formatted(MAX_DEPTH));
        }
        try {
            if (!next("if")) {
                return or();
            }
            Position at = take().at();
            Expr condition = expression();
            expect("then");
            Expr then = expression();
            expect("else");
            return new Expr.If(condition, then, expression(), at);
        } finally {
            depth--;
        }
    }

    private Expr or() throws MalformedException {
        Expr left = and();
        for (int chain = 0; next("||"); chain++) {
            Position at = link(chain);
            left = new Expr.Or(left, and(), at);
        }
        return left;
    }

    private Expr and() throws MalformedException {
        Expr left = relation();
        for (int chain = 0; next("&&"); chain++) {
            Position at = link(chain);
            left = new Expr.And(left, relation(), at);
        }
        return left;
    }

    private Position link(int chain) throws MalformedException {
        Token token = take();
        if (chain >= MAX_CHAIN) {
            throw new MalformedException(token.at(), "operators in a row (expected: <= %d)".formatted(MAX_CHAIN));
        }
        return token.at();
    }

    private Expr relation() throws MalformedException {
        Expr left = add();
        Token token = peek();
        if (token.is("has")) {
            take();
            return has(left, token.at());
        }
        if (token.is("like")) {
            take();
            Token pattern = take();
            if (pattern.kind() != Kind.STRING) {
                throw wrong(pattern, "a pattern in double quotes");
            }
            return new Expr.Like(left, Lexer.pattern(pattern), token.at());
        }
        if (token.is("is")) {
            take();
            Expr is = new Expr.Is(left, path(), token.at());
            return taken("in")
                    ? new Expr.And(is, new Expr.Binary(Operator.IN, left, add(), token.at()), token.at())
                    : is;
        }
        Operator operator = token.kind() == Kind.STRING ? null : RELATIONS.get(token.text());
        if (operator == null) {
            return left;
        }
        take();
        Expr relation = new Expr.Binary(operator, left, add(), token.at());
        if (peek().kind() != Kind.STRING && RELATIONS.containsKey(peek().text())) {
            throw wrong(peek(), "one comparison; parentheses around the first, or && between two");
        }
        return relation;
    }

    private Expr has(Expr operand, Position at) throws MalformedException {
        if (peek().kind() == Kind.STRING) {
            return new Expr.Has(operand, string(), at);
        }
        String attribute = identifier();
        Expr has = new Expr.Has(operand, attribute, at);
        for (int chain = 0; next("."); chain++) {
            link(chain);
            operand = new Expr.Attribute(operand, attribute, at);
            attribute = identifier();
            has = new Expr.And(has, new Expr.Has(operand, attribute, at), at);
        }
        return has;
    }

    private Expr add() throws MalformedException {
        Expr left = multiply();
        for (int chain = 0; next("+") || next("-"); chain++) {
            Operator operator = next("+") ? Operator.ADD : Operator.SUBTRACT;
            Position at = link(chain);
            left = new Expr.Binary(operator, left, multiply(), at);
        }
        return left;
    }

    private Expr multiply() throws MalformedException {
        Expr left = unary();
        for (int chain = 0; next("*"); chain++) {
            Position at = link(chain);
            left = new Expr.Binary(Operator.MULTIPLY, left, unary(), at);
        }
        return left;
    }

    private Expr unary() throws MalformedException {
        Token first = peek();
        if (!first.is("!") && !first.is("-")) {
            return member();
        }
        int count = 0;
        while (taken(first.text())) {
            if (++count > MAX_UNARY) {
                throw new MalformedException(first.at(), "unary operators (expected: <= %d)".formatted(MAX_UNARY));
            }
        }
        Expr operand;
        // The minus before a number belongs to it, or the least number could not be written.
        boolean number = first.is("-") && peek().kind() == Kind.INTEGER && !peek(1).is(".") && !peek(1).is("[");
        if (number) {
            operand = integer(take(), true);
            count--;
        } else {
            operand = member();
        }
        for (; count > 0; count--) {
            operand = first.is("!") ? new Expr.Not(operand, first.at()) : new Expr.Negate(operand, first.at());
        }
        return operand;
    }

    private static Expr integer(Token token, boolean negative) throws MalformedException {
        BigInteger number = new BigInteger(token.text());
        BigInteger signed = negative ? number.negate() : number;
        if (signed.bitLength() > 63) {
            throw wrong(token, "a number of 64 bits");
        }
        return new Expr.Literal(new Value.Int(signed.longValue()), token.at());
    }

    private Expr member() throws MalformedException {
        Expr operand = primary();
        for (int chain = 0; next(".") || next("["); chain++) {
            Position at = link(chain);
            if (peek(-1).is("[")) {
                operand = new Expr.Attribute(operand, string(), at);
                expect("]");
            } else {
                Token name = peek();
                String word = identifier();
                operand = next("(") ? call(operand, name, word) : new Expr.Attribute(operand, word, at);
            }
        }
        return operand;
    }

    private Expr call(Expr receiver, Token name, String word) throws MalformedException {
        Optional<Method> method = Method.named(word);
        if (method.isEmpty()) {
            throw wrong(
                    name,
                    "one of "
                            + String.join(
                                    ", ",
                                    Arrays.stream(Method.values())
                                            .map(Method::word)
                                            .toList()));
        }
        List<Expr> arguments = list("(", ")");
        if (arguments.size() != method.get().arguments()) {
            throw new MalformedException(
                    name.at(),
                    "%s with %d arguments (expected: %d)"
                            .formatted(word, arguments.size(), method.get().arguments()));
        }
        return new Expr.Call(method.get(), receiver, arguments, name.at());
    }

    private List<Expr> list(String open, String close) throws MalformedException {
        expect(open);
        List<Expr> elements = new ArrayList<>();
        while (!next(close)) {
            elements.add(expression());
            if (!next(close)) {
                expect(",");
                if (next(close)) {
                    throw wrong(peek(), "an expression after the comma");
                }
            }
        }
        expect(close);
        return elements;
    }

    private Expr primary() throws MalformedException {
        Token token = peek();
        return switch (token.kind()) {
            case INTEGER -> integer(take(), false);
            case STRING -> new Expr.Literal(new Value.Text(string()), token.at());
            case IDENTIFIER -> word(token);
            case SYMBOL -> bracket(token);
            case SLOT -> throw wrong(token, "an expression; slots stand in the scope of a template only");
            case END -> throw wrong(token, "an expression");
        };
    }

    private Expr bracket(Token token) throws MalformedException {
        if (token.is("[")) {
            return new Expr.SetLiteral(list("[", "]"), token.at());
        }
        if (token.is("{")) {
            return record();
        }
        if (taken("(")) {
            Expr inner = expression();
            expect(")");
            return inner;
        }
        throw wrong(token, "an expression");
    }

    private Expr record() throws MalformedException {
        Position at = expect("{").at();
        Map<String, Expr> attributes = new LinkedHashMap<>();
        while (!next("}")) {
            Token key = peek();
            String name = name();
            expect(":");
            if (attributes.put(name, expression()) != null) {
                throw wrong(key, "each attribute once");
            }
            if (!next("}")) {
                expect(",");
                if (next("}")) {
                    throw wrong(peek(), "an attribute after the comma");
                }
            }
        }
        expect("}");
        return new Expr.RecordLiteral(attributes, at);
    }

    private Expr word(Token token) throws MalformedException {
        if (token.is("true") || token.is("false")) {
            take();
            return new Expr.Literal(Value.Bool.of(token.is("true")), token.at());
        }
        if (peek(1).is("::")) {
            EntityUid uid = entity();
            return new Expr.Literal(uid, token.at());
        }
        if (peek(1).is("(")) {
            return construct(token);
        }
        Variable variable = variable(token.text());
        if (variable == null) {
            throw wrong(token, "an expression: principal, action, resource, context, a literal or an entity");
        }
        take();
        return new Expr.Reference(variable, token.at());
    }

    private static @Nullable Variable variable(String word) {
        for (Variable variable : Variable.values()) {
            if (variable.word().equals(word)) {
                return variable;
            }
        }
        return null;
    }

    private Expr construct(Token token) throws MalformedException {
        Optional<Constructor> constructor = Constructor.named(token.text());
        if (constructor.isEmpty()) {
            throw wrong(token, "ip, decimal, datetime or duration");
        }
        take();
        List<Expr> arguments = list("(", ")");
        if (arguments.size() != 1) {
            throw new MalformedException(
                    token.at(), "%s with %d arguments (expected: 1)".formatted(token.text(), arguments.size()));
        }
        return new Expr.Construct(constructor.get(), arguments.getFirst(), token.at());
    }
}
