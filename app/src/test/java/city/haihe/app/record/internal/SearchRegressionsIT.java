package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.platform.Settings;
import city.haihe.app.record.StoredResource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Searches that were once answered wrongly, as random ones showed; each is as small as it got. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchRegressionsIT {

    private TestRecord city;
    private final List<String> ids = new ArrayList<>();

    @BeforeAll
    void start() {
        city = new TestRecord(new RecordSettings("http://city.example", Settings.References.OFF, false));
    }

    @AfterAll
    void stop() {
        city.close();
    }

    private void create(String... resources) {
        ids.clear();
        for (String json : resources) {
            ids.add(city.create(TestRecord.SYSTEM, json).id());
        }
    }

    /** The places of what is found among what was created last. */
    private List<Integer> found(String type, String query) {
        return city
                .record()
                .search(TestRecord.SYSTEM, type, "_id=" + String.join(",", ids) + "&" + query)
                .matches()
                .stream()
                .map(StoredResource::id)
                .map(ids::indexOf)
                .toList();
    }

    @Test
    void aRangeWithoutAnEndIsOpenThere() {
        create(
                "{'resourceType':'RiskAssessment','status':'final','subject':{'display':'x'},'prediction':[{'probabilityRange':{'low':{'value':5}}}]}",
                "{'resourceType':'RiskAssessment','status':'final','subject':{'display':'x'},'prediction':[{'probabilityRange':{'high':{'value':-5}}}]}");
        assertThat(found("RiskAssessment", "probability=gt80")).containsExactly(0);
        assertThat(found("RiskAssessment", "probability=lt-80")).containsExactly(1);
        assertThat(found("RiskAssessment", "probability=eb4")).containsExactly(1);
    }

    @Test
    void sortsBySeveralValuesByTheFirstInTheOrder() {
        create(
                "{'resourceType':'Goal','lifecycleStatus':'active','description':{'text':'x'},'subject':{'display':'x'},'target':[{'dueDate':'2001-01-01'},{'dueDate':'2009-01-01'}]}",
                "{'resourceType':'Goal','lifecycleStatus':'active','description':{'text':'x'},'subject':{'display':'x'},'target':[{'dueDate':'2005-01-01'}]}",
                "{'resourceType':'Goal','lifecycleStatus':'active','description':{'text':'x'},'subject':{'display':'x'}}");
        assertThat(found("Goal", "_sort=target-date")).containsExactly(2, 0, 1);
        assertThat(found("Goal", "_sort=-target-date")).containsExactly(0, 1, 2);
    }

    @Test
    void aCodeOfNamedKindIsFoundByTheSystemThatItsElementImplies() {
        create("{'resourceType':'Patient','gender':'male'}", "{'resourceType':'Patient'}");
        assertThat(found("Patient", "gender=http://hl7.org/fhir/administrative-gender|"))
                .containsExactly(0);
        assertThat(found("Patient", "gender:not=http://hl7.org/fhir/administrative-gender|"))
                .containsExactly(1);
        assertThat(found("Patient", "gender=urn:other|")).isEmpty();
    }

    @Test
    void oneOfSeveralAmountsHasTheNumberAndTheUnit() {
        create(
                "{'resourceType':'Observation','status':'final','code':{'text':'x'},'component':["
                        + "{'code':{'text':'x'},'valueQuantity':{'value':5,'unit':'drops'}},{'code':{'text':'x'},'valueQuantity':{'value':7}}]}");
        assertThat(found("Observation", "component-value-quantity=5||drops")).containsExactly(0);
        assertThat(found("Observation", "component-value-quantity=7||drops")).isEmpty();
        assertThat(found("Observation", "combo-value-quantity=7||drops")).isEmpty();
        create(
                "{'resourceType':'Substance','code':{'text':'x'},'instance':[{'quantity':{'value':5,'unit':'drops'}},{'quantity':{'value':7}}]}");
        assertThat(found("Substance", "quantity=5||drops")).containsExactly(0);
        assertThat(found("Substance", "quantity=7||drops")).isEmpty();
    }

    @Test
    void aBarWithinACodePartsNoSystemFromIt() {
        create("{'resourceType':'Patient','identifier':[{'system':'urn:h','value':'12|3'}]}");
        assertThat(found("Patient", "identifier=12\\|3")).containsExactly(0);
        assertThat(found("Patient", "identifier=urn:h|12\\|3")).containsExactly(0);
        assertThat(found("Patient", "identifier=12|3")).isEmpty();
    }

    @Test
    void aValueSetOfAnotherSystemHasNoCodeOfTheImpliedOne() {
        create("{'resourceType':'Patient','gender':'male'}");
        String set = city.create(
                        TestRecord.SYSTEM,
                        "{'resourceType':'ValueSet','status':'active','compose':{'include':[{'system':'urn:c','concept':[{'code':'male'}]}]}}")
                .id();
        assertThat(found("Patient", "gender:in=ValueSet/" + set)).isEmpty();
        assertThat(found("Patient", "gender:not-in=ValueSet/" + set)).containsExactly(0);
    }

    @Test
    void whatIsDeceasedByDefaultIsFoundByTheSystemOfBooleans() {
        create("{'resourceType':'Patient'}");
        assertThat(found("Patient", "deceased=http://terminology.hl7.org/CodeSystem/special-values|false"))
                .containsExactly(0);
    }

    @Test
    void aCodeThatIsOnlyDescribedIsNotMissingFromAComponent() {
        create("{'resourceType':'Observation','status':'final','code':{'text':'x'},"
                + "'component':[{'code':{'text':'x'},'valueQuantity':{'value':7}}]}");
        assertThat(found("Observation", "component-code-value-quantity:missing=false"))
                .containsExactly(0);
        assertThat(found("Observation", "component-code-value-quantity=|$7")).isEmpty();
    }

    @Test
    void theTextOfAConceptIsNoStringOfACompositesComponent() {
        create(
                "{'resourceType':'Observation','status':'final','code':{'coding':[{'code':'c'}]},'valueString':'red'}",
                "{'resourceType':'Observation','status':'final','code':{'coding':[{'code':'c'}]},'valueCodeableConcept':{'text':'red'}}");
        assertThat(found("Observation", "code-value-string=c$red")).containsExactly(0);
        assertThat(found("Observation", "code-value-string:missing=true")).containsExactly(1);
        assertThat(found("Observation", "value-string=red")).containsExactly(0, 1);
    }
}
