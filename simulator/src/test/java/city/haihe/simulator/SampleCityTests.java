package city.haihe.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SampleCityTests {

    private static final LocalDate TODAY = LocalDate.of(2026, 3, 1);
    private static final int RESIDENTS = SampleCity.DEFAULT_RESIDENTS;

    private final SampleCity city = SampleCity.of(SampleCity.DEFAULT_SEED, TODAY, RESIDENTS);

    @Test
    void isTheSameToTheByteForTheSameSeedAndDay() {
        List<String> first =
                SampleCity.generate(7, TODAY, 200).map(FhirJson::write).toList();
        assertThat(SampleCity.generate(7, TODAY, 200).map(FhirJson::write)).isEqualTo(first);
        assertThat(SampleCity.generate(8, TODAY, 200).map(FhirJson::write).toList())
                .isNotEqualTo(first);
    }

    @Test
    void isValidFhir() {
        SampleCity.generate(SampleCity.DEFAULT_SEED, TODAY, RESIDENTS)
                .map(FhirJson::toBytes)
                .forEach(FhirJsonParser::parse);
    }

    @Test
    void givesEveryResidentAnIdentityNumberOfTheirOwnWithARightCheckCharacter() {
        Set<String> seen = new HashSet<>();
        for (int number = 0; number < 20_000; number++) {
            Resident resident = Resident.of(3, number);
            String identity = resident.identityNumber();
            assertThat(seen.add(identity)).isTrue();
            assertThat(identity).matches("1201[0-9]{13}[0-9X]");
            assertThat(identity.charAt(17)).isEqualTo(IdentityNumber.checkCharacter(identity.substring(0, 17)));
            assertThat((identity.charAt(16) - '0') % 2).isEqualTo(resident.sex() == Sex.MALE ? 1 : 0);
        }
    }

    @Test
    void computesTheCheckCharacterOfTheStandardsExample() {
        assertThat(IdentityNumber.of("110105", LocalDate.of(1949, 12, 31), 2)).isEqualTo("11010519491231002X");
    }

    @Test
    void letsResidentsCliniciansAnOperatorAndAnOfficerSignIn() {
        List<SignIn> signIns = city.signIns();
        assertThat(signIns.stream().filter(person -> person.role() == SignIn.Role.RESIDENT))
                .hasSizeGreaterThan(19);
        assertThat(signIns.stream().filter(person -> person.role() == SignIn.Role.CLINICIAN))
                .hasSize(5);
        assertThat(signIns.stream().filter(person -> person.role() == SignIn.Role.OPERATOR))
                .hasSize(1);
        assertThat(signIns.stream().filter(person -> person.role() == SignIn.Role.DATA_PROTECTION_OFFICER))
                .hasSize(1);
        assertThat(signIns.stream().map(SignIn::username)).doesNotHaveDuplicates();
        assertThat(signIns.stream().map(SignIn::username)).allMatch(name -> name.matches("[a-z]+[0-9]*"));
    }

    @Test
    void givesWhoSignsInAnAppointmentAheadAndAHighAndALowNewestResult() {
        List<String> identities = city.signIns().stream()
                .filter(person -> person.role() == SignIn.Role.RESIDENT)
                .map(person -> person.identifiers().getFirst())
                .toList();
        List<FhirObject> bundles = IntStream.range(0, RESIDENTS)
                .mapToObj(city::residentBundle)
                .filter(bundle -> resources(bundle, "Patient")
                        .flatMap(patient -> patient.objects("identifier"))
                        .anyMatch(identifier ->
                                identities.contains(identifier.string("system") + "|" + identifier.string("value"))))
                .toList();
        assertThat(bundles).hasSameSizeAs(identities);
        for (FhirObject bundle : bundles) {
            assertThat(resources(bundle, "Appointment")
                            .filter(appointment -> "booked".equals(appointment.string("status")))
                            .map(appointment -> appointment.string("start")))
                    .isNotEmpty()
                    .allMatch(start -> Objects.requireNonNull(start).compareTo("2026-03-02") > 0);
            String newest = resources(bundle, "Observation")
                    .map(SampleCityTests::day)
                    .max(String::compareTo)
                    .orElseThrow();
            List<String> flags = resources(bundle, "Observation")
                    .filter(observation -> newest.equals(day(observation)))
                    .flatMap(observation -> observation.objects("interpretation"))
                    .flatMap(concept -> concept.objects("coding"))
                    .map(coding -> String.valueOf(coding.string("code")))
                    .toList();
            assertThat(flags).contains("H", "L", "N");
        }
    }

    @Test
    void letsTheGlycationOfDiabeticsFall() {
        Resident diabetic = IntStream.range(0, RESIDENTS)
                .mapToObj(city::resident)
                .filter(resident -> resident.ill().contains(Illness.DIABETES))
                .findFirst()
                .orElseThrow();
        List<Double> values = resources(city.residentBundle(diabetic.number()), "Observation")
                .filter(observation -> FhirJson.write(observation).contains(Analyte.HBA1C.loinc()))
                .map(SampleCityTests::value)
                .toList();
        assertThat(values).hasSizeGreaterThan(2);
        assertThat(values.getFirst()).isGreaterThan(values.getLast() + 0.5);
    }

    @Test
    void namesTwoConnectionsInTwoCharsets() {
        assertThat(city.connections().stream().map(DemoConnection::charset)).containsExactly("UTF_8", "GB18030");
        assertThat(city.connections().getFirst().authoritySystems().values())
                .contains(city.hospitals().getFirst().medicalRecordSystem());
    }

    private static String day(FhirObject observation) {
        return Objects.requireNonNull(observation.string("effectiveDateTime")).substring(0, 10);
    }

    private static double value(FhirObject observation) {
        FhirObject quantity = Objects.requireNonNull(observation.object("valueQuantity"));
        return ((FhirNumber) Objects.requireNonNull(quantity.get("value")))
                .toBigDecimal()
                .doubleValue();
    }

    private static Stream<FhirObject> resources(FhirObject bundle, String type) {
        return bundle.objects("entry")
                .map(entry -> Objects.requireNonNull(entry.object("resource")))
                .filter(resource -> resource.resourceType().equals(type));
    }
}
