package city.haihe.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/** The modules of the application and what they may see of each other. */
final class ModularityTests {

    private final ApplicationModules modules = ApplicationModules.of(HaiheApplication.class);

    @Test
    void noModuleReachesIntoAnotherOrRoundInACircle() {
        modules.verify();
    }

    @Test
    void everyMigrationFolderBelongsToAModule() throws IOException, URISyntaxException {
        Path migrations = Path.of(Objects.requireNonNull(HaiheApplication.class.getResource("/db/migration"))
                .toURI());
        try (var folders = Files.list(migrations)) {
            List<String> names =
                    folders.map(Path::getFileName).map(Path::toString).toList();
            assertThat(names)
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(modules.getModuleByName(name))
                            .as("module %s", name)
                            .isPresent());
        }
    }
}
