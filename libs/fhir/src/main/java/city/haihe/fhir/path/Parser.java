package city.haihe.fhir.path;

import city.haihe.fhir.R4;
import city.haihe.fhir.path.FhirPathException.Kind;
import city.haihe.fhir.path.SystemValue.DecimalValue;
import city.haihe.fhir.path.SystemValue.IntegerValue;
import city.haihe.fhir.path.SystemValue.QuantityValue;
import city.haihe.fhir.path.SystemValue.StringValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parses tokens by precedence climbing (FHIRPath 2.0 6.9 and appendix B). */
final class Parser {

    /** Deeper than any expression of the specification by ten times; each level costs the evaluation a few stack frames. */
    static final int MAX_DEPTH = 250;

    private final List<Token> tokens;
    private final R4 definitions;
    private final Map<Ast, Integer> depths = new IdentityHashMap<>();
    private int at;
    private int nesting;

    private Parser(List<Token> tokens, R4 definitions) {
        this.tokens = tokens;
        this.definitions = definitions;
    }

    static Ast parse(String text, R4 definitions) {
        Parser parser = new Parser(Lexer.tokens(text), definitions);
        Ast tree = parser.expression(0);
        if (parser.peek().kind() != Token.Kind.END) {
            throw parser.unexpected("an operator or the end");
        }
        return tree;
    }

    private Ast expression(int power) {
        if (++nesting > MAX_DEPTH) {
            throw tooDeep();
        }
        Ast left = prefix();
        while (true) {
            Token token = peek();
            if ((token.isWord("is") || token.isWord("as")) && Operator.TYPE_POWER >= power) {
                at++;
                Ast.TypeTest.Test test = token.isWord("is") ? Ast.TypeTest.Test.IS : Ast.TypeTest.Test.AS;
                left = sized(new Ast.TypeTest(left, test, typeName(test), true), left);
                continue;
            }
            Operator operator = token.kind() == Token.Kind.SYMBOL || token.kind() == Token.Kind.IDENTIFIER
                    ? Operator.of(token.text())
                    : null;
            if (operator == null || operator.power() < power) {
                nesting--;
                return left;
            }
            at++;
            Ast right = expression(operator.power() + 1);
            left = sized(new Ast.Binary(operator, left, right), left, right);
        }
    }

    private Ast prefix() {
        if (peek().is("-") || peek().is("+")) {
            boolean minus = next().is("-");
            Ast operand = expression(Operator.SIGN_POWER);
            return sized(new Ast.Sign(minus, operand), operand);
        }
        Ast left = primary();
        while (true) {
            if (skip(".")) {
                left = step(left);
            } else if (skip("[")) {
                Ast index = expression(0);
                expect("]");
                left = sized(new Ast.Index(left, index), left, index);
            } else {
                return left;
            }
        }
    }

    private Ast primary() {
        Token token = peek();
        return switch (token.kind()) {
            case STRING -> literal(new StringValue(next().text()));
            case NUMBER -> literal(number(next()));
            case DATE, DATE_TIME, TIME -> literal(temporal(next()));
            case VARIABLE -> sized(new Ast.Variable(next().text()));
            case SPECIAL -> sized(new Ast.Special(special(next())));
            case IDENTIFIER -> {
                if (token.text().equals("true") || token.text().equals("false")) {
                    at++;
                    yield literal(token.text().equals("true") ? SystemValue.TRUE : SystemValue.FALSE);
                }
                yield step(null);
            }
            case DELIMITED -> step(null);
            case SYMBOL -> {
                if (skip("(")) {
                    Ast inner = expression(0);
                    expect(")");
                    yield inner;
                }
                if (skip("{")) {
                    expect("}");
                    yield sized(new Ast.Nothing());
                }
                throw unexpected("a value");
            }
            case END -> throw unexpected("a value");
        };
    }

    private Ast literal(SystemValue value) {
        return sized(new Ast.Literal(value));
    }

    /** A member or a function after a point or at a start. */
    private Ast step(@Nullable Ast target) {
        Token name = next();
        if (name.kind() == Token.Kind.SPECIAL && target != null) {
            throw error(Kind.SYNTAX, "$" + name.text() + " (expected: a name)", name);
        }
        if (name.kind() != Token.Kind.IDENTIFIER && name.kind() != Token.Kind.DELIMITED) {
            throw error(Kind.SYNTAX, describe(name) + " (expected: a name)", name);
        }
        if (!skip("(")) {
            return sized(new Ast.Member(target, name.text()), target);
        }
        Ast.TypeTest.Test test = switch (name.text()) {
            case "is" -> Ast.TypeTest.Test.IS;
            case "as" -> Ast.TypeTest.Test.AS;
            case "ofType" -> Ast.TypeTest.Test.OF_TYPE;
            default -> null;
        };
        if (test != null) {
            TypeName type = typeName(test);
            expect(")");
            return sized(new Ast.TypeTest(target, test, type, false), target);
        }
        return call(target, name);
    }

