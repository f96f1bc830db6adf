package city.haihe.fhir.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What FHIR adds to FHIRPath, and what an evaluation asks of the world. */
class FhirFunctionTests {

    private static final Environment ENVIRONMENT = Environment.of(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    private static FhirObject json(String json) {
        return FhirJsonParser.parseTrusted(json.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> texts(String expression, FhirObject resource, Environment environment) {
        return FhirPath.compile(expression).evaluate(resource, environment).stream()
                .map(Item::text)
                .toList();
    }

    @Test
    void resolvesThroughTheResolver() {
        FhirObject observation = json("""
                {"resourceType":"Observation","subject":{"reference":"Patient/1"},
                 "performer":[{"reference":"Practitioner/2"},{"display":"nobody"}]}""");
        Environment environment = ENVIRONMENT.withResolver(reference -> reference.equals("Patient/1")
                ? Optional.of(FhirObject.resource("Patient").put("id", "1"))
                : Optional.empty());

        assertThat(texts("subject.resolve().id", observation, environment)).containsExactly("1");
        assertThat(texts("subject.resolve() is Patient", observation, environment))
                .containsExactly("true");
        assertThat(texts("performer.resolve()", observation, environment)).isEmpty();
        assertThat(texts("subject.where(resolve() is Device)", observation, environment))
                .isEmpty();
        assertThat(texts("subject.reference.resolve().id", observation, environment))
                .containsExactly("1");
    }

    @Test
    void resolvesInsideABundle() {
        FhirObject bundle = json("""
                {"resourceType":"Bundle","entry":[
                 {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","active":true}},
                 {"fullUrl":"http://x/Device/2","resource":{"resourceType":"Device","status":"active"}},
                 {"resource":{"resourceType":"Observation","subject":{"reference":"urn:uuid:1"},"device":{"reference":"Device/2"}}}]}""");

        assertThat(texts("entry.resource.ofType(Observation).subject.resolve().active", bundle, ENVIRONMENT))
                .containsExactly("true");
        assertThat(texts("entry.resource.ofType(Observation).device.resolve().status", bundle, ENVIRONMENT))
                .containsExactly("active");
    }

    @Test
    void asksTheTerminology() {
        FhirObject patient = json("{\"resourceType\":\"Patient\",\"gender\":\"male\"}");
        Environment environment = ENVIRONMENT.withTerminology(new Environment.Terminology() {
            @Override
            public Optional<Boolean> memberOf(Item concept, String valueSet) {
                return valueSet.equals("http://unknown")
                        ? Optional.empty()
                        : Optional.of(concept.text().equals("male"));
            }

            @Override
            public Optional<Boolean> subsumes(Item concept, Item other) {
                return Optional.of(concept.text().length() < other.text().length());
            }
        });

        assertThat(texts("gender.memberOf(%`vs-administrative-gender`)", patient, environment))
                .containsExactly("true");
        assertThat(texts("gender.memberOf('http://unknown')", patient, environment))
                .isEmpty();
        assertThat(texts("gender.subsumes('female')", patient, environment)).containsExactly("true");
        assertThat(texts("gender.subsumedBy('female')", patient, environment)).containsExactly("false");
        assertThatThrownBy(() -> texts("gender.memberOf('http://x')", patient, ENVIRONMENT))
                .isInstanceOf(FhirPathException.class);
    }

    @Test
    void tellsWhatItTraces() {
        List<String> told = new ArrayList<>();
        Environment environment = ENVIRONMENT.withTracer((name, items) -> told.add(name + items.size()));
        FhirObject patient = json("{\"resourceType\":\"Patient\",\"name\":[{\"given\":[\"a\",\"b\"]}]}");

        assertThat(texts("name.trace('names', given).given.trace('given')", patient, environment))
                .containsExactly("a", "b");
        assertThat(told).containsExactly("names2", "given2");
    }

    @Test
    void knowsVariables() {
        FhirObject patient = FhirObject.resource("Patient");
        Environment environment = ENVIRONMENT.withVariable("limit", List.of(new SystemValue.IntegerValue(3)));

        assertThat(texts("(1 | 5).where($this < %limit)", patient, environment)).containsExactly("1");
        assertThat(texts("%'ext-a' & %ucum", patient, environment))
                .containsExactly("http://hl7.org/fhir/StructureDefinition/ahttp://unitsofmeasure.org");
    }

    @Test
    void checksNarrativesAndModifiers() {
        FhirObject patient = json("""
                {"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">a</div>"},
                 "modifierExtension":[{"url":"http://m","valueBoolean":true}]}""");
        FhirObject hostile = json("""
                {"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\"><script>a</script></div>"}}""");

        assertThat(texts("text.div.htmlChecks()", patient, ENVIRONMENT)).containsExactly("true");
        assertThat(texts("text.div.htmlChecks()", hostile, ENVIRONMENT)).containsExactly("false");
        assertThat(texts("checkModifiers('http://m').exists()", patient, ENVIRONMENT))
                .containsExactly("true");
        assertThatThrownBy(() -> texts("checkModifiers('http://other')", patient, ENVIRONMENT))
                .isInstanceOf(FhirPathException.class);
    }

    @Test
    void saysWhereElementsStand() {
        FhirObject patient = json("""
                {"resourceType":"Patient","name":[{"given":["a"]},{"given":["b","c"]}],"deceasedBoolean":true}""");

        Item given = FhirPath.compile("name.given.last()")
                .evaluate(patient, ENVIRONMENT)
                .getFirst();
        Item deceased =
                FhirPath.compile("deceased").evaluate(patient, ENVIRONMENT).getFirst();

        assertThat(given).isInstanceOfSatisfying(Element.class, element -> {
            assertThat(element.path()).isEqualTo("Patient.name[1].given[1]");
            assertThat(element.member()).isEqualTo("given");
            assertThat(element.index()).isEqualTo(1);
            assertThat(element).hasToString("Patient.name[1].given[1]");
        });
        assertThat(deceased)
                .isInstanceOfSatisfying(
                        Element.class, element -> assertThat(element.path()).isEqualTo("Patient.deceasedBoolean"));
    }

    @Test
    void evaluatesOnAnElementOfAResource() {
        FhirObject patient = json("""
                {"resourceType":"Patient","id":"p","contained":[{"resourceType":"Organization","id":"o","alias":["x"]}]}""");
        Item alias = FhirPath.compile("contained.alias")
                .evaluate(patient, ENVIRONMENT)
                .getFirst();

        assertThat(FhirPath.compile("%resource.id & %rootResource.id & %context")
                        .evaluate(alias, ENVIRONMENT)
                        .getFirst()
                        .text())
                .isEqualTo("opx");
        assertThat(FhirPath.compile("$this = 'x'").test(alias, ENVIRONMENT)).isTrue();
    }
}
