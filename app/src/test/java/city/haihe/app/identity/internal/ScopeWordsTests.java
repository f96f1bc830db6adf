package city.haihe.app.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScopeWordsTests {

    private static final String CATEGORY = "category=http://terminology.hl7.org/CodeSystem/observation-category|";

    private static List<String> chinese(String... scopes) {
        return Words.CHINESE.scopes(List.of(scopes));
    }

    private static List<String> english(String... scopes) {
        return Words.ENGLISH.scopes(List.of(scopes));
    }

    @Test
    void namesTheUsualTypesInChineseAndTheRestAsTheyAre() {
        assertThat(chinese("openid", "patient/Observation.rs", "patient/Patient.r", "patient/Basic.rs"))
                .containsExactly("查看部分健康记录：Basic、检查检验结果、基本资料");
        assertThat(english("patient/Observation.rs", "patient/Patient.r"))
                .containsExactly("See parts of the health record: Observation, Patient");
    }

    @Test
    void tellsTheWholeRecordAndTheIdentity() {
        assertThat(chinese("patient/*.rs", "patient/Observation.rs")).containsExactly("查看全部健康记录");
        assertThat(english("patient/*.rs")).containsExactly("See the whole health record");
        assertThat(english("openid", "fhirUser")).containsExactly("Know who you are");
    }

    @Test
    void tellsWritingApart() {
        assertThat(english("patient/*.rs", "patient/Observation.c"))
                .containsExactly(
                        "See the whole health record", "Add to or change parts of the health record: Observation");
        assertThat(chinese("patient/*.cruds")).containsExactly("查看、添加或修改全部健康记录");
    }

    @Test
    void tellsRestrictions() {
        assertThat(chinese("patient/Observation.rs?" + CATEGORY + "laboratory,exam&status=final"))
                .containsExactly("查看部分健康记录：检查检验结果，只限类别为检验或体格检查，并且状态为final");
        assertThat(english("patient/Observation.rs?" + CATEGORY + "laboratory", "patient/Patient.rs"))
                .containsExactly(
                        "See parts of the health record: Patient",
                        "See parts of the health record: Observation, only where category is laboratory");
        assertThat(english("patient/*.rs?_security:not=R"))
                .containsExactly(
                        "See parts of the health record: records of every kind, only where _security is not R");
        assertThat(english("patient/Observation.rs", "patient/Observation.rs?code=x"))
                .as("the wider one says it all")
                .containsExactly("See parts of the health record: Observation");
    }

    @Test
    void countsASecond() {
        assertThat(Words.ENGLISH.problem("wait", 1)).contains("again in 1 second.");
        assertThat(Words.ENGLISH.problem("wait", 2)).contains("again in 2 seconds.");
        assertThat(Words.CHINESE.problem("wait", 1)).contains("请 1 秒后");
        assertThat(Words.ENGLISH.problem("empty", 1)).contains("Enter your username");
    }
}
