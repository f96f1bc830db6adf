package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.SmartScope;
import city.haihe.app.record.SearchPage;
import city.haihe.app.record.StoredResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chains and reverse chains (FHIR R4 3.1.1.5.4, 3.1.1.5.5). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChainIT {

    private TestRecord city;
    private String wang;

    @BeforeAll
    void fill() {
        city = new TestRecord();
        String city1 = create("{'resourceType':'Organization','name':'卫健委'}");
        String hospital = create(
                "{'resourceType':'Organization','name':'市第一医院','partOf':{'reference':'Organization/%s'}}", city1);
        String clinic = create("{'resourceType':'Organization','name':'社区诊所'}");
        wang = patient("王", "male", "1001", hospital);
        String li = patient("李", "female", "1002", clinic);
        create("{'resourceType':'Patient','name':[{'family':'孙'}],'identifier':[{'system':'urn:h','value':'1003'}]}");
        String first = observation(wang, "718-7", "final", "'effectiveDateTime':'2024-01-15'");
        observation(wang, "718-7", "amended", "'effectiveDateTime':'2024-03-15'");
        observation(li, "718-7", "final", "'effectiveDateTime':'2024-02-01'");
        String undated = observation(li, "2345-7", "final", "'valueString':'x'");
        create(
                "{'resourceType':'DiagnosticReport','status':'final','code':{'text':'r'},'subject':{'reference':'Patient/%s'},"
                        + "'result':[{'reference':'Observation/%s'}],'issued':'2024-01-16T00:00:00Z'}",
                wang, first);
        create(
                "{'resourceType':'Provenance','target':[{'reference':'Observation/%s'}],'recorded':'2024-01-16T00:00:00Z',"
                        + "'agent':[{'who':{'reference':'Organization/%s'}}]}",
                undated, clinic);
    }

    @AfterAll
    void close() {
        city.close();
    }

    private String create(String json, String... ids) {
        return city.create(TestRecord.SYSTEM, json.formatted((Object[]) ids)).id();
    }

    private String patient(String family, String gender, String number, String organization) {
        return create(
                "{'resourceType':'Patient','identifier':[{'system':'urn:h','value':'%s'}],'name':[{'family':'%s'}],"
                        + "'gender':'%s','managingOrganization':{'reference':'Organization/%s'}}",
                number, family, gender, organization);
    }

    private String observation(String patient, String code, String status, String more) {
        return create(
                "{'resourceType':'Observation','status':'%s','code':{'coding':[{'system':'http://loinc.org','code':'%s'}]},"
                        + "'subject':{'reference':'Patient/%s'},%s}",
                status, code, patient, more);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', textBlock = """
            Observation ?subject:Patient.organization.name=市第一医院 2
            Observation ?subject:Patient.organization:Organization.name=社区 2
            Observation ?subject.organization.partof.name=卫健委 2
            Observation ?patient.organization.partof:Organization.name=卫 2
            Observation ?patient.organization.partof:missing=true 2
            Observation ?patient.organization.partof.partof.name=卫 0
            Observation ?patient.gender:not=male 2
            Observation ?subject:Patient.gender:not=female&status=amended 1
            Observation ?patient.name:exact=王 2
            Observation ?patient.identifier=urn:h|1001 2
            Observation ?patient.identifier=urn:h|1001&patient.organization.name=社区 0
            Observation ?patient.gender=male&patient.name=王 2
            Patient ?_has:Observation:patient:code=718-7 2
            Patient ?_has:Observation:patient:code=2345-7 1
            Patient ?_has:Observation:subject:code=718-7&gender=female 1
            Patient ?_has:Observation:patient:code:not=718-7 1
            Patient ?_has:Observation:patient:date:missing=true 1
            Patient ?_has:Observation:patient:date=ge2024-03 1
            Patient ?_has:Observation:patient:status=amended&_has:Observation:patient:code=2345-7 0
            Patient ?_has:Observation:patient:patient.gender=male 1
            Patient ?_has:Observation:patient:_has:DiagnosticReport:result:status=final 1
            Patient ?_has:Observation:patient:_has:Provenance:target:agent:Organization.name=社区 1
            Patient ?_has:Observation:patient:_has:Provenance:target:agent:Organization.name=市 0
            Patient ?identifier=urn:h|1003&_has:Observation:patient:code=718-7 0
            Organization ?_has:Patient:organization:_has:Observation:patient:status=amended 1
            Organization ?_has:Patient:organization:gender=female,male 2
            Organization ?_has:Organization:partof:_has:Patient:organization:identifier=urn:h|1001 1
            DiagnosticReport ?result.patient.organization.name=市 1
            DiagnosticReport ?subject:Patient._has:Observation:patient:status=amended 1
            DiagnosticReport ?subject._has:Observation:patient:code=2345-7 0
            Observation ?patient._has:DiagnosticReport:patient:issued=2024-01-16 2
            Observation ?_has:DiagnosticReport:result:patient.name=王 1
            Provenance ?target:Observation.patient.gender=female 1
            """)
    void finds(String type, String query, int expected) {
        SearchPage page = city.record().search(TestRecord.SYSTEM, type, query.substring(1));
        assertThat(page.matches()).hasSize(expected);
        assertThat(city.record()
                        .search(TestRecord.SYSTEM, type, query.substring(1) + "&_summary=count")
                        .total())
                .hasValue(expected);
        assertThat(pages(type, query.substring(1) + "&_count=1")).hasSize(expected);
        assertThat(pages(type, query.substring(1) + "&_count=1&_sort=-_lastUpdated"))
                .hasSize(expected);
    }

    private List<String> pages(String type, String query) {
        List<String> seen = new ArrayList<>();
        SearchPage page = city.record().search(TestRecord.SYSTEM, type, query);
        while (true) {
            page.matches().stream().map(StoredResource::id).forEach(seen::add);
            if (page.next() == null) {
                assertThat(seen).doesNotHaveDuplicates();
                return seen;
            }
            page = city.record().search(TestRecord.SYSTEM, type, "_page=" + page.next());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', textBlock = """
            Patient ?_has:Observation:patient=1
            Patient ?_has:Observation=1
            Patient ?_has:Observation:status:code=1
            Patient ?_has:Encounter:location:status=x
            Patient ?_has:Nothing:patient:code=1
            Patient ?_has:Observation:patient:nothing=1
            Patient ?gender.name=1
            Patient ?organization:Patient.name=1
            Patient ?organization.nothing=1
            Patient ?organization.name:below=1
            Organization ?partof.partof.partof.partof.partof.partof.partof.partof.partof.name=1
            Provenance ?target.target.target._id=1
            """)
    void refusesWhatLeadsNowhere(String type, String query) {
        assertThatThrownBy(() -> city.record().search(TestRecord.SYSTEM, type, query.substring(1)))
                .isInstanceOf(HaiheException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void followsAsManyStepsAsItPromises() {
        String steps = "partof.".repeat(ChainParser.MAX_STEPS);
        assertThat(city.record()
                        .search(TestRecord.SYSTEM, "Organization", steps + "name=x")
                        .matches())
                .isEmpty();
    }

    @Test
    void followsNothingThatTheCallerMayNotSee() {
        Caller resident = Caller.patient(wang, "phone", "1".repeat(32));
        assertThat(found(resident, "Observation", "patient.gender:not=x")).isEqualTo(2);
        assertThat(found(resident, "Observation", "patient.identifier=urn:h|1002"))
                .isZero();
        assertThat(found(resident, "Organization", "_has:Patient:organization:gender:not=x"))
                .isEqualTo(1);
        assertThat(found(resident, "Organization", "_has:Patient:organization:_has:Observation:patient:code=2345-7"))
                .isZero();
        assertThat(found(resident, "Patient", "_has:Observation:patient:code=718-7"))
                .isEqualTo(1);
    }

    @Test
    void followsNothingThatAScopesRestrictionHides() {
        Caller some = new Caller(
                "Client/some",
                "some",
                Set.of(
                        SmartScope.parse("system/Patient.rs").orElseThrow(),
                        SmartScope.parse("system/Observation.rs?code=http://loinc.org|718-7")
                                .orElseThrow()),
                Set.of(),
                null,
                "TREAT",
                "3".repeat(32));
        assertThat(found(some, "Patient", "_has:Observation:patient:code=718-7"))
                .isEqualTo(2);
        assertThat(found(some, "Patient", "_has:Observation:patient:code=2345-7"))
                .isZero();
        assertThat(found(some, "Patient", "_has:Observation:patient:date:missing=true"))
                .isZero();
        assertThat(found(some, "Patient", "identifier=urn:h|1002&_has:Observation:patient:code:not=718-7"))
                .isZero();
        assertThat(found(some, "Observation", "patient._has:Observation:patient:code=2345-7"))
                .isZero();
    }

    @Test
    void refusesToLookWhereNoScopeReaches() {
        Caller some = new Caller(
                "Client/some",
                "some",
                Set.of(SmartScope.parse("system/Patient.rs").orElseThrow()),
                Set.of(),
                null,
                "TREAT",
                "2".repeat(32));
        assertThat(found(some, "Patient", "gender=male")).isEqualTo(1);
        for (String query :
                List.of("_has:Observation:patient:code=718-7", "organization.name=x", "organization.partof.name=x")) {
            assertThatThrownBy(() -> found(some, "Patient", query))
                    .isInstanceOf(HaiheException.class)
                    .hasMessageContaining("scope");
        }
    }

    private int found(Caller caller, String type, String query) {
        return city.record().search(caller, type, query).matches().size();
    }
}
