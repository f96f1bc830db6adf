package city.haihe.fhir.patch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.path.Environment;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FHIRPath Patch: each operation, on elements of every kind. */
class FhirPathPatchTests {

    private static final String PATIENT = """
            {'resourceType':'Patient','id':'1','active':true,
             'identifier':[{'system':'urn:a','value':'1'},{'system':'urn:b','value':'2'}],
             'name':[{'use':'official','family':'王','given':['小','明'],'_given':[null,{'id':'g'}]},{'text':'n'}],
             'contact':[{'name':{'family':'李'}}]}""";

    private static FhirObject object(String json) {
        return FhirJsonParser.parse(json.replace('\'', '"').getBytes(UTF_8));
    }

    private static String operation(String type, String path, String... parts) {
        StringBuilder operation = new StringBuilder("{'name':'operation','part':[{'name':'type','valueCode':'" + type
                + "'}," + "{'name':'path','valueString':'" + path.replace("'", "\\u0027") + "'}");
        for (String part : parts) {
            operation.append(",").append(part);
        }
        return operation + "]}";
    }

    private static String patched(String resource, String... operations) {
        FhirObject parameters =
                object("{'resourceType':'Parameters','parameter':[" + String.join(",", operations) + "]}");
        FhirObject result =
                FhirPathPatch.of(parameters, Environment.of(Clock.systemUTC())).apply(object(resource));
        FhirJsonParser.check(result);
        return FhirJson.write(result).replace('"', '\'');
    }

    private static String add(String path, String name, String value) {
        return operation("add", path, "{'name':'name','valueString':'" + name + "'}", value);
    }

    @Test
    void addsAnElement() {
        String result = patched(
                PATIENT,
                add("Patient", "birthDate", "{'name':'value','valueDate':'1980-02-29'}"),
                add("Patient.name[1]", "given", "{'name':'value','valueString':'x'}"),
                add("Patient.name.first()", "suffix", "{'name':'value','valueString':'y'}"),
                add("Patient", "deceased", "{'name':'value','valueBoolean':false}"));
        assertThat(result)
                .contains("'birthDate':'1980-02-29'")
                .contains("{'text':'n','given':['x']}")
                .contains("'suffix':['y']")
                .contains("'deceasedBoolean':false");
    }

    @Test
    void addsAnElementOfATypeWithoutAName() {
        String contact = "{'name':'value','part':[{'name':'name','valueHumanName':{'text':'a name'}},"
                + "{'name':'telecom','valueContactPoint':{'value':'1'}},{'name':'gender','valueCode':'male'}]}";
        assertThat(patched(PATIENT, add("Patient", "contact", contact)))
                .contains("{'name':{'text':'a name'},'telecom':[{'value':'1'}],'gender':'male'}");
    }

    @Test
    void addsAnExtensionToAPrimitive() {
        String extension =
                "{'name':'value','part':[{'name':'url','valueUri':'urn:x'},{'name':'value','valueInteger':1}]}";
        String result = patched(
                PATIENT,
                add("Patient.active", "extension", extension),
                add("Patient.name[0].given[0]", "extension", extension));
        assertThat(result)
                .contains("'_active':{'extension':[{'url':'urn:x','valueInteger':1}]}")
                .contains("'_given':[{'extension':[{'url':'urn:x','valueInteger':1}]},{'id':'g'}]");
    }

    @Test
    void doesNotAddTwiceWhatDoesNotRepeat() {
        assertThatThrownBy(() -> patched(PATIENT, add("Patient", "active", "{'name':'value','valueBoolean':false}")))
                .isInstanceOf(PatchException.class);
        String observation = "{'resourceType':'Observation','status':'final','code':{'text':'x'},'valueString':'v'}";
        assertThatThrownBy(() -> patched(observation, add("Observation", "value", "{'name':'value','valueInteger':1}")))
                .isInstanceOf(PatchException.class);
    }

    @Test
    void insertsIntoAList() {
        String value = "{'name':'value','valueIdentifier':{'value':'3'}}";
        assertThat(patched(
                        PATIENT, operation("insert", "Patient.identifier", "{'name':'index','valueInteger':1}", value)))
                .contains("'value':'1'},{'value':'3'},{'system':'urn:b'");
        assertThat(patched(
                        "{'resourceType':'Patient','active':true}",
                        operation("insert", "Patient.identifier", "{'name':'index','valueInteger':0}", value)))
                .contains("'identifier':[{'value':'3'}]");
        assertThatThrownBy(() -> patched(
                        PATIENT, operation("insert", "Patient.identifier", "{'name':'index','valueInteger':3}", value)))
                .isInstanceOf(PatchException.class);
        assertThat(patched(
                        PATIENT,
                        operation(
                                "insert",
                                "Patient.name[0].given",
                                "{'name':'index','valueInteger':1}",
                                "{'name':'value','valueString':'大'}")))
                .contains("'given':['小','大','明'],'_given':[null,null,{'id':'g'}]");
    }

