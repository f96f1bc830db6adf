package city.haihe.fhir.path;

import city.haihe.fhir.path.SystemValue.QuantityValue;
import city.haihe.fhir.path.SystemValue.StringValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a tree as an expression that parses to the same tree. */
final class Printer {

    private final StringBuilder out = new StringBuilder();

    private Printer() {}

    static String print(Ast tree) {
        Printer printer = new Printer();
        printer.append(tree);
        return printer.out.toString();
    }

    private void append(Ast node) {
        switch (node) {
            case Ast.Literal(SystemValue value) -> appendLiteral(value);
            case Ast.Nothing _ -> out.append("{}");
            case Ast.Special(Ast.Special.Name name) ->
                out.append('$')
                        .append(
                                switch (name) {
                                    case THIS -> "this";
                                    case INDEX -> "index";
                                    case TOTAL -> "total";
                                });
            case Ast.Variable(String name) -> appendQuoted(out.append('%'), name, '`');
            case Ast.Member(Ast target, String name) -> {
                appendTarget(target);
                appendQuoted(out, name, '`');
            }
            case Ast.Call(Ast target, Function function, List<Ast> arguments) -> {
                appendTarget(target);
                out.append(function.name()).append('(');
                for (int index = 0; index < arguments.size(); index++) {
                    out.append(index == 0 ? "" : ", ");
                    append(arguments.get(index));
                }
                out.append(')');
            }
            case Ast.TypeTest test -> appendTest(test);
            case Ast.Index(Ast target, Ast index) -> {
                appendOperand(target);
                out.append('[');
                append(index);
                out.append(']');
            }
            case Ast.Sign(boolean minus, Ast operand) -> {
                out.append(minus ? '-' : '+');
                appendOperand(operand);
            }
            case Ast.Binary(Operator operator, Ast left, Ast right) -> {
                appendOperand(left);
                out.append(' ').append(operator.symbol()).append(' ');
                appendOperand(right);
            }
        }
    }

    private void appendTest(Ast.TypeTest test) {
        String name = switch (test.test()) {
            case IS -> "is";
            case AS -> "as";
            case OF_TYPE -> "ofType";
        };
        if (test.operator() && test.target() != null) {
            appendOperand(test.target());
            out.append(' ').append(name).append(' ');
            appendType(test.type());
            return;
        }
        appendTarget(test.target());
        out.append(name).append('(');
        appendType(test.type());
        out.append(')');
    }

    private void appendType(TypeName type) {
        if (type.namespace() != null) {
            out.append(type.namespace()).append('.');
        }
        appendQuoted(out, type.name(), '`');
    }

    private void appendTarget(@Nullable Ast target) {
        if (target != null) {
            appendOperand(target);
            out.append('.');
        }
    }

    /** What is more than one term stands in parentheses, whether it must or not. */
    private void appendOperand(Ast node) {
        boolean compound = switch (node) {
            case Ast.Binary _, Ast.Sign _ -> true;
            case Ast.TypeTest test -> test.operator();
            case Ast.Literal _, Ast.Nothing _, Ast.Special _, Ast.Variable _, Ast.Member _, Ast.Call _, Ast.Index _ ->
                false;
        };
        out.append(compound ? "(" : "");
        append(node);
        out.append(compound ? ")" : "");
    }

    private void appendLiteral(SystemValue value) {
        switch (value) {
            case StringValue(String text) -> appendQuoted(out, text, '\'');
            case QuantityValue quantity -> {
                out.append(quantity.value().toPlainString()).append(' ');
                if (CalendarUnit.of(quantity.unit()) == null) {
                    appendQuoted(out, quantity.unit(), '\'');
                } else {
                    out.append(quantity.unit());
                }
            }
            case TemporalValue temporal -> appendTemporal(temporal);
            case SystemValue.BooleanValue _,
                    SystemValue.IntegerValue _,
                    SystemValue.DecimalValue _,
                    SystemValue.TypeValue _ -> out.append(value.text());
        }
    }

    private void appendTemporal(TemporalValue value) {
        out.append('@');
        if (value.kind() == TemporalValue.Kind.TIME) {
            out.append('T');
        }
        out.append(value.text());
        if (value.kind() == TemporalValue.Kind.DATE_TIME && !value.hasTime()) {
            out.append('T');
        }
    }

    private static void appendQuoted(StringBuilder out, String text, char quote) {
        out.append(quote);
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\f' -> out.append("\\f");
                case '\\' -> out.append("\\\\");
                default -> {
                    out.append(c == quote ? "\\" : "").append(c);
                }
            }
        }
        out.append(quote);
    }
}