    private Ast call(@Nullable Ast target, Token name) {
        Function function = Functions.find(name.text());
        if (function == null) {
            throw error(Kind.SEMANTIC, name.text() + "() (expected: a function that is supported)", name);
        }
        List<Ast> arguments = new ArrayList<>();
        if (!skip(")")) {
            do {
                arguments.add(expression(0));
            } while (skip(","));
            expect(")");
        }
        if (arguments.size() < function.min() || arguments.size() > function.max()) {
            String expected = function.min() == function.max()
                    ? String.valueOf(function.min())
                    : function.min() + " to " + function.max();
            throw error(
                    Kind.SEMANTIC,
                    name.text() + "() with " + arguments.size() + " arguments (expected: " + expected + ")",
                    name);
        }
        Ast call = new Ast.Call(target, function, arguments);
        List<@Nullable Ast> parts = new ArrayList<>(arguments);
        parts.add(target);
        return sized(call, parts.toArray(new @Nullable Ast[0]));
    }

    private TypeName typeName(Ast.TypeTest.Test test) {
        Token first = next();
        String namespace = null;
        Token last = first;
        if ((first.text().equals("FHIR") || first.text().equals("System")) && skip(".")) {
            namespace = first.text();
            last = next();
        }
        if (last.kind() != Token.Kind.IDENTIFIER && last.kind() != Token.Kind.DELIMITED) {
            throw error(Kind.SYNTAX, describe(last) + " (expected: a type)", last);
        }
        TypeName type = new TypeName(namespace, last.text());
        // What "is" asks for may be no type: then nothing is of it. To take something as no type is an error.
        if (test != Ast.TypeTest.Test.IS && !type.isKnown(definitions)) {
            throw error(Kind.SEMANTIC, last.text() + " (expected: a type of FHIR R4 or of FHIRPath)", last);
        }
        return type;
    }

    private SystemValue number(Token token) {
        BigDecimal value = new BigDecimal(token.text());
        Token unit = peek();
        if (unit.kind() == Token.Kind.STRING
                || unit.kind() == Token.Kind.IDENTIFIER && CalendarUnit.of(unit.text()) != null) {
            at++;
            return new QuantityValue(value, unit.text());
        }
        if (!Numbers.isInteger(value)) {
            return new DecimalValue(value);
        }
        return new IntegerValue(value.intValueExact());
    }

    private SystemValue temporal(Token token) {
        TemporalValue value = token.kind() == Token.Kind.DATE
                ? TemporalValue.parseDate(token.text())
                : token.kind() == Token.Kind.TIME
                        ? TemporalValue.parseTime(token.text())
                        : TemporalValue.parseDateTime(token.text());
        if (value == null) {
            throw error(Kind.SYNTAX, "@" + token.text() + " (expected: a date, dateTime or time)", token);
        }
        return value;
    }

    private Ast.Special.Name special(Token token) {
        return switch (token.text()) {
            case "this" -> Ast.Special.Name.THIS;
            case "index" -> Ast.Special.Name.INDEX;
            case "total" -> Ast.Special.Name.TOTAL;
            default -> throw error(Kind.SYNTAX, "$" + token.text() + " (expected: $this, $index or $total)", token);
        };
    }

    /** Notes how deep the tree of a node is, and refuses what is too deep to be walked. */
    private Ast sized(Ast node, @Nullable Ast... parts) {
        int depth = 1;
        for (Ast part : parts) {
            if (part != null) {
                depth = Math.max(depth, 1 + depths.getOrDefault(part, 0));
            }
        }
        if (depth > MAX_DEPTH) {
            throw tooDeep();
        }
        depths.put(node, depth);
        return node;
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        Token token = tokens.get(at);
        if (token.kind() != Token.Kind.END) {
            at++;
        }
        return token;
    }

    private boolean skip(String symbol) {
        if (peek().is(symbol)) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(String symbol) {
        if (!skip(symbol)) {
            throw unexpected(symbol);
        }
    }

    private FhirPathException unexpected(String expected) {
        return error(Kind.SYNTAX, describe(peek()) + " (expected: " + expected + ")", peek());
    }

    private FhirPathException tooDeep() {
        return error(Kind.LIMIT, "expression: nested too deeply (expected: at most " + MAX_DEPTH + ")", peek());
    }

    private static String describe(Token token) {
        return token.kind() == Token.Kind.END ? "end" : "'" + token.text() + "'";
    }

    private static FhirPathException error(Kind kind, String message, Token token) {
        return new FhirPathException(kind, message, token.position());
    }
}
