package city.haihe.app.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.platform.Role;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RoleMapTests {

    @ParameterizedTest
    @CsvSource({
        "/fhir, RECORD",
        "/fhir/Patient/1, RECORD",
        "/fhir/.well-known/smart-configuration, IDENTITY",
        "/.well-known/openid-configuration, IDENTITY",
        "/oauth2/token, IDENTITY",
        "/en/sign-in, IDENTITY",
        "/admin/clients, IDENTITY",
        "/admin/connections/7, GATEWAY",
        "/admin/dead-letters, GATEWAY",
        "/, PORTAL",
        "/en/hospitals, PORTAL",
        "/admin, PORTAL"
    })
    void findsTheRoleOfTheLongestRoute(String path, Role role) {
        assertThat(RoleMap.roleOf(path)).contains(role);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/fhirs", "/fhir-notes", "/sign-inside", "/healthy", "/metrics2"})
    void matchesWholeSegmentsOnly(String path) {
        assertThat(RoleMap.roleOf(path)).contains(Role.PORTAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/ready", "/metrics", "/error"})
    void leavesHealthAndMetricsToEveryProcess(String path) {
        assertThat(RoleMap.roleOf(path)).isEmpty();
    }
}
