package city.haihe.v2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResidentIdentityTests {

    @ParameterizedTest
    @CsvSource({
        "120101199003070021, true",
        "120101199003070022, false",
        "11010519491231002X, true",
        "11010519491231002x, true",
        "120101199013070021, false",
        "12010119900307002, false",
        "1201011990030700211, false",
        "12010119900307O021, false"
    })
    void checksFormDayAndCheckCharacter(String number, boolean valid) {
        assertThat(ResidentIdentity.isValid(number)).isEqualTo(valid);
    }
}
