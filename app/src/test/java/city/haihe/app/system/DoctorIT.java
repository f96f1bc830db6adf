package city.haihe.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.platform.internal.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the deep check answers where there is nothing to check. */
class DoctorIT {

    @TempDir
    private Path directory;

    @Test
    void saysThatThereIsNoInstallationAndMakesNone() throws Exception {
        Path data = directory.resolve("nowhere");
        RunningCity.Ended ended = RunningCity.doctor(List.of("--data", data.toString()));
        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(4);
        assertThat(ended.errors())
                .contains(data + " holds no PostgreSQL (expected: ")
                .doesNotContain("\tat ");
        assertThat(data).doesNotExist();
    }

    @Test
    void refusesAnOptionThatItDoesNotKnow() throws Exception {
        RunningCity.Ended ended = RunningCity.doctor(List.of("--deeper"));
        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(2);
        assertThat(ended.errors()).contains("--deeper").contains("expected:");
    }

    @Test
    void refusesADatabaseThatNoProgramHasStartedOn() throws Exception {
        try (TestDatabase database = new TestDatabase()) {
            RunningCity.Ended ended = RunningCity.doctor(List.of("--db", database.url()));
            assertThat(ended.exitCode()).as(ended.output()).isEqualTo(2);
            assertThat(ended.errors()).contains("the record lacks tables of this version (expected: ");

            try (var connection = database.connect();
                    var statement = connection.createStatement()) {
                statement.execute("DROP SCHEMA record CASCADE");
            }
            ended = RunningCity.doctor(List.of("--db", database.url()));
            assertThat(ended.exitCode()).as(ended.output()).isEqualTo(2);
            assertThat(ended.errors()).contains("the database lacks what this version adds: record 1");
        }
    }
}
