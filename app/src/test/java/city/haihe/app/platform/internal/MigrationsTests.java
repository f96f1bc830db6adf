package city.haihe.app.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class MigrationsTests {

    @Test
    void runsEveryFolderOfMigrationsThereIs() throws IOException, URISyntaxException {
        Path migrations = Path.of(Objects.requireNonNull(Migrations.class.getResource("/db/migration"))
                .toURI());
        try (var folders = Files.list(migrations)) {
            List<String> names =
                    folders.map(Path::getFileName).map(Path::toString).toList();
            assertThat(names).containsExactlyInAnyOrderElementsOf(Migrations.MODULES);
        }
    }

    @Test
    void beginsWithThePlatformThatTheOthersStandOn() {
        assertThat(Migrations.MODULES).startsWith("platform").doesNotHaveDuplicates();
    }
}