    @Test
    void deletesWhatIsThere() {
        assertThat(patched(PATIENT, operation("delete", "Patient.identifier.where(system = 'urn:a')")))
                .contains("'identifier':[{'system':'urn:b','value':'2'}]");
        assertThat(patched(PATIENT, operation("delete", "Patient.birthDate"))).contains("'active':true");
        assertThat(patched(PATIENT, operation("delete", "Patient.contact.name.family")))
                .doesNotContain("contact");
        assertThat(patched(PATIENT, operation("delete", "Patient.name[0].given[0]")))
                .contains("'given':['明'],'_given':[{'id':'g'}]");
        assertThatThrownBy(() -> patched(PATIENT, operation("delete", "Patient.name")))
                .isInstanceOf(PatchException.class);
        assertThatThrownBy(() -> patched(PATIENT, operation("delete", "Patient")))
                .isInstanceOf(PatchException.class);
    }

    @Test
    void replacesOneElement() {
        assertThat(patched(
                        PATIENT,
                        operation(
                                "replace",
                                "Patient.name.where(use = 'official' and family.exists()).family",
                                "{'name':'value','valueString':'张'}"),
                        operation("replace", "active", "{'name':'value','valueBoolean':false}")))
                .contains("'family':'张'")
                .contains("'active':false");
        assertThatThrownBy(() -> patched(
                        PATIENT, operation("replace", "Patient.birthDate", "{'name':'value','valueDate':'1980'}")))
                .isInstanceOf(PatchException.class);
    }

    @Test
    void replacesAChoiceByAnotherType() {
        String observation =
                "{'resourceType':'Observation','status':'final','code':{'text':'x'},'valueQuantity':{'value':1.50}}";
        assertThat(patched(
                        observation,
                        operation("replace", "Observation.value", "{'name':'value','valueString':'none'}")))
                .contains("'valueString':'none'")
                .doesNotContain("valueQuantity");
        assertThat(patched(
                        observation,
                        operation(
                                "replace",
                                "Observation.value.ofType(Quantity).value",
                                "{'name':'value','valueDecimal':2.10}")))
                .contains("'valueQuantity':{'value':2.10}");
        assertThatThrownBy(() -> patched(
                        observation, operation("replace", "Observation.value", "{'name':'value','valueDate':'2000'}")))
                .isInstanceOf(PatchException.class);
    }

    @Test
    void movesInsideAList() {
        assertThat(patched(
                        PATIENT,
                        operation(
                                "move",
                                "Patient.identifier",
                                "{'name':'source','valueInteger':1}",
                                "{'name':'destination','valueInteger':0}")))
                .contains("'identifier':[{'system':'urn:b','value':'2'},{'system':'urn:a','value':'1'}]");
        assertThatThrownBy(() -> patched(
                        PATIENT,
                        operation(
                                "move",
                                "Patient.identifier",
                                "{'name':'source','valueInteger':1}",
                                "{'name':'destination','valueInteger':2}")))
                .isInstanceOf(PatchException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient.name[",
                "Patient..name",
                "Patient.name.unknown()",
                "Patient.name.where(",
                "",
                "Patient.name | Patient.contact"
            })
    void refusesPathsThatAreNone(String path) {
        assertThatThrownBy(() -> patched(PATIENT, operation("delete", path))).isInstanceOf(RuntimeException.class);
    }

    @Test
    void choosesByWhateverFhirPathCanSay() {
        assertThat(patched(
                        PATIENT, operation("delete", "Patient.identifier.where(system.endsWith('b') or value > '9')")))
                .contains("'identifier':[{'system':'urn:a','value':'1'}]");
        assertThat(patched(
                        PATIENT,
                        operation(
                                "replace",
                                "Patient.name.where(given.count() = 2).given.skip(1).first()",
                                "{'name':'value','valueString':'大'}")))
                .contains("'given':['小','大'],'_given':[null,{'id':'g'}]");
        assertThat(patched(PATIENT, operation("delete", "Patient.name.given.where($this = '明').id")))
                .contains("'given':['小','明']},");
        assertThatThrownBy(() -> patched(PATIENT, operation("replace", "'text'", "{'name':'value','valueString':'x'}")))
                .isInstanceOf(PatchException.class);
    }

    @Test
    void refusesElementsThatAreUnknown() {
        assertThatThrownBy(() -> patched(PATIENT, operation("delete", "Patient.colour")))
                .isInstanceOfSatisfying(
                        PatchException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(PatchException.Kind.NOT_APPLICABLE));
        assertThatThrownBy(() -> patched(PATIENT, add("Patient", "colour", "{'name':'value','valueString':'x'}")))
                .isInstanceOf(PatchException.class);
    }
}
