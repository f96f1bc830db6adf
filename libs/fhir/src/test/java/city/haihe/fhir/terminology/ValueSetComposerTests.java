package city.haihe.fhir.terminology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ValueSetComposerTests {

    private static final String ANIMALS = """
            {'resourceType':'CodeSystem','url':'urn:animals','version':'2','content':'complete','concept':[
             {'code':'animal','display':'Animal','concept':[
              {'code':'bird','display':'Bird','concept':[{'code':'swan','display':'Swan',
                'designation':[{'language':'zh','value':'天鹅'}],'property':[{'code':'legs','valueInteger':2}]}]},
              {'code':'fish','display':'Fish','property':[{'code':'inactive','valueBoolean':true}]},
              {'code':'cat','display':'Cat','property':[{'code':'legs','valueInteger':4},{'code':'parent','valueCode':'pet'}]}]},
             {'code':'pet','display':'Pet','property':[{'code':'notSelectable','valueBoolean':true}]}]}""";

    private final TerminologySource source = new TerminologySource() {
        @Override
        public Optional<CodeSystem> codeSystem(String url, String version) {
            return url.equals("urn:animals") && (version.isEmpty() || version.equals("2"))
                    ? Optional.of(ListedCodeSystem.of(json(ANIMALS)))
                    : CoreTerminology.r4().codeSystem(url, version).map(ListedCodeSystem::of);
        }

        @Override
        public Optional<FhirObject> valueSet(String url, String version) {
            return switch (url) {
                case "urn:birds" ->
                    Optional.of(
                            define(
                                    "'include':[{'system':'urn:animals','filter':[{'property':'concept','op':'is-a','value':'bird'}]}]"));
                case "urn:circle" -> Optional.of(define("'include':[{'valueSet':['urn:circle']}]"));
                default -> CoreTerminology.r4().valueSet(url, version);
            };
        }
    };

    private static FhirObject json(String json) {
        return FhirJsonParser.parseTrusted(json.replace('\'', '"').getBytes(UTF_8));
    }

    private static FhirObject define(String compose) {
        return json("{'resourceType':'ValueSet','url':'urn:v','compose':{" + compose + "}}");
    }

    private List<String> codes(String compose) {
        ComposedValueSet composed = new ValueSetComposer(source).compose(define(compose));
        return codes(new Expansion(composed, 0, -1, false, "", false).page());
    }

    private static List<String> codes(Expansion.Page page) {
        List<String> codes = new ArrayList<>();
        page.contains().objects().forEach(each -> codes.add(String.valueOf(each.string("code"))));
        return codes;
    }

    private static String filter(String property, String op, String value) {
        return "'include':[{'system':'urn:animals','filter':[{'property':'%s','op':'%s','value':'%s'}]}]"
                .formatted(property, op, value);
    }

    @Test
    void evaluatesEachFilter() {
        assertThat(codes(filter("concept", "is-a", "bird"))).containsExactly("bird", "swan");
        assertThat(codes(filter("concept", "descendent-of", "animal"))).containsExactly("bird", "swan", "fish", "cat");
        assertThat(codes(filter("concept", "is-a", "pet"))).containsExactly("cat", "pet");
        assertThat(codes(filter("concept", "is-not-a", "animal"))).containsExactly("pet");
        assertThat(codes(filter("concept", "generalizes", "cat"))).containsExactly("animal", "cat", "pet");
        assertThat(codes(filter("legs", "=", "4"))).containsExactly("cat");
        assertThat(codes(filter("legs", "in", "2, 4"))).containsExactly("swan", "cat");
        assertThat(codes(filter("code", "regex", "[a-c].*"))).containsExactly("animal", "bird", "cat");
        assertThat(codes(filter("legs", "exists", "true"))).containsExactly("swan", "cat");
        assertThat(codes(filter("legs", "exists", "false"))).containsExactly("animal", "bird", "fish", "pet");
        assertThat(codes(filter("parent", "=", "animal"))).containsExactly("bird", "fish", "cat");
        assertThatThrownBy(() -> codes(filter("code", "near", "x"))).isInstanceOf(TerminologyException.class);
    }

    @Test
    void unitesIntersectsAndExcludes() {
        assertThat(codes("'include':[{'system':'urn:animals','concept':[{'code':'pet'},{'code':'swan'}]},"
                        + "{'valueSet':['urn:birds']}]"))
                .containsExactly("bird", "swan", "pet");
        assertThat(codes("'include':[{'system':'urn:animals','concept':[{'code':'pet'},{'code':'swan'}],"
                        + "'valueSet':['urn:birds']}]"))
                .containsExactly("swan");
        assertThat(codes("'include':[{'system':'urn:animals'}],'exclude':[{'valueSet':['urn:birds']}]"))
                .containsExactly("animal", "fish", "cat", "pet");
        assertThat(codes("'inactive':false,'include':[{'system':'urn:animals'}]"))
                .doesNotContain("fish");
        assertThat(
                        codes(
                                "'include':[{'system':'urn:animals','concept':[{'code':'swan'},{'code':'bird'},{'code':'none'}]}]"))
                .as("the order of the list")
                .containsExactly("swan", "bird");
    }

    @Test
    void listsCodesOfSystemsThatNobodyDescribes() {
        assertThat(codes("'include':[{'system':'urn:unknown','concept':[{'code':'b'}]},"
                        + "{'system':'urn:unknown','concept':[{'code':'a'}]}]"))
                .containsExactly("b", "a");
        assertThatThrownBy(() -> codes("'include':[{'system':'urn:unknown'}]")).hasMessageContaining("urn:unknown");
        assertThatThrownBy(() -> new ValueSetComposer(source).compose("urn:circle"))
                .isInstanceOf(TerminologyException.class)
                .hasMessageContaining("imports itself");
    }

    @Test
    void pagesAndNests() {
        ComposedValueSet all = new ValueSetComposer(source)
                .compose(define("'include':[{'system':'urn:animals'},{'system':'urn:x','concept':[{'code':'1'}]}]"));
        Expansion.Page page = new Expansion(all, 4, 2, false, "", false).page();
        assertThat(page.total()).isEqualTo(7);
        assertThat(codes(page)).containsExactly("cat", "pet");
        assertThat(codes(new Expansion(all, 5, 2, false, "", false).page())).containsExactly("pet", "1");
        Expansion.Page nested = new Expansion(all, 0, -1, true, "zh-CN", true).page();
        assertThat(codes(nested)).containsExactly("animal", "pet", "1");
        assertThat(nested.contains().get(0).toString()).contains("天鹅").contains("\"inactive\":true");
    }

    @Test
    void knowsTheTerminologyOfR4() {
        ComposedValueSet gender =
                new ValueSetComposer(source).compose("http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1");
        assertThat(codes(new Expansion(gender, 0, -1, false, "", false).page()))
                .containsExactly("male", "female", "other", "unknown");
        ComposedValueSet acts =
                new ValueSetComposer(source).compose("http://terminology.hl7.org/ValueSet/v3-ActEncounterCode");
        assertThat(codes(new Expansion(acts, 0, -1, false, "", false).page())).contains("AMB", "IMP", "EMER");
    }
}
