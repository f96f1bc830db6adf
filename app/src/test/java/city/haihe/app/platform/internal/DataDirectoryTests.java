package city.haihe.app.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTests {

    private static final ServiceUser USER = ServiceUser.current();

    @TempDir
    Path directory;

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void isMadeForPostgresAndNobodyElse() throws IOException {
        Path path = directory.resolve("city");
        try (DataDirectory data = DataDirectory.open(path, USER)) {
            assertThat(mode(data.path())).isEqualTo("rwx------");
            assertThat(Files.getOwner(path).getName()).isEqualTo(USER.name());
        }
    }

    @Test
    void leavesADirectoryOfSomethingElseAsItIs() throws IOException {
        Files.writeString(directory.resolve("thesis.txt"), "two years of work");
        Files.createDirectory(directory.resolve("lock"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        String owner = Files.getOwner(directory).getName();

        assertThatThrownBy(() -> DataDirectory.open(directory, USER))
                .hasMessageContaining(
                        "holds files that are not ours (expected: an empty directory or an installation)");

        assertThat(mode(directory)).isEqualTo("rwxr-xr-x");
        assertThat(Files.getOwner(directory).getName()).isEqualTo(owner);
        try (Stream<Path> entries = Files.list(directory)) {
            assertThat(entries).hasSize(2);
        }
    }

    @Test
    void takesAnEmptyVolumeAndOneWithSettings() throws IOException {
        Files.createDirectory(directory.resolve("lost+found"));
        DataDirectory.open(directory, USER).close();

        Path configured = Files.createDirectory(directory.resolve("configured"));
        Files.writeString(configured.resolve("haihe.toml"), "port = 9000\n");
        DataDirectory.open(configured, USER).close();
    }

    @Test
    void isHeldByOneAtATime() throws IOException {
        Path path = directory.resolve("city");
        try (DataDirectory first = DataDirectory.open(path, USER)) {
            assertThatThrownBy(() -> DataDirectory.open(first.path(), USER)).hasMessageContaining("in use");
        }
        DataDirectory.open(path, USER).close();
    }

    @Test
    void keepsASecretToItself() throws IOException {
        try (DataDirectory data = DataDirectory.open(directory.resolve("city"), USER)) {
            String secret = data.secret("word");

            assertThat(secret).hasSize(48).isEqualTo(data.secret("word"));
            assertThat(mode(data.path().resolve("word"))).isEqualTo("rw-------");
        }
    }
}
