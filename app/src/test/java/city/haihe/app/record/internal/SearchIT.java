package city.haihe.app.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.record.SearchPage;
import city.haihe.app.record.StoredResource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What searches find (FHIR R4 3.1.1). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchIT {

    private TestRecord city;
    private String wang;
    private String li;
    private String doctor;

    @BeforeAll
    void fill() {
        city = new TestRecord();
        doctor = city.create(TestRecord.SYSTEM, "{'resourceType':'Practitioner','name':[{'family':'赵'}]}")
                .id();
        wang = patient("王", "小明", "1980-02-29", "male", "1001");
        li = patient("李", "Élodie", "1999", "female", "1002");
        observation(wang, "718-7", "2024-01-15T10:00:00+08:00", "131");
        observation(wang, "718-7", "2024-03-15T10:00:00+08:00", "125");
        observation(wang, "2345-7", "2024-02-15T10:00:00+08:00", "5.4");
        observation(li, "718-7", "2024-02-01", "118");
        city.create(
                TestRecord.SYSTEM,
                ("{'resourceType':'Encounter','status':'finished','class':{'code':'AMB'},'subject':{'reference':'Patient/%s'},"
                                + "'participant':[{'individual':{'reference':'Practitioner/%s'}}],"
                                + "'period':{'start':'2024-01-01T08:00:00+08:00','end':'2024-01-03T08:00:00+08:00'}}")
                        .formatted(wang, doctor));
    }

    @AfterAll
    void close() {
        city.close();
    }

    private String patient(String family, String given, String birth, String gender, String number) {
        return city.create(
                        TestRecord.SYSTEM,
                        ("{'resourceType':'Patient','identifier':[{'system':'urn:h','value':'%s'}],'name':[{'family':'%s',"
                                        + "'given':['%s']}],'gender':'%s','birthDate':'%s',"
                                        + "'address':[{'text':'天津市和平区南京路1号'}]}")
                                .formatted(number, family, given, gender, birth))
                .id();
    }

    private void observation(String patient, String code, String date, String value) {
        city.create(
                TestRecord.SYSTEM,
                ("{'resourceType':'Observation','status':'final','code':{'coding':[{'system':'http://loinc.org','code':'%s'}]},"
                                + "'category':[{'coding':[{'system':'urn:c','code':'laboratory'}]}],"
                                + "'subject':{'reference':'Patient/%s'},'performer':[{'reference':'Practitioner/%s'}],"
                                + "'effectiveDateTime':'%s','valueQuantity':{'value':%s,'unit':'g/L','system':"
                                + "'http://unitsofmeasure.org','code':'g/L'}}")
                        .formatted(code, patient, doctor, date, value));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', textBlock = """
            Patient ?name=王 1
            Patient ?name=小 1
            Patient ?given=elo 1
            Patient ?given:exact=Élodie 1
            Patient ?given:exact=elodie 0
            Patient ?given:contains=lod 1
            Patient ?given:contains=明 1
            Patient ?address:contains=和平区 2
            Patient ?address:contains=平区南 2
            Patient ?address:contains=河东 0
            Patient ?family=王,李 2
            Patient ?family=王&birthdate=1980-02-29 1
            Patient ?gender=male 1
            Patient ?gender:not=male 1
            Patient ?gender=http://hl7.org/fhir/administrative-gender|male 1
            Patient ?name=王小明 1
            Patient ?identifier=urn:h|1001 1
            Patient ?identifier=urn:h| 2
            Patient ?identifier=|1001 0
            Patient ?identifier=1001,1002 2
            Patient ?birthdate=1980 1
            Patient ?birthdate=1980-02 1
            Patient ?birthdate=ge1980 2
            Patient ?birthdate=gt1980 1
            Patient ?birthdate=lt1999 1
            Patient ?birthdate=le1999 2
            Patient ?birthdate=sa1980-02-29 1
            Patient ?birthdate=eb1999 1
            Patient ?birthdate=ne1999 1
            Patient ?birthdate:missing=false 2
            Patient ?phone:missing=true 2
            Observation ?status=final 4
            Observation ?code=718-7 3
            Observation ?code=http://loinc.org|718-7 3
            Observation ?code=http://loinc.org|718-7&date=2024-02 1
            Observation ?date=ge2024-02-15&date=lt2024-03 1
            Observation ?subject:Patient.name=王 3
            Observation ?patient.identifier=urn:h|1002 1
            Observation ?patient.birthdate=1980-02-29&code=718-7 2
            Observation ?value-quantity=5.4 1
            Observation ?value-quantity=gt118 2
            Observation ?value-quantity=ge118||g/L 3
            Observation ?value-quantity=ge118|http://unitsofmeasure.org|mg 0
            Observation ?performer:Practitioner.name=赵 4
            Encounter ?date=2024-01 1
            Encounter ?date=2024-01-02 0
            Encounter ?date=ap2024-01-02 1
            Encounter ?date=ge2024-01-02 1
            """)
    void finds(String type, String query, int expected) {
        SearchPage page = city.record().search(TestRecord.SYSTEM, type, query.substring(1));
        assertThat(page.matches()).hasSize(expected);
        assertThat(page.total()).hasValue(expected);
        assertThat(city.record()
                        .search(TestRecord.SYSTEM, type, query.substring(1) + "&_summary=count")
                        .total())
                .hasValue(expected);
    }

    @Test
    void sortsByDate() {
        SearchPage page = city.record().search(TestRecord.SYSTEM, "Observation", "patient=" + wang + "&_sort=-date");
        assertThat(page.matches())
                .extracting(match -> match.resource().string("effectiveDateTime"))
                .containsExactly("2024-03-15T10:00:00+08:00", "2024-02-15T10:00:00+08:00", "2024-01-15T10:00:00+08:00");
    }

    @Test
    void includesWhatMatchesReferToAndWhatRefersToThem() {
        SearchPage page = city.record()
                .search(
                        TestRecord.SYSTEM,
                        "Encounter",
                        "patient=" + wang + "&_include=Encounter:practitioner&_include=Encounter:subject");
        assertThat(page.included()).extracting(StoredResource::id).containsExactlyInAnyOrder(doctor, wang);
        SearchPage reverse =
                city.record().search(TestRecord.SYSTEM, "Patient", "_id=" + wang + "&_revinclude=Observation:patient");
        assertThat(reverse.included()).hasSize(3);
    }

    @Test
    void pagesThroughAllOnceWhileWritesGoOn() {
        for (String sort :
                List.of("", "&_sort=date", "&_sort=-date,_id", "&_sort=-_lastUpdated", "&_sort=value-quantity")) {
            List<String> seen = new ArrayList<>();
            SearchPage page =
                    city.record().search(TestRecord.SYSTEM, "Observation", "patient=" + wang + "&_count=1" + sort);
            while (true) {
                page.matches().forEach(match -> seen.add(match.id()));
                if (page.next() == null) {
                    break;
                }
                city.create(TestRecord.SYSTEM, "{'resourceType':'Basic','code':{'text':'x'}}");
                page = city.record().search(TestRecord.SYSTEM, "Observation", "_page=" + page.next());
            }
            assertThat(seen).as(sort).hasSize(3).doesNotHaveDuplicates();
        }
    }

    @Test
    void sortsThoseWithoutAValueFirstAndPagesThroughThem() {
        List<String> seen = new ArrayList<>();
        SearchPage page = city.record().search(TestRecord.SYSTEM, "Patient", "_sort=death-date,family&_count=1");
        while (page.next() != null) {
            page.matches().forEach(match -> seen.add(match.id()));
            page = city.record().search(TestRecord.SYSTEM, "Patient", "_page=" + page.next());
        }
        page.matches().forEach(match -> seen.add(match.id()));
        assertThat(seen).containsExactly(li, wang);
    }
}
