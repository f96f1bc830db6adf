package city.haihe.fhir.terminology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BoundedRegexTests {

    @Property(tries = 2_000)
    void matchesAsJavaDoes(@ForAll("patterns") String pattern, @ForAll("values") String value) {
        assertThat(BoundedRegex.parse(pattern).matches(value))
                .as("%s on %s", pattern, value)
                .isEqualTo(value.matches(pattern));
    }

    @Provide
    Arbitrary<String> patterns() {
        Arbitrary<String> atoms =
                Arbitraries.of("a", "b", "[ab]", "[^a]", ".", "\\d", "[a-b1]", "\\.", "(a|b)", "(?:ab)");
        Arbitrary<String> repeats = Arbitraries.of("", "", "*", "+", "?", "{2}", "{1,3}", "{0,}");
        Arbitrary<String> parts = Arbitraries.oneOf(
                net.jqwik.api.Combinators.combine(atoms, repeats).as((atom, repeat) -> atom + repeat),
                Arbitraries.of("|", "(a*b)*", "(a|ab)+", "(1?)*"));
        return parts.list().ofMinSize(1).ofMaxSize(6).map(list -> String.join("", list));
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.strings().withChars("ab1.").ofMaxLength(8);
    }

    @Test
    void takesNoLongerForWhatMakesOthersGoBack() {
        BoundedRegex regex = BoundedRegex.parse("^(a+)+$");
        long start = System.nanoTime();
        assertThat(regex.matches("a".repeat(5_000) + "b")).isFalse();
        assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
    }

    @Test
    void refusesWhatIsNotBounded() {
        for (String pattern : List.of(
                "(a)\\1",
                "(?=a)",
                "a**",
                "a*?",
                "[[:alpha:]]",
                "a{1000}",
                "(a",
                "a)",
                "[",
                "((a{100}){100}){100}",
                "\\b")) {
            assertThatThrownBy(() -> BoundedRegex.parse(pattern)).as(pattern).isInstanceOf(TerminologyException.class);
        }
    }
}
