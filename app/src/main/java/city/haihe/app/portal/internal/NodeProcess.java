package city.haihe.app.portal.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the renderer's process. Its standard input is a pipe that only we hold: when we are gone, by whatever death, the
 * pipe ends and so does it.
 */
final class NodeProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);
    private static final String READY = "listening ";
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    private static final String UNPRIVILEGED_USER = "nobody";
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);
    /** Rendered pages need little; a leak must not take the machine. */
    private static final int HEAP_MEBIBYTES = 192;

    private final Process process;
    private final int port;

    private NodeProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts the renderer and waits until it listens.
     *
     * @param node the Node.js program
     * @param web the directory of the built pages
     * @param secret what every request must carry
     * @throws IOException where it does not start
     */
    static NodeProcess start(Path node, Path web, String secret) throws IOException {
        List<String> command = new ArrayList<>(unprivileged(node, web));
        command.addAll(List.of(
                node.toString(),
                "--max-old-space-size=" + HEAP_MEBIBYTES,
                "--disable-proto=delete",
                web.resolve("server.mjs").toString()));
        ProcessBuilder builder = new ProcessBuilder(command).directory(web.toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("HAIHE_RENDER_SECRET", secret);
        environment.put("PORT", "0");
        environment.put("NODE_ENV", "production");
        environment.put("TZ", "UTC");
        Process process = builder.start();
        Thread.ofVirtual().name("renderer-errors").start(() -> log(process.getErrorStream()));
        BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        String line = output.readLine();
        if (line == null || !line.startsWith(READY)) {
            process.destroyForcibly();
            throw new IOException("renderer's first line: " + line + " (expected: listening PORT)");
        }
        Thread.ofVirtual().name("renderer-output").start(() -> log(output));
        return new NodeProcess(process, Integer.parseInt(line.substring(READY.length())));
    }

    /** As root, the renderer runs as another user, where that user can read it. */
    private static List<String> unprivileged(Path node, Path web) {
        if (!"root".equals(System.getProperty("user.name")) || !Files.isExecutable(SETPRIV)) {
            return List.of();
        }
        List<String> prefix = List.of(
                SETPRIV.toString(),
                "--reuid=" + UNPRIVILEGED_USER,
                "--regid=nogroup",
                "--clear-groups",
                "--no-new-privs",
                "--");
        List<String> probe = new ArrayList<>(prefix);
        probe.addAll(List.of(
                "/bin/sh",
                "-c",
                "test -x \"$1\" && test -r \"$2\"",
                "-",
                node.toString(),
                web.resolve("server.mjs").toString()));
        try {
            Process process =
                    new ProcessBuilder(probe).redirectErrorStream(true).start();
            boolean readable =
                    process.waitFor(PROBE_LIMIT.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0;
            return readable ? prefix : List.of();
        } catch (IOException _) {
            return List.of();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** The port of 127.0.0.1 that it listens on. */
    int port() {
        return port;
    }

    boolean alive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Waits for its end and answers its exit code. */
    int await() throws InterruptedException {
        return process.waitFor();
    }

    /** Ends it by the end of its input; by force where it does not listen. */
    void close(Duration within) {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException _) {
            process.destroyForcibly();
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(1));
    }

    private static void log(InputStream stream) {
        log(new BufferedReader(new InputStreamReader(stream, UTF_8)));
    }

    private static void log(BufferedReader lines) {
        try (lines) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                LOG.warn("renderer: {}", line);
            }
        } catch (IOException _) {
            // The process is gone; its end is noticed elsewhere.
        }
    }
}
