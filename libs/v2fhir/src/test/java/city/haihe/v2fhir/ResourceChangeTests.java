package city.haihe.v2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.v2fhir.ResourceChange.Mode;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResourceChangeTests {

    private static final FhirObject STORED = FhirObject.resource("Encounter")
            .put("id", "e1")
            .put("status", "in-progress")
            .put("identifier", FhirArray.of(identifier("a", "1"), identifier("b", "2")))
            .put("period", new FhirObject().put("start", "2026-03-01"))
            .put("type", FhirArray.of(new FhirObject().put("text", "old")))
            .put("valueString", "old");

    @Test
    void replacesElementsAndUnitesIdentifiersAndPeriods() {
        FhirObject content = FhirObject.resource("Encounter")
                .put("status", "finished")
                .put("identifier", FhirArray.of(identifier("b", "2"), identifier("c", "3")))
                .put("period", new FhirObject().put("end", "2026-03-05"));
        FhirObject result = change(content, Set.of("type"), Set.of()).appliedTo(STORED);
        assertThat(result.id()).isEqualTo("e1");
        assertThat(result.string("status")).isEqualTo("finished");
        assertThat(result.objects("identifier"))
                .containsExactly(identifier("b", "2"), identifier("c", "3"), identifier("a", "1"));
        assertThat(result.object("period"))
                .isEqualTo(new FhirObject().put("start", "2026-03-01").put("end", "2026-03-05"));
        assertThat(result.has("type")).isFalse();
        assertThat(STORED.has("type")).isTrue();
    }

    @Test
    void keepsWhatIsOnlyADefault() {
        FhirObject content =
                FhirObject.resource("Encounter").put("status", "unknown").put("priority", "x");
        FhirObject result =
                change(content, Set.of(), Set.of("status", "priority")).appliedTo(STORED);
        assertThat(result.string("status")).isEqualTo("in-progress");
        assertThat(result.string("priority")).isEqualTo("x");
    }

    @Test
    void letsOneChoiceReplaceAnother() {
        FhirObject content = FhirObject.resource("Encounter").put("valueQuantity", new FhirObject().put("unit", "g"));
        FhirObject result = change(content, Set.of(), Set.of()).appliedTo(STORED);
        assertThat(result.has("valueString")).isFalse();
        assertThat(result.has("valueQuantity")).isTrue();
    }

    private static ResourceChange change(FhirObject content, Set<String> cleared, Set<String> defaults) {
        return new ResourceChange("encounter-1", "Encounter", null, content, cleared, defaults, Mode.UPSERT);
    }

    private static FhirObject identifier(String system, String value) {
        return new FhirObject().put("system", system).put("value", value);
    }
}
