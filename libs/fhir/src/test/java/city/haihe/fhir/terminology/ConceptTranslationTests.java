package city.haihe.fhir.terminology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.terminology.ConceptTranslation.Match;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConceptTranslationTests {

    private static final FhirObject MAP =
            FhirJsonParser.parseTrusted("""
            {'url':'urn:map','group':[{'source':'urn:a','target':'urn:b','element':[
             {'code':'1','target':[{'code':'x','equivalence':'wider'},{'code':'y','equivalence':'equivalent'}]},
             {'code':'2','target':[{'equivalence':'unmatched'}]}],'unmapped':{'mode':'fixed','code':'rest'}},
             {'source':'urn:a','target':'urn:c','unmapped':{'mode':'other-map','url':'urn:map'}}]}""".replace('\'', '"').getBytes(UTF_8));

    private static List<String> translate(String system, String code, String target, boolean reverse) {
        return new ConceptTranslation(system, code, target, reverse)
                .by(MAP, url -> Optional.of(MAP)).stream()
                        .map(match -> match.equivalence() + " " + match.coding().string("code"))
                        .toList();
    }

    @Test
    void findsTargetsForwardsAndBackwards() {
        assertThat(translate("urn:a", "1", "urn:b", false)).containsExactly("wider x", "equivalent y");
        assertThat(translate("urn:b", "x", "", true)).containsExactly("narrower 1");
        assertThat(translate("urn:z", "1", "", false)).isEmpty();
    }

    @Test
    void saysWhatHappensToTheRest() {
        assertThat(translate("urn:a", "9", "urn:b", false)).containsExactly("equivalent rest");
        List<Match> none = new ConceptTranslation("urn:a", "2", "urn:b", false).by(MAP, url -> Optional.empty());
        assertThat(none).singleElement().matches(match -> !match.matches());
    }

    @Test
    void endsWhereMapsReferToEachOther() {
        assertThat(translate("urn:a", "9", "urn:c", false)).isEmpty();
    }
}
