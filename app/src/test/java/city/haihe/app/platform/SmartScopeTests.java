package city.haihe.app.platform;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.platform.SmartScope.Item;
import city.haihe.app.platform.SmartScope.Permission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmartScopeTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "patient/*.rs",
                "user/Observation.cruds",
                "system/Patient.c",
                "patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory",
                "patient/Observation.rs?category=laboratory&status=final,amended",
                "system/Patient.rs?name=%E6%9D%8E"
            })
    void writesWhatItRead(String text) {
        assertThat(SmartScope.parse(text))
                .hasValueSatisfying(scope -> assertThat(scope).hasToString(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openid",
                "patient/Observation.",
                "patient/Observation.sr",
                "patient/Observation.read",
                "other/Observation.rs",
                "patient/observation.rs",
                "patient/Observation.rs?",
                "patient/Observation.rs?category",
                "patient/Observation.rs?category=",
                "patient/Observation.rs?=laboratory",
                "patient/Observation.rs?category=laboratory&",
                "patient/Observation.rs?category=%E6%9",
                "patient/Observation.rs?category=a\nb"
            })
    void readsNothingElse(String text) {
        assertThat(SmartScope.parse(text)).isEmpty();
    }

    @Test
    void boundsARestriction() {
        assertThat(SmartScope.parse("patient/Observation.rs?code=" + "x".repeat(1_000)))
                .isEmpty();
        assertThat(SmartScope.parse("patient/Observation.rs?" + "code=x&".repeat(10) + "code=x"))
                .isEmpty();
    }

    @Test
    void decodesTheItems() {
        assertThat(scope("system/Patient.rs?name:contains=%E6%9D%8E&birthdate=ge2000+")
                        .items())
                .containsExactly(new Item("name:contains", "李"), new Item("birthdate", "ge2000 "));
        assertThat(scope("system/Patient.rs").items()).isEmpty();
    }

    @Test
    void allowsByTypeAndLetter() {
        SmartScope scope = scope("patient/Observation.rs?category=laboratory");
        assertThat(scope.allows("Observation", Permission.READ)).isTrue();
        assertThat(scope.allows("Observation", Permission.CREATE)).isFalse();
        assertThat(scope.allows("Patient", Permission.READ)).isFalse();
        assertThat(scope.isRestricted()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "patient/*.rs patient/Observation.r true",
                "patient/*.rs patient/Observation.rs?category=laboratory true",
                "patient/Observation.rs?category=laboratory patient/Observation.rs false",
                "patient/Observation.rs?category=laboratory patient/Observation.r?category=laboratory true",
                "patient/Observation.rs?category=laboratory patient/Observation.rs?category=exam false",
                "patient/Observation.rs?category=laboratory patient/Observation.rs?status=final&category=laboratory true",
                "patient/Observation.rs?status=final&category=laboratory patient/Observation.rs?category=laboratory false",
                "patient/Observation.rs?category=laboratory,exam patient/Observation.rs?category=exam true",
                "patient/Observation.rs?category=exam patient/Observation.rs?category=laboratory,exam false",
                "patient/Observation.rs?category:not=exam patient/Observation.rs?category:not=exam,laboratory true",
                "patient/Observation.rs?category:not=exam,laboratory patient/Observation.rs?category:not=exam false",
                "patient/Observation.rs?code=a%7Cb patient/Observation.rs?code=a|b true",
                "patient/Observation.rs?code=a%5C,b patient/Observation.rs?code=b false",
                "patient/Observation.rs?code=b,c%5C patient/Observation.rs?code=b false",
                "patient/Observation.rs user/Observation.rs false",
                "system/*.cruds patient/Observation.rs?category=laboratory false"
            })
    void coversWhatIsAsNarrowOrNarrower(String wide, String narrow, boolean covers) {
        assertThat(scope(wide).covers(scope(narrow))).isEqualTo(covers);
    }

    private static SmartScope scope(String text) {
        return SmartScope.parse(text).orElseThrow();
    }
}
