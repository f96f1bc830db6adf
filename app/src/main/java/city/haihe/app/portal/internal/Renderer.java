package city.haihe.app.portal.internal;

import city.haihe.app.platform.Door;
import city.haihe.app.platform.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns a page's data into HTML with the Node.js child that it keeps running. Where that fails it says so at once, and the
 * caller shows a page that needs no renderer.
 */
@Component
final class Renderer implements Door {

    private static final Logger LOG = LoggerFactory.getLogger(Renderer.class);
    private static final Duration CONNECT_LIMIT = Duration.ofMillis(500);
    /** A page takes some milliseconds; the first ones after a start, until the code is warm, some hundred. */
    private static final Duration RENDER_LIMIT = Duration.ofSeconds(5);
    /** Pages in rendering at once: Node renders one after another, so more would only wait there instead of here. */
    private static final int MAX_CONCURRENT = 32;
    /** How long a request waits for its turn before the page is given up. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(3);
    /** So many failures in a row open the circuit: for a while nobody waits for an answer that does not come. */
    private static final int FAILURES_TO_OPEN = 5;

    private static final Duration OPEN_FOR = Duration.ofSeconds(2);
    private static final Duration FIRST_RESTART = Duration.ofMillis(100);
    private static final Duration SLOWEST_RESTART = Duration.ofSeconds(30);
    /** A run of this length was a good one: the next restart is quick again. */
    private static final Duration GOOD_RUN = Duration.ofSeconds(30);

    private static final int SECRET_BYTES = 32;

    private final PortalSettings settings;
    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final String secret = secret();
    private final Semaphore turns = new Semaphore(MAX_CONCURRENT, true);
    private final AtomicInteger failures = new AtomicInteger();
    private volatile long openUntilNanos = System.nanoTime();
    private volatile @Nullable NodeProcess node;
    private volatile boolean closing;
    private @Nullable Thread supervisor;

    Renderer(PortalSettings settings) {
        this.settings = settings;
    }

    /** A rendered page: HTML in UTF-8 and the policy that belongs to it. */
    record Rendered(byte[] html, String contentSecurityPolicy) {}

    @Override
    public Role role() {
        return Role.PORTAL;
    }

    @Override
    public String name() {
        return "renderer";
    }

    @Override
    public void open() {
        Optional<Path> program = settings.node();
        Optional<Path> web = settings.web();
        if (program.isEmpty()
                || web.isEmpty()
                || !Files.isRegularFile(web.get().resolve("server.mjs"))
                || !Files.isExecutable(program.get())) {
            LOG.warn("no pages: portal.web and portal.node must name the built pages and Node.js 24");
            return;
        }
        closing = false;
        try {
            node = NodeProcess.start(program.get(), web.get(), secret);
        } catch (IOException problem) {
            LOG.warn("the renderer did not start: {}", problem.getMessage());
        }
        supervisor = Thread.ofVirtual().name("renderer-supervisor").start(() -> supervise(program.get(), web.get()));
    }

    @Override
    public void close(Duration within) {
        closing = true;
        if (supervisor != null) {
            supervisor.interrupt();
        }
        NodeProcess running = node;
        node = null;
        if (running != null) {
            running.close(within);
        }
    }

    private void supervise(Path program, Path web) {
        Duration pause = FIRST_RESTART;
        try {
            while (!closing) {
                long started = System.nanoTime();
                NodeProcess running = node;
                if (running != null) {
                    int exit = running.await();
                    node = null;
                    if (closing) {
                        return;
                    }
                    LOG.warn("the renderer ended with {}; it is started again", exit);
                }
                pause = System.nanoTime() - started > GOOD_RUN.toNanos() ? FIRST_RESTART : doubled(pause);
                Thread.sleep(pause);
                restart(program, web);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void restart(Path program, Path web) {
        try {
            NodeProcess fresh = NodeProcess.start(program, web, secret);
            if (closing) {
                fresh.close();
                return;
            }
            failures.set(0);
            openUntilNanos = System.nanoTime();
            node = fresh;
        } catch (IOException problem) {
            LOG.warn("the renderer did not start: {}", problem.getMessage());
        }
    }

    private static Duration doubled(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(SLOWEST_RESTART) > 0 ? SLOWEST_RESTART : twice;
    }

    /** The child's process id, for tests that end it. */
    Optional<Long> pid() {
        return Optional.ofNullable(node).map(NodeProcess::pid);
    }

    /** Renders the page, or empty where rendering is down or too slow. */
    Optional<Rendered> render(Page.Data data) {
        NodeProcess running = node;
        if (running == null || !running.alive() || System.nanoTime() - openUntilNanos < 0) {
            return Optional.empty();
        }
        boolean turn = false;
        try {
            turn = turns.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            return turn ? ask(running.port(), data) : Optional.empty();
        } catch (IOException problem) {
            failed(problem.getClass().getSimpleName());
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            if (turn) {
                turns.release();
            }
        }
    }

    private Optional<Rendered> ask(int port, Page.Data data) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port
                + data.frame().locale().localized(pathOnly(data.frame().path())));
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(RENDER_LIMIT)
                .header("x-haihe-render", secret)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(data)))
                .build();
        HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        boolean page = answer.headers()
                .firstValue("content-type")
                .filter(type -> type.startsWith("text/html"))
                .isPresent();
        int wanted = data.page() instanceof Page.Failure failure ? failure.status() : 200;
        if (!page || answer.statusCode() != wanted) {
            failed("status " + answer.statusCode());
            return Optional.empty();
        }
        failures.set(0);
        String policy = answer.headers().firstValue("content-security-policy").orElse("default-src 'none'");
        return Optional.of(new Rendered(answer.body(), policy));
    }

    /** The data says everything; the path only has to be a valid one. */
    private static String pathOnly(String path) {
        int query = path.indexOf('?');
        String bare = query < 0 ? path : path.substring(0, query);
        return bare.chars().allMatch(c -> c > ' ' && c < 127 && "\"<>\\^`{|}%".indexOf(c) < 0) ? bare : "/page";
    }

    private void failed(String why) {
        int inARow = failures.incrementAndGet();
        LOG.warn("a page was not rendered: {} ({} in a row)", why, inARow);
        if (inARow >= FAILURES_TO_OPEN) {
            openUntilNanos = System.nanoTime() + OPEN_FOR.toNanos();
        }
    }

    private static String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
