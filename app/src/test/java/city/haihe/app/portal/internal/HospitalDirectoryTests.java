package city.haihe.app.portal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.portal.internal.Page.Hospital;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HospitalDirectoryTests {

    private final FakeRecord record = new FakeRecord();
    private final FakeFeed feed = new FakeFeed();
    private final HospitalDirectory directory = new HospitalDirectory(record, feed);

    @BeforeEach
    void fill() {
        record.add("""
                {"resourceType": "Organization", "id": "h1", "active": true, "name": "第一示范医院", "alias": ["First Model Hospital"],
                 "type": [{"coding": [{"code": "prov", "display": "Healthcare Provider"}], "text": "三级医院"}],
                 "address": [{"district": "南开区", "line": ["复康路 24 号"]}],
                 "telecom": [{"system": "phone", "value": "022-0000 1234"}]}""");
        record.add("""
                {"resourceType": "Organization", "id": "h2", "name": "河东社区卫生服务中心", "address": [{"district": "河东区"}]}""");
        record.add("""
                {"resourceType": "Organization", "id": "d1", "name": "心血管内科", "partOf": {"reference": "Organization/h1"}}""");
        record.add("""
                {"resourceType": "HealthcareService", "id": "s1", "name": "眼科", "providedBy": {"reference": "Organization/h1"}}""");
        record.add("""
                {"resourceType": "Organization", "id": "i1", "name": "保险", "type": [{"coding": [{"code": "ins"}]}]}""");
        record.add("""
                {"resourceType": "Organization", "id": "c1", "name": "旧医院", "active": false}""");
    }

    @Test
    void listsActiveHospitalsWithTheirDepartments() {
        var listing = directory.listing(Language.CHINESE);
        assertThat(listing.hospitals()).extracting(Hospital::name).containsExactly("第一示范医院", "河东社区卫生服务中心");
        Hospital first = listing.hospitals().getFirst();
        assertThat(first.kind()).isEqualTo("三级医院");
        assertThat(first.address()).isEqualTo("复康路 24 号");
        assertThat(first.phone()).isEqualTo("022-0000 1234");
        assertThat(first.departments()).containsExactly("心血管内科", "眼科");
        assertThat(listing.districts()).containsExactlyInAnyOrder("南开区", "河东区");
        assertThat(listing.departments()).containsExactlyInAnyOrder("心血管内科", "眼科");
    }

    @Test
    void findsByNameDistrictAndDepartment() {
        var listing = directory.listing(Language.CHINESE);
        assertThat(listing.find("示范", "", "")).extracting(Hospital::reference).containsExactly("Organization/h1");
        assertThat(listing.find("", "河东区", "")).extracting(Hospital::reference).containsExactly("Organization/h2");
        assertThat(listing.find("", "", "眼科")).extracting(Hospital::reference).containsExactly("Organization/h1");
        assertThat(listing.find("示范", "河东区", "")).isEmpty();
        assertThat(listing.find("", "", "")).hasSize(2);
    }

    @Test
    void namesHospitalsInEnglishWhereTheyHaveSuchAName() {
        assertThat(directory.listing(Language.ENGLISH).hospitals())
                .extracting(Hospital::name)
                .containsExactlyInAnyOrder("First Model Hospital", "河东社区卫生服务中心");
    }

    @Test
    void readsTheRecordAgainOnlyAfterAChange() {
        directory.open();
        directory.listing(Language.CHINESE);
        directory.listing(Language.ENGLISH);
        feed.change("Observation", "a");
        directory.listing(Language.CHINESE);
        assertThat(record.searches()).hasSize(2);
    }
}
