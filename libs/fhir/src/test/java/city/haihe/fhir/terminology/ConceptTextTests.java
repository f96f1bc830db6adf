package city.haihe.fhir.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ConceptTextTests {

    private static boolean finds(String filter, String text) {
        return ConceptText.matches(ConceptText.normalise(text), ConceptText.words(filter));
    }

    @Test
    void findsChineseByAnyPartAndLettersByWord() {
        assertThat(finds("糖尿", "E11.9\n2型糖尿病")).isTrue();
        assertThat(finds("2型", "E11.9\n2型糖尿病")).isTrue();
        assertThat(finds("病 e11", "E11.9\n2型糖尿病")).isTrue();
        assertThat(finds("尿糖", "E11.9\n2型糖尿病")).isFalse();
        assertThat(finds("dia mel", "Diabetes mellitus")).isTrue();
        assertThat(finds("d m", "Diabetes mellitus")).isTrue();
        assertThat(finds("e", "Diabetes mellitus")).isFalse();
        assertThat(finds("abete", "Diabetes mellitus")).isTrue();
        assertThat(finds("meniere", "Ménière's disease")).isTrue();
    }

    @Property(tries = 2_000)
    void whatMatchesIsFoundByTerms(@ForAll("texts") String text, @ForAll("texts") String filter) {
        if (!finds(filter, text)) {
            return;
        }
        Set<Long> terms = new HashSet<>();
        ConceptText.terms(ConceptText.normalise(text), terms::add);
        ConceptText.words(filter)
                .forEach(word -> ConceptText.wordTerms(
                        word,
                        term -> assertThat(terms).as("%s in %s", word, text).contains(term)));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("ab1. 糖尿").ofMaxLength(7);
    }
}
