package city.haihe.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import city.haihe.fhir.FhirParseException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken as a resource of R4, and what is refused at which path. */
class ResourceCheckTests {

    private static FhirObject parse(String json) {
        return FhirJsonParser.parse(json.replace('\'', '"').getBytes(UTF_8));
    }

    private static FhirParseException refused(String json) {
        return catchThrowableOfType(FhirParseException.class, () -> parse(json));
    }

    private static String observation(String value) {
        return "{'resourceType':'Observation','status':'final','code':{'text':'x'},'valueQuantity':{'value':" + value
                + "}}";
    }

    private static String observationOf(String reference) {
        return "{'resourceType':'Observation','status':'final','code':{'text':'x'},'subject':{'reference':'" + reference
                + "'}}";
    }

    private static String patientWithText(String div) {
        return "{'resourceType':'Patient','text':{'status':'generated','div':'" + div + "'}}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "-0.0", "1.50", "1e3", "2.5E-10", "1e999", "12345678901234567890.12345678901234567890"})
    void takesDecimalsOfAnyPrecision(String decimal) {
        assertThatCode(() -> parse(observation(decimal))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "1e1000", "1E-2147483647"})
    void refusesDecimalsThatNobodyCouldWriteOut(String decimal) {
        FhirParseException refused = refused(observation(decimal));
        assertThat(refused.kind()).isEqualTo(Kind.VALUE);
        assertThat(refused.path()).isEqualTo("Observation.valueQuantity.value");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', textBlock = """
            {'resourceType':'Observation','code':{'text':'x'}} Observation.status
            {'resourceType':'Observation','status':'final'} Observation.code
            {'resourceType':'Bundle'} Bundle.type
            {'resourceType':'Patient','extension':[{'valueCode':'x'}]} Patient.extension[0].url
            {'resourceType':'Patient','text':{'status':'generated'}} Patient.text.div
            {'resourceType':'Patient','link':[{'type':'refer'}]} Patient.link[0].other
            {'resourceType':'Bundle','type':'batch','entry':[{'resource':{'resourceType':'List'}}]} Bundle.entry[0].resource.status
            {'resourceType':'Patient','deceasedBoolean':true,'deceasedDateTime':'2024'} Patient.deceasedDateTime
            {'resourceType':'Patient','deceasedBoolean':true,'_deceasedDateTime':{'id':'a'}} Patient._deceasedDateTime
            """)
    void refusesWhatIsMissingOrThereTwice(String json, String path) {
        FhirParseException refused = refused(json);
        assertThat(refused.kind()).isEqualTo(Kind.ELEMENT);
        assertThat(refused.path()).isEqualTo(path);
    }

    @Test
    void countsAPrimitiveWithOnlyExtensionsAndAChoiceAsPresent() {
        String absent = "{'extension':[{'url':'urn:absent','valueCode':'unknown'}]}";
        assertThatCode(() -> parse("{'resourceType':'Observation','_status':" + absent + ",'code':{'text':'x'}}"))
                .doesNotThrowAnyException();
        assertThatCode(() -> parse("{'resourceType':'MedicationRequest','status':'active','intent':'order',"
                        + "'medicationCodeableConcept':{'text':'x'},'subject':{'display':'x'}}"))
                .doesNotThrowAnyException();
        assertThatCode(() ->
                        parse("{'resourceType':'Patient','deceasedBoolean':true,'_deceasedBoolean':" + absent + "}"))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesIdsThatNoAddressCouldHold() {
        for (String id : new String[] {"a b", "a/b", "", "a".repeat(65), "é"}) {
            for (String type : new String[] {"Patient", "Binary", "Parameters"}) {
                String more = type.equals("Binary") ? ",'contentType':'text/plain'" : "";
                FhirParseException refused = refused("{'resourceType':'" + type + "','id':'" + id + "'" + more + "}");
                assertThat(refused.kind()).isEqualTo(Kind.VALUE);
                assertThat(refused.path()).isEqualTo(type + ".id");
            }
        }
        assertThat(parse("{'resourceType':'Patient','id':'" + "a".repeat(64) + "'}")
                        .id())
                .hasSize(64);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient/1",
                "Patient/1/_history/2",
                "#p1",
                "#",
                "urn:uuid:5e1d0a1c-0000-4000-8000-000000000001",
                "http://example.org/fhir/Patient/1",
                "https://example.org/x"
            })
    void takesReferences(String reference) {
        assertThatCode(() -> parse(observationOf(reference))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient/a b",
                "not a reference",
                "Foo/1",
                "../../etc/passwd",
                "Patient",
                "Patient/",
                "Patient/1/_history",
                "Patient/1/2/3",
                "/Patient/1",
                "#a b",
                "javascript:alert(1)",
                "http://a b",
                "Patient?identifier=x",
            })
    void refusesWhatIsNoReference(String reference) {
        FhirParseException refused = refused(observationOf(reference));
        assertThat(refused.kind()).isEqualTo(Kind.VALUE);
        assertThat(refused.path()).isEqualTo("Observation.subject.reference");
    }

    @Test
    void takesConditionalReferencesInBundles() {
        String entry = "{'resourceType':'Bundle','type':'transaction','entry':[{'resource':%s}]}";
        assertThatCode(() -> parse(entry.formatted(observationOf("Patient?identifier=urn:p|1"))))
                .doesNotThrowAnyException();
        assertThat(refused(entry.formatted(observationOf("Foo?identifier=1"))).kind())
                .isEqualTo(Kind.VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\ud800", "\\udc00\\ud800", "\\ud83da"})
    void refusesHalvesOfSurrogatePairs(String text) {
        FhirParseException refused = refused("{'resourceType':'Patient','name':[{'family':'" + text + "'}]}");
        assertThat(refused.kind()).isEqualTo(Kind.VALUE);
        assertThat(refused.path()).isEqualTo("Patient.name[0].family");
    }

    @Test
    void takesWholeSurrogatePairs() {
        assertThatCode(() -> parse("{'resourceType':'Patient','name':[{'family':'\\ud842\\udfb7'}]}"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<div>张三</div>",
                "<div xmlns=\\'http://www.w3.org/1999/xhtml\\'><p>a&nbsp;b &lt; c</p><br/></div>",
                "<div><a href=\\'https://example.org/a:b\\' title=\\'x\\'>x</a><a href=\\'#x:y\\'>y</a></div>",
                "<div><img src=\\'data:image/png;base64,AA==\\' alt=\\'x\\'/></div>",
                "<div><table class=\\'grid\\'><tr><td style=\\'color: red\\' xml:lang=\\'zh\\'>x</td></tr></table></div>"
            })
    void takesNarratives(String div) {
        assertThatCode(() -> parse(patientWithText(div.replace("\\'", "\\\"")))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "<p>hello</p>",
                "<divs>hello</divs>",
                "<div>hello",
                "<div>a</div><div>b</div>",
                "<div><script>alert(1)</script></div>",
                "<div><SCRIPT>alert(1)</SCRIPT></div>",
                "<div onclick=\\'alert(1)\\'>x</div>",
                "<div><img src=\\'x\\' onerror=\\'alert(1)\\'/></div>",
                "<div><iframe src=\\'x\\'/></div>",
                "<div><object data=\\'x\\'/></div>",
                "<div><embed src=\\'x\\'/></div>",
                "<div><form action=\\'x\\'/></div>",
                "<div><a href=\\'javascript:alert(1)\\'>x</a></div>",
                "<div><a href=\\' java&#10;script:alert(1)\\'>x</a></div>",
                "<div><a href=\\'JAVASCRIPT&#58;alert(1)\\'>x</a></div>",
                "<div><a href=\\'data:text/html,x\\'>x</a></div>",
                "<div><img src=\\'javascript:alert(1)\\'/></div>",
                "<div><!--><script>alert(1)</script>--></div>",
                "<div><![CDATA[><script>alert(1)</script>]]></div>",
                "<div xmlns:s=\\'http://www.w3.org/2000/svg\\'><s:script>alert(1)</s:script></div>",
                "<div><p xmlns=\\'http://www.w3.org/2000/svg\\'>x</p></div>",
                "<div><p style=\\'background: URL(http://x)\\'>x</p></div>"
            })
    void refusesNarrativesThatCouldRunSomething(String div) {
        FhirParseException refused = refused(patientWithText(div.replace("\\'", "\\\"")));
        assertThat(refused.kind()).isEqualTo(Kind.VALUE);
        assertThat(refused.path()).isEqualTo("Patient.text.div");
    }
}
