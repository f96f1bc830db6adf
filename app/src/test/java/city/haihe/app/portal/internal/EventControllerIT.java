package city.haihe.app.portal.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.portal.internal.Residents.Visitor;
import jakarta.servlet.http.Cookie;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.context.support.GenericWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/** The event stream over real HTTP, with a feed in memory; a cookie says who is signed in. */
final class EventControllerIT {

    private static final int WAIT_SECONDS = 10;
    private static final long SILENCE_MILLIS = 200;

    private final FakeFeed feed = new FakeFeed();
    private final EventStreams streams = new EventStreams(feed);
    private final Set<String> signedOut = ConcurrentHashMap.newKeySet();
    private final Tomcat tomcat = new Tomcat();
    private final HttpClient http = HttpClient.newHttpClient();

    /** Spring MVC and nothing else. */
    @EnableWebMvc
    static class Mvc {}

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getConnector().getProtocolHandler().setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        Context context = tomcat.addContext("", null);
        GenericWebApplicationContext beans = new GenericWebApplicationContext(context.getServletContext());
        beans.registerBean(Mvc.class);
        beans.registerBean(
                EventController.class,
                () -> new EventController(
                        streams,
                        request -> Stream.ofNullable(request.getCookies())
                                .flatMap(Arrays::stream)
                                .map(Cookie::getValue)
                                .filter(who -> !signedOut.contains(who))
                                .map(who -> new Visitor(who, who, who, "token"))
                                .findFirst()));
        context.addServletContainerInitializer(
                (_, servletContext) -> {
                    beans.setServletContext(servletContext);
                    var servlet = servletContext.addServlet("mvc", new DispatcherServlet(beans));
                    servlet.addMapping("/");
                    servlet.setLoadOnStartup(1);
                },
                Set.of());
        tomcat.start();
        streams.open();
    }

    @AfterEach
    void stop() throws Exception {
        streams.close(Duration.ofSeconds(1));
        tomcat.stop();
        tomcat.destroy();
        http.shutdownNow();
    }

    /** An open stream's lines, as they come. */
    private BlockingQueue<String> watch(String who, @Nullable String lastEventId) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address("/me/events")).header("Cookie", "session=" + who);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Thread.ofVirtual().start(() -> {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
                reader.lines().forEach(lines::add);
            } catch (IOException | UncheckedIOException _) {
                // The stream was cut with the server.
            }
            lines.add("end");
        });
        assertThat(lines.poll(WAIT_SECONDS, TimeUnit.SECONDS)).startsWith("retry: ");
        assertThat(lines.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isEmpty();
        return lines;
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path);
    }

    private static void expectChange(BlockingQueue<String> lines, long position) throws InterruptedException {
        for (String line : new String[] {"id: " + position, "event: change", "data:", ""}) {
            assertThat(lines.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(line);
        }
    }

    @Test
    void tellsAPersonThatTheirOwnRecordChangedAndNothingOfAnybodyElses() throws Exception {
        BlockingQueue<String> a = watch("a", null);
        BlockingQueue<String> b = watch("b", null);
        feed.change("Observation", "b");
        expectChange(b, 1);
        assertThat(a.poll(SILENCE_MILLIS, TimeUnit.MILLISECONDS)).isNull();
        feed.change("Observation", "a");
        expectChange(a, 2);
        assertThat(b.poll(SILENCE_MILLIS, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void resumesAfterTheLastEventWithoutTellingOfOthers() throws Exception {
        feed.change("Observation", "a");
        feed.change("Observation", "a");
        feed.change("Observation", "b");
        expectChange(watch("a", "1"), 2);
        assertThat(watch("a", "2").poll(SILENCE_MILLIS, TimeUnit.MILLISECONDS)).isNull();
        assertThat(watch("c", "0").poll(SILENCE_MILLIS, TimeUnit.MILLISECONDS)).isNull();
        assertThat(watch("a", "'; drop").poll(SILENCE_MILLIS, TimeUnit.MILLISECONDS))
                .isNull();
    }

    @Test
    void endsWhenThePersonIsSignedOut() throws Exception {
        BlockingQueue<String> a = watch("a", null);
        signedOut.add("a");
        feed.change("Observation", "a");
        assertThat(a.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("end");
    }

    @Test
    void refusesWhoIsNotSignedIn() throws Exception {
        var answer =
                http.send(HttpRequest.newBuilder(address("/me/events")).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEmpty();
    }
}
