package city.haihe.app.record.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import city.haihe.app.gateway.internal.GatewayOperations;
import city.haihe.app.platform.Caller;
import city.haihe.app.platform.CallerResolver;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.ErrorResponder;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.SmartScope;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.R4;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletRegistrationBean;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/**
 * The record's REST door on a real socket. Tokens are {@code system}, {@code patient:ID}, {@code writer:ID}, {@code scopes:SCOPE,…}
 * or {@code app:ID:SCOPE,…} for a Patient's app.
 */
final class TestServer implements AutoCloseable {

    private static final String PLATFORM = "city.haihe.app.platform.internal.";

    private final AnnotationConfigServletWebServerApplicationContext context =
            new AnnotationConfigServletWebServerApplicationContext();
    private final HttpClient client = HttpClient.newHttpClient();
    private final TestRecord city;
    private final String base;

    @EnableWebMvc
    private static final class Web {}

    TestServer(TestRecord city) throws ClassNotFoundException {
        this.city = city;
        RecordEngine engine = city.engine();
        CallerResolver callers = TestServer::caller;
        Operations operations = RecordOperations.of(
                engine, city.interactions(), GatewayOperations.on(engine.database(), Clock.systemUTC()));
        FhirDoor door = new FhirDoor(
                engine,
                city.interactions(),
                city.bundles(),
                operations,
                new Capabilities(engine, new SearchParameters(R4.definitions()), operations),
                callers);
        context.registerBean(Web.class);
        context.registerBean(Class.forName(PLATFORM + "HttpErrors"));
        context.registerBean(Class.forName(PLATFORM + "ErrorAdvice"));
        context.registerBean(
                FhirLane.class,
                () -> new FhirLane(door, context.getBean(ErrorResponder.class), new SimpleMeterRegistry()));
        context.registerBean(TomcatServletWebServerFactory.class, () -> new TomcatServletWebServerFactory(0));
        context.registerBean(DispatcherServlet.class);
        context.registerBean(
                DispatcherServletRegistrationBean.class,
                () -> new DispatcherServletRegistrationBean(context.getBean(DispatcherServlet.class), "/"));
        context.refresh();
        base = "http://127.0.0.1:"
                + Objects.requireNonNull(context.getWebServer()).getPort();
    }

    private static Caller caller(HttpServletRequest request) {
        String header = String.valueOf(request.getHeader("Authorization"));
        String token = header.startsWith("Bearer ") ? header.substring("Bearer ".length()) : "";
        if (token.equals("system")) {
            return TestRecord.SYSTEM;
        }
        if (token.startsWith("patient:")) {
            return Caller.patient(token.substring("patient:".length()), "phone", "1".repeat(32));
        }
        if (token.startsWith("writer:")) {
            String id = token.substring("writer:".length());
            SmartScope own = new SmartScope(SmartScope.Level.PATIENT, "*", "cruds");
            return new Caller("Patient/" + id, "app", Set.of(own), Set.of(), id, "PATRQT", "3".repeat(32));
        }
        if (token.startsWith("scopes:")) {
            Set<SmartScope> scopes = scopes(token.substring("scopes:".length()));
            return new Caller("Client/some", "some", scopes, Set.of(), null, "TREAT", "2".repeat(32));
        }
        if (token.startsWith("app:")) {
            String id = token.substring("app:".length(), token.indexOf(':', "app:".length()));
            Set<SmartScope> scopes = scopes(token.substring("app:".length() + id.length() + 1));
            return new Caller("Patient/" + id, "app", scopes, Set.of(), id, "PATRQT", "4".repeat(32));
        }
        throw new HaiheException(ErrorCode.UNAUTHENTICATED, "no valid token (expected: a bearer token)");
    }

    private static Set<SmartScope> scopes(String list) {
        return Arrays.stream(list.split(","))
                .flatMap(scope -> SmartScope.parse(scope).stream())
                .collect(Collectors.toSet());
    }

    /** An answer, its body parsed where there is one. */
    record Answer(int status, HttpResponse<byte[]> response) {

        FhirObject body() {
            return FhirJsonParser.parseTrusted(response.body());
        }

        String text() {
            return new String(response.body(), UTF_8);
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String id() {
            return String.valueOf(body().id());
        }
    }

    TestRecord record() {
        return city;
    }

    /** Sends a request; headers come as names and values in turn. */
    Answer send(String token, String method, String path, String body, String... headers) {
        String address = path.startsWith(TestRecord.BASE) ? path.substring(TestRecord.BASE.length()) : path;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/fhir" + address))
                .header("Authorization", "Bearer " + token)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
        boolean typed = Arrays.asList(headers).contains("Content-Type");
        if (!body.isEmpty() && !typed) {
            request.header("Content-Type", "application/fhir+json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response);
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Posts bytes as they are. */
    Answer upload(String token, String path, byte[] body, String contentType) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/fhir" + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response);
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    Answer get(String path, String... headers) {
        return send("system", "GET", path, "", headers);
    }

    Answer post(String path, String body, String... headers) {
        return send("system", "POST", path, body, headers);
    }

    Answer put(String path, String body, String... headers) {
        return send("system", "PUT", path, body, headers);
    }

    @Override
    public void close() {
        context.close();
        city.close();
    }
}
