package city.haihe.fhir.path;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression's tree. Where a target is null, the step starts from what the surrounding expression looks at. */
sealed interface Ast {

    /** A constant. */
    record Literal(SystemValue value) implements Ast {}

    /** {@code {}}. */
    record Nothing() implements Ast {}

    /** {@code $this}, {@code $index} or {@code $total}. */
    record Special(Name name) implements Ast {
        enum Name {
            THIS,
            INDEX,
            TOTAL
        }
    }

    /** {@code %name}. */
    record Variable(String name) implements Ast {}

    /** A child by its name, or at an expression's start a type's name. */
    record Member(@Nullable Ast target, String name) implements Ast {}

    /** A function that is called on the target. */
    record Call(@Nullable Ast target, Function function, List<Ast> arguments) implements Ast {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /** {@code is}, {@code as} or {@code ofType}, written as a function or between its operands. */
    record TypeTest(@Nullable Ast target, Test test, TypeName type, boolean operator) implements Ast {
        enum Test {
            IS,
            AS,
            OF_TYPE
        }
    }

    /** {@code target[index]}. */
    record Index(Ast target, Ast index) implements Ast {}

    /** A sign before its operand. */
    record Sign(boolean minus, Ast operand) implements Ast {}

    /** An operator between its operands. */
    record Binary(Operator operator, Ast left, Ast right) implements Ast {}
}
