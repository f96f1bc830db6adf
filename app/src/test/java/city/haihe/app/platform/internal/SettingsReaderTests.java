package city.haihe.app.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.haihe.app.platform.Role;
import city.haihe.app.platform.Settings;
import city.haihe.app.platform.StartupFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class SettingsReaderTests {

    private static final String DB = "postgresql://haihe:secret@db.example/city";

    @TempDir
    Path data;

    @Test
    void hasADefaultForEverything() {
        assertThat(read(Map.of()))
                .isEqualTo(new Settings(
                        8080,
                        "127.0.0.1",
                        "http://localhost:8080",
                        data,
                        Optional.empty(),
                        true,
                        EnumSet.allOf(Role.class),
                        2575,
                        Settings.Log.PLAIN,
                        false,
                        false,
                        new Settings.RecordSettings(Settings.References.ENFORCE, false),
                        new Settings.PortalSettings(Optional.empty(), Optional.empty())));
    }

    @Test
    void prefersFlagsToVariablesToTheFile() throws IOException {
        write("port = 8081\nmllp-port = 8082\nlog = \"json\"");
        Settings settings = read(Map.of("HAIHE_PORT", "8083", "HAIHE_MLLP_PORT", "8084"), "--port", "8085");
        assertThat(settings.port()).isEqualTo(8085);
        assertThat(settings.mllpPort()).isEqualTo(8084);
        assertThat(settings.log()).isEqualTo(Settings.Log.JSON);
    }

    @Test
    void findsTheFileInTheDirectoryThatAVariableNames() throws IOException {
        write("port = 8081");
        assertThat(SettingsReader.read(List.of(), Map.of("HAIHE_DATA", data.toString()))
                        .port())
                .isEqualTo(8081);
    }

    @Test
    void readsSectionsCommentsAndEmptyLinesOfTheFile() throws IOException {
        write("""
                # the city's record
                quiet = on # for the service manager

                [record]
                references = "warn" # until the old references are gone
                client-ids = true
                conditional-delete = multiple
                delete-referenced = allow
                search-limit = 5
                """);
        Settings settings = read(Map.of());
        assertThat(settings.quiet()).isTrue();
        assertThat(settings.record())
                .isEqualTo(new Settings.RecordSettings(
                        Settings.References.WARN,
                        true,
                        Settings.ConditionalDelete.MULTIPLE,
                        Settings.DeleteReferenced.ALLOW,
                        Duration.ofSeconds(5)));
    }

    @Test
    void readsAValueBehindAnEqualsSignOrInTheNextArgument() {
        assertThat(read(Map.of(), "--log=json").log()).isEqualTo(Settings.Log.JSON);
        assertThat(read(Map.of(), "--log", "json").log()).isEqualTo(Settings.Log.JSON);
    }

    @Test
    void turnsTheSampleCityOffWhenAskedAndOnTheCitysOwnServer() {
        assertThat(read(Map.of(), "--no-demo").demo()).isFalse();
        assertThat(read(Map.of(), "--db", DB).demo()).isFalse();
        assertThat(read(Map.of(), "--db", DB, "--demo").demo()).isTrue();
        assertThat(read(Map.of("HAIHE_DEMO", "off")).demo()).isFalse();
        assertThat(read(Map.of("HAIHE_DEMO", "off"), "--demo").demo()).isTrue();
    }

    @Test
    void showsNoPassword() {
        assertThat(read(Map.of(), "--db", DB)).asString().contains("db=given").doesNotContain("secret");
    }

    @Test
    void opensTheRolesThatAreNamed() {
        assertThat(read(Map.of(), "--roles", "record, Portal").roles())
                .containsExactlyInAnyOrder(Role.RECORD, Role.PORTAL);
        assertThat(read(Map.of(), "--roles", "all").roles()).containsExactlyInAnyOrder(Role.values());
    }

    @Test
    void takesAFreePortForZero() {
        Settings settings = read(Map.of(), "--port", "0");
        assertThat(settings.port()).isPositive();
        assertThat(settings.publicUrl()).isEqualTo("http://localhost:" + settings.port());
    }

    @Test
    void dropsTheSlashAtTheEndOfThePublicAddress() {
        assertThat(read(Map.of(), "--public-url", "https://health.example/").publicUrl())
                .isEqualTo("https://health.example");
    }

    @Test
    void leavesOtherProgramsVariablesAlone() {
        assertThat(read(Map.of("PORT", "x", "HAIHE_JAVA_OPTIONS", "-Xmx1g")).port())
                .isEqualTo(8080);
    }

    @Test
    void refusesAnUnknownFlag() {
        refuses(Map.of(), "flag: \"--colour\" (expected: one of those that --help lists)", "--colour", "red");
        refuses(Map.of(), "flag: \"--no-port\" (expected: one of those that --help lists)", "--no-port");
        refuses(Map.of(), "argument: \"8080\" (expected: a flag such as --port 8080; see --help)", "8080");
        refuses(Map.of(), "--port: no value (expected: --port PORT)", "--port");
    }

    @Test
    void refusesAnUnknownVariable() {
        refuses(
                Map.of("HAIHE_COLOUR", "red"),
                "variable: \"HAIHE_COLOUR\" (expected: HAIHE_ and a flag's name, see --help)");
    }

    @Test
    void refusesAnUnknownKeyOrALineThatIsNone() throws IOException {
        write("\n[record]\ncolour = red");
        refuses(Map.of(), "haihe.toml line 3: key: \"record.colour\" (expected: a flag's name, see --help)");
        write("port 8080");
        refuses(Map.of(), "haihe.toml line 1: \"port 8080\" (expected: key = value)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port | 65536 | a port from 0 to 65535",
                "port | -1 | a port from 0 to 65535",
                "mllp-port | 99999999999 | a port from 0 to 65535",
                "public-url | localhost:8080 | http:// or https:// and a host, without a path",
                "public-url | https://health.example/fhir | http:// or https:// and a host, without a path",
                "public-url | ftp://health.example | http:// or https:// and a host, without a path",
                "roles | record,kitchen | some of gateway, record, identity, portal",
                "log | loud | plain, json",
                "record.references | maybe | enforce, warn, off",
                "record.client-ids | perhaps | on or off",
                "record.search-limit | 90 | whole seconds from 1 to 50",
                "record.search-limit | 0 | whole seconds from 1 to 50",
                "portal.web | /no/such/directory | an existing directory"
            })
    void saysWhichValueIsWrongAndWhatWasExpected(String key, String value, String expected) {
        refuses(Map.of(), "--" + key + ": \"" + value + "\" (expected: " + expected + ")", "--" + key, value);
    }

    @Test
    void refusesOnePortForTwoDoors() {
        String message = "mllp-port: \"2575\" (expected: another port than the front door's)";
        refuses(Map.of(), message, "--port", "2575");
        refuses(Map.of(), message.replace("2575", "8080"), "--mllp-port", "8080");
    }

    @Test
    void saysWhereAWrongValueCameFrom() throws IOException {
        refuses(Map.of("HAIHE_LOG", "loud"), "HAIHE_LOG: \"loud\" (expected: plain, json)");
        write("log = loud");
        refuses(Map.of(), "haihe.toml line 1: log: \"loud\" (expected: plain, json)");
    }

    @Test
    void doesNotRepeatADatabaseAddress() {
        refuses(
                Map.of(),
                "db (expected: postgresql://user:password@host:port/database)",
                "--db",
                "postgresql://haihe:secret@db.example");
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void helpNamesEverySetting(Setting setting) {
        assertThat(SettingsReader.help()).contains("  " + setting.flag() + " ", setting.description());
    }

    private void write(String file) throws IOException {
        Files.writeString(data.resolve("haihe.toml"), file);
    }

    private Settings read(Map<String, String> environment, String... flags) {
        List<String> arguments = new ArrayList<>(List.of("--data", data.toString()));
        arguments.addAll(List.of(flags));
        return SettingsReader.read(arguments, environment);
    }

    private void refuses(Map<String, String> environment, String message, String... flags) {
        assertThatThrownBy(() -> read(environment, flags))
                .isInstanceOfSatisfying(
                        StartupFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(StartupFailure.Kind.CONFIGURATION))
                .hasMessage(message);
    }
}
