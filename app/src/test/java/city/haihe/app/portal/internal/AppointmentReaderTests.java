package city.haihe.app.portal.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.portal.internal.Page.Appointment;
import city.haihe.app.portal.internal.Page.AppointmentStatus;
import city.haihe.fhir.FhirJsonParser;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AppointmentReaderTests {

    private final FakeRecord record = new FakeRecord();

    @BeforeEach
    void fill() {
        record.add("""
                {"resourceType": "Organization", "id": "h1", "name": "第一示范医院", "alias": ["First Model Hospital"]}""");
        record.add("""
                {"resourceType": "Location", "id": "l1", "name": "门诊楼 3 层 312 诊室",
                 "managingOrganization": {"reference": "Organization/h1"}}""");
        record.add("""
                {"resourceType": "Practitioner", "id": "d1", "name": [{"text": "李明远"}, {"text": "Li Mingyuan"}],
                 "qualification": [{"code": {"text": "主任医师"}}]}""");
        record.add("""
                {"resourceType": "HealthcareService", "id": "s1", "name": "心血管内科"}""");
    }

    private Optional<Appointment> read(Language language, String members) {
        String json = """
                {"resourceType": "Appointment", "id": "a1", "start": "2026-11-25T09:30:00+08:00", %s}""".formatted(members);
        Referred referred = new Referred(record, PortalCallers.portal());
        return new AppointmentReader(language, referred).appointment(FhirJsonParser.parseTrusted(json.getBytes(UTF_8)));
    }

    @Test
    void gathersWhoAndWhereFromTheParticipants() {
        String members = """
                "status": "booked", "participant": [{"actor": {"reference": "Patient/p1", "display": "王淑兰"}},
                 {"actor": {"reference": "Practitioner/d1"}}, {"actor": {"reference": "HealthcareService/s1"}},
                 {"actor": {"reference": "Location/l1"}}]""";
        Appointment chinese = read(Language.CHINESE, members).orElseThrow();
        assertThat(chinese)
                .isEqualTo(new Appointment(
                        "Appointment/a1",
                        AppointmentStatus.BOOKED,
                        "2026-11-25T09:30:00+08:00",
                        null,
                        "心血管内科",
                        "李明远",
                        "主任医师",
                        "第一示范医院",
                        "门诊楼 3 层 312 诊室"));
        Appointment english = read(Language.ENGLISH, members).orElseThrow();
        assertThat(english.practitioner()).isEqualTo("Li Mingyuan");
        assertThat(english.hospital()).isEqualTo("First Model Hospital");
    }

    @Test
    void showsWhatAReferenceDisplaysWhenItsResourceIsNotThere() {
        Appointment appointment = read(Language.CHINESE, """
                "status": "booked", "serviceType": [{"text": "眼科"}],
                "participant": [{"actor": {"reference": "Practitioner/gone", "display": "欧阳晓琳"}}]""").orElseThrow();
        assertThat(appointment.service()).isEqualTo("眼科");
        assertThat(appointment.practitioner()).isEqualTo("欧阳晓琳");
        assertThat(appointment.hospital()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "proposed, PENDING",
        "pending, PENDING",
        "waitlist, PENDING",
        "booked, BOOKED",
        "arrived, ARRIVED",
        "checked-in, ARRIVED",
        "fulfilled, FULFILLED",
        "cancelled, CANCELLED",
        "noshow, NO_SHOW"
    })
    void tellsTheStateInAResidentsWords(String code, AppointmentStatus status) {
        assertThat(read(Language.CHINESE, "\"status\": \"%s\"".formatted(code))
                        .orElseThrow()
                        .status())
                .isEqualTo(status);
    }

    @Test
    void hidesWhatWasEnteredInError() {
        assertThat(read(Language.CHINESE, "\"status\": \"entered-in-error\"")).isEmpty();
    }
}
