package city.haihe.fhir.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is FHIRPath, and where what is none goes wrong. */
class FhirPathSyntaxTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "name.; 5; SYNTAX",
                "name..given; 5; SYNTAX",
                "1 +; 3; SYNTAX",
                "name.where(; 11; SYNTAX",
                "(1; 2; SYNTAX",
                "'abc; 0; SYNTAX",
                "a ? b; 2; SYNTAX",
                "@2024-13; 0; SYNTAX",
                "a b; 2; SYNTAX",
                "$that; 0; SYNTAX",
                "name.frist(); 5; SEMANTIC",
                "name.first(1); 5; SEMANTIC",
                "name.ofType(Nam); 12; SEMANTIC",
                "slice('a', 'b'); 0; SEMANTIC",
                "'\\u12'; 1; SYNTAX"
            })
    void saysWhereTheErrorIs(String expression, int position, FhirPathException.Kind kind) {
        assertThatThrownBy(() -> FhirPath.compile(expression))
                .isInstanceOfSatisfying(FhirPathException.class, error -> {
                    assertThat(error.position()).isEqualTo(position);
                    assertThat(error.kind()).isEqualTo(kind);
                    assertThat(error).hasMessageContaining("expected");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "a or b and c; `a` or (`b` and `c`)",
                "a implies b or c; `a` implies (`b` or `c`)",
                "a = b and c != d; (`a` = `b`) and (`c` != `d`)",
                "a | b = c; (`a` | `b`) = `c`",
                "-a.b; -`a`.`b`",
                "1 + 2 * 3; 1 + (2 * 3)",
                "1 - 2 - 3; (1 - 2) - 3",
                "a is Patient and b; (`a` is `Patient`) and `b`",
                "a.as(Quantity).value; `a`.as(`Quantity`).`value`",
                "is.contains.in; `is`.`contains`.`in`",
                "a in b contains c; (`a` in `b`) contains `c`",
                "%'vs-a' & %`b`; %`vs-a` & %`b`",
                "4 days; 4 days",
                "a.day; `a`.`day`"
            })
    void bindsOperatorsByTheirPrecedence(String expression, String normal) {
        assertThat(FhirPath.compile(expression).normalForm()).isEqualTo(normal);
    }

    @Test
    void comparesExpressionsByTheirTrees() {
        assertThat(FhirPath.compile("a+b")).isEqualTo(FhirPath.compile("( a ) + /* and */ b"));
        assertThat(FhirPath.compile("a+b")).hasToString("a+b").isNotEqualTo(FhirPath.compile("b+a"));
    }
}
