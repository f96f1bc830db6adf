package city.haihe.fhir.patch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirParseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON Patch (RFC 6902); the first table is that of the RFC's appendix A, as far as its documents are objects. */
class JsonPatchTests {

    private static String patched(String document, String patch) {
        FhirObject object = FhirJsonParser.parseTrusted(json(document));
        return FhirJson.write(JsonPatch.parse(json(patch)).apply(object)).replace('"', '\'');
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "{'foo':'bar'}; [{'op':'add','path':'/baz','value':'qux'}]; {'foo':'bar','baz':'qux'}",
                "{'foo':['bar','baz']}; [{'op':'add','path':'/foo/1','value':'qux'}]; {'foo':['bar','qux','baz']}",
                "{'baz':'qux','foo':'bar'}; [{'op':'remove','path':'/baz'}]; {'foo':'bar'}",
                "{'foo':['bar','qux','baz']}; [{'op':'remove','path':'/foo/1'}]; {'foo':['bar','baz']}",
                "{'baz':'qux','foo':'bar'}; [{'op':'replace','path':'/baz','value':'boo'}]; {'baz':'boo','foo':'bar'}",
                "{'foo':{'bar':'baz','waldo':'fred'},'qux':{'corge':'grault'}};"
                        + "[{'op':'move','from':'/foo/waldo','path':'/qux/thud'}];"
                        + "{'foo':{'bar':'baz'},'qux':{'corge':'grault','thud':'fred'}}",
                "{'foo':['all','grass','cows','eat']}; [{'op':'move','from':'/foo/1','path':'/foo/3'}];"
                        + "{'foo':['all','cows','eat','grass']}",
                "{'baz':'qux','foo':['a',2,'c']};"
                        + "[{'op':'test','path':'/baz','value':'qux'},{'op':'test','path':'/foo/1','value':2}];"
                        + "{'baz':'qux','foo':['a',2,'c']}",
                "{'foo':'bar'}; [{'op':'add','path':'/child','value':{'grandchild':{}}}];"
                        + "{'foo':'bar','child':{'grandchild':{}}}",
                "{'foo':'bar'}; [{'op':'add','path':'/baz','value':'qux','xyz':123}]; {'foo':'bar','baz':'qux'}",
                "{'/':9,'~1':10}; [{'op':'test','path':'/~01','value':10}]; {'/':9,'~1':10}",
                "{'foo':['bar']}; [{'op':'add','path':'/foo/-','value':['abc','def']}]; {'foo':['bar',['abc','def']]}",
                "{'a':1}; [{'op':'copy','from':'/a','path':'/b'}]; {'a':1,'b':1}",
                "{'a':1}; []; {'a':1}"
            })
    void changesAsTheRfcSays(String document, String patch, String expected) {
        assertThat(patched(document, patch)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "{'baz':'qux'}; [{'op':'test','path':'/baz','value':'bar'}]",
                "{'foo':'bar'}; [{'op':'add','path':'/baz/bat','value':'qux'}]",
                "{'/':9,'~1':10}; [{'op':'test','path':'/~01','value':'10'}]",
                "{'a':[1]}; [{'op':'add','path':'/a/2','value':2}]",
                "{'a':[1]}; [{'op':'replace','path':'/a/-','value':2}]",
                "{'a':[1,2]}; [{'op':'remove','path':'/a/01'}]",
                "{'a':1}; [{'op':'remove','path':'/b'}]",
                "{'a':1}; [{'op':'replace','path':'/b','value':1}]",
                "{'a':1}; [{'op':'copy','from':'/b','path':'/c'}]",
                "{'a':1}; [{'op':'replace','path':'','value':[]}]",
                "{'a':null}; [{'op':'test','path':'/b','value':null}]"
            })
    void refusesWhatDoesNotFit(String document, String patch) {
        assertThatThrownBy(() -> patched(document, patch))
                .isInstanceOfSatisfying(
                        PatchException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(PatchException.Kind.NOT_APPLICABLE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1]",
                "[{'path':'/a','value':1}]",
                "[{'op':'spam','path':'/a','value':1}]",
                "[{'op':'add','path':'/a'}]",
                "[{'op':'add','value':1}]",
                "[{'op':'add','path':'a','value':1}]",
                "[{'op':'add','path':'/a~2','value':1}]",
                "[{'op':'move','path':'/a'}]",
                "[{'op':'move','from':'/a','path':'/a/b'}]",
                "[{'op':'remove','path':''}]"
            })
    void refusesWhatIsNoPatch(String patch) {
        assertThatThrownBy(() -> patched("{'a':{}}", patch))
                .isInstanceOfSatisfying(
                        PatchException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(PatchException.Kind.MALFORMED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'op':'add'}", "[", "[] []", "[{'op':'add','op':'add','path':'','value':1}]"})
    void refusesWhatIsNoArrayOfJson(String patch) {
        assertThatThrownBy(() -> patched("{'a':1}", patch)).isInstanceOf(FhirParseException.class);
    }

    @Test
    void keepsDigitsAndOrder() {
        assertThat(patched(
                        "{'z':1.50,'a':2.0,'m':[1.0]}",
                        "[{'op':'add','path':'/b','value':3.1400},{'op':'copy','from':'/z','path':'/y'},"
                                + "{'op':'replace','path':'/a','value':2.10}]"))
                .isEqualTo("{'z':1.50,'a':2.10,'m':[1.0],'b':3.1400,'y':1.50}");
    }

    @Test
    void testsNumbersByWhatTheyAreWorth() {
        assertThat(patched("{'a':1.50}", "[{'op':'test','path':'/a','value':1.5}]"))
                .isEqualTo("{'a':1.50}");
        assertThatThrownBy(() -> patched("{'a':1.50}", "[{'op':'test','path':'/a','value':1e9999999999}]"))
                .isInstanceOf(PatchException.class);
    }

    @Test
    void takesOutWhatARemovalLeavesEmpty() {
        assertThat(patched("{'id':'1','a':[{'b':[1]}]}", "[{'op':'remove','path':'/a/0/b/0'}]"))
                .isEqualTo("{'id':'1'}");
        assertThat(patched("{'a':[1]}", "[{'op':'remove','path':'/a/0'},{'op':'add','path':'/a/-','value':2}]"))
                .isEqualTo("{'a':[2]}");
    }

    @Test
    void doesTheSameEachTime() {
        JsonPatch patch = JsonPatch.parse(
                json("[{'op':'add','path':'/a','value':{'b':[]}}," + "{'op':'add','path':'/a/b/-','value':1}]"));
        for (int round = 0; round < 2; round++) {
            assertThat(FhirJson.write(patch.apply(new FhirObject()))).isEqualTo("{\"a\":{\"b\":[1]}}");
        }
    }

    @Test
    void boundsWhatCopiesMakeOfAResource() {
        String twice = "{'op':'copy','from':'/a','path':'/a/-'}";
        String patch = "[" + (twice + ",").repeat(60) + twice + "]";
        assertThatThrownBy(() -> patched("{'a':[1,2,3]}", patch))
                .isInstanceOf(PatchException.class)
                .hasMessageContaining("expected: at most");
        String deeper = "{'op':'copy','from':'/a','path':'/a/a'}";
        assertThatThrownBy(() -> patched("{'a':{'b':1}}", "[" + (deeper + ",").repeat(120) + deeper + "]"))
                .isInstanceOf(PatchException.class);
    }
}
