package city.haihe.fhir.path;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws that hold for all expressions. */
class FhirPathPropertyTests {

    private static final int TRIES = 300;
    private static final int MAX_DEPTH = 4;
    private static final Environment ENVIRONMENT = Environment.of(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    @Property(tries = TRIES)
    void parsesWhatItPrintedToTheSame(@ForAll("expressions") String expression) {
        FhirPath path = FhirPath.compile(expression);
        FhirPath again = FhirPath.compile(path.normalForm());
        assertThat(again).isEqualTo(path);
        assertThat(again.normalForm()).isEqualTo(path.normalForm());
    }

    @Property(tries = TRIES)
    void thinksInThreeValues(@ForAll("truths") String a, @ForAll("truths") String b, @ForAll("truths") String c) {
        assertSame("%s and %s".formatted(a, b), "%s and %s".formatted(b, a));
        assertSame("%s or %s".formatted(a, b), "%s or %s".formatted(b, a));
        assertSame("%s xor %s".formatted(a, b), "%s xor %s".formatted(b, a));
        assertSame("(%s and %s).not()".formatted(a, b), "%s.not() or %s.not()".formatted(a, b));
        assertSame("(%s or %s).not()".formatted(a, b), "%s.not() and %s.not()".formatted(a, b));
        assertSame("%s implies %s".formatted(a, b), "%s.not() or %s".formatted(a, b));
        assertSame("(%s and %s) and %s".formatted(a, b, c), "%s and (%s and %s)".formatted(a, b, c));
        assertSame("%s and (%s or %s)".formatted(a, b, c), "(%s and %s) or (%s and %s)".formatted(a, b, a, c));
        assertSame("%s.not().not()".formatted(a), a);
    }

    @Property(tries = TRIES)
    void takesBackWhatItAdded(@ForAll int a, @ForAll int b) {
        String sum = "(%d.0 + %d.00)".formatted(Math.abs((long) a), Math.abs((long) b));
        assertSame(sum + " - " + Math.abs((long) b) + ".00 = " + Math.abs((long) a), "true");
    }

    @Property(tries = TRIES)
    void ordersDatesAsTheCalendarDoes(@ForAll("days") java.time.LocalDate a, @ForAll("days") java.time.LocalDate b) {
        assertSame("@%s < @%s".formatted(a, b), String.valueOf(a.isBefore(b)));
        assertSame("@%sT00:00:00+08:00 < @%sT00:00:00Z".formatted(a, b), String.valueOf(!a.isAfter(b)));
    }

    private static void assertSame(String left, String right) {
        assertThat(evaluate(left)).as(left + " and " + right).isEqualTo(evaluate(right));
    }

    private static List<Item> evaluate(String expression) {
        return FhirPath.compile(expression).evaluate(FhirObject.resource("Patient"), ENVIRONMENT);
    }

    @Provide
    Arbitrary<String> truths() {
        return Arbitraries.of("true", "false", "{}");
    }

    @Provide
    Arbitrary<java.time.LocalDate> days() {
        return Arbitraries.longs().between(-200_000, 200_000).map(java.time.LocalDate::ofEpochDay);
    }

    @Provide
    Arbitrary<String> expressions() {
        return expressions(MAX_DEPTH);
    }

    private Arbitrary<String> expressions(int depth) {
        Arbitrary<String> terms = Arbitraries.oneOf(
                Arbitraries.of(
                        "name",
                        "`a b`",
                        "Patient",
                        "is",
                        "contains",
                        "{}",
                        "$this",
                        "$index",
                        "$total",
                        "%resource",
                        "%`vs-x`",
                        "true",
                        "1",
                        "1.50",
                        "@2024",
                        "@2024-02T",
                        "@T10:30",
                        "@2024-01-01T01:02:03.004+08:00",
                        "4 'mg'",
                        "1 week",
                        "'it\\'s \\\\ \\u6d77\\n'"),
                Arbitraries.strings()
                        .ofMaxLength(6)
                        .map(text -> "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"));
        if (depth == 0) {
            return terms;
        }
        Arbitrary<String> inner = expressions(depth - 1);
        Arbitrary<String> operators = Arbitraries.of(
                "and",
                "or",
                "xor",
                "implies",
                "=",
                "!=",
                "~",
                "!~",
                "<",
                "<=",
                ">",
                ">=",
                "|",
                "+",
                "-",
                "&",
                "*",
                "/",
                "div",
                "mod",
                "in",
                "contains");
        return Arbitraries.oneOf(
                terms,
                Combinators.combine(inner, operators, inner)
                        .as((left, operator, right) -> left + " " + operator + " " + right),
                inner.map(operand -> "-(" + operand + ")"),
                inner.map(operand -> "(" + operand + ").name"),
                inner.map(operand -> "(" + operand + ") is FHIR.Patient"),
                inner.map(operand -> "(" + operand + ").ofType(Quantity)"),
                Combinators.combine(inner, inner).as((target, index) -> "(" + target + ")[" + index + "]"),
                Combinators.combine(inner, inner).as((target, filter) -> "(" + target + ").where(" + filter + ")"),
                Combinators.combine(inner, inner).as((one, other) -> "iif(" + one + ", " + other + ")"));
    }
}
