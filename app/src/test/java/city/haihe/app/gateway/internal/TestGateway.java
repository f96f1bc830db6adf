package city.haihe.app.gateway.internal;

import city.haihe.app.gateway.Connections;
import city.haihe.app.platform.Caller;
import city.haihe.app.platform.CallerResolver;
import city.haihe.app.platform.ChangeFeed;
import city.haihe.app.platform.Database;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.Role;
import city.haihe.app.platform.Settings;
import city.haihe.app.platform.StartupStep;
import city.haihe.app.platform.internal.TestDatabase;
import city.haihe.app.record.ClinicalRecord;
import city.haihe.fhir.FhirObject;
import city.haihe.hl7v2.Hl7Charset;
import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.ParseResult;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletRegistrationBean;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/**
 * The gateway of one process on real sockets and a real PostgreSQL: MLLP on one port, its administration on another. Two of
 * them on one database stand for two processes. Tokens are {@code admin}, {@code system} and
 * {@code other}.
 */
final class TestGateway implements AutoCloseable {

    static final Caller OBSERVER = Caller.system("Client/test", "test", "0".repeat(32));

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String PLATFORM = "city.haihe.app.platform.internal.";

    private final AnnotationConfigServletWebServerApplicationContext context =
            new AnnotationConfigServletWebServerApplicationContext();
    private final HttpClient http = HttpClient.newHttpClient();
    private final TestDatabase postgres;
    private final int mllpPort;

    @EnableWebMvc
    private static final class Web {}

    TestGateway(TestDatabase postgres) throws Exception {
        this(postgres, postgres.database(), OptionalInt.empty(), Path.of("unused"));
    }

    /** One whose way to the database a test may cut. */
    TestGateway(TestDatabase postgres, Database database) throws Exception {
        this(postgres, database, OptionalInt.empty(), Path.of("unused"));
    }

    TestGateway(TestDatabase postgres, Database database, OptionalInt mllpTlsPort, Path data) throws Exception {
        this.postgres = postgres;
        this.mllpPort = freePort();
        context.registerBean(Database.class, () -> database);
        context.registerBean(ChangeFeed.class, postgres::feed);
        context.registerBean(Settings.class, () -> settings(mllpPort, mllpTlsPort, data));
        context.registerBean(Clock.class, Clock::systemUTC);
        context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        context.registerBean(CallerResolver.class, () -> TestGateway::caller);
        context.register(
                Web.class,
                Class.forName("city.haihe.app.record.internal.RecordConfiguration"),
                Class.forName(PLATFORM + "HttpErrors"),
                Class.forName(PLATFORM + "ErrorAdvice"));
        context.scan("city.haihe.app.gateway");
        context.registerBean(TomcatServletWebServerFactory.class, () -> new TomcatServletWebServerFactory(0));
        context.registerBean(DispatcherServlet.class);
        context.registerBean(
                DispatcherServletRegistrationBean.class,
                () -> new DispatcherServletRegistrationBean(context.getBean(DispatcherServlet.class), "/"));
        context.refresh();
        for (StartupStep step : context.getBeansOfType(StartupStep.class).values()) {
            step.run();
        }
        context.getBean(MllpServer.class).open();
        context.getBean(MllpTlsServer.class).open();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Settings settings(int mllpPort, OptionalInt mllpTlsPort, Path data) {
        return new Settings(
                0,
                "127.0.0.1",
                "http://city.example",
                data,
                Optional.empty(),
                false,
                Set.of(Role.GATEWAY),
                mllpPort,
                mllpTlsPort,
                Settings.Log.PLAIN,
                true,
                false,
                new Settings.RecordSettings(Settings.References.ENFORCE, false),
                new Settings.PortalSettings(Optional.empty(), Optional.empty()));
    }

    private static Caller caller(HttpServletRequest request) {
        return switch (String.valueOf(request.getHeader("Authorization"))) {
            case "Bearer admin" ->
                new Caller("Client/admin", "admin", Set.of(), Set.of("haihe/admin"), null, "HOPERAT", "1".repeat(32));
            case "Bearer system" -> OBSERVER;
            case "Bearer other" ->
                new Caller("Client/other", "other", Set.of(), Set.of(), null, "HOPERAT", "2".repeat(32));
            default -> throw new HaiheException(ErrorCode.UNAUTHENTICATED, "no valid token (expected: a bearer token)");
        };
    }

    MllpServer server() {
        return context.getBean(MllpServer.class);
    }

    Destinations destinations() {
        return context.getBean(Destinations.class);
    }

    Connections connections() {
        return context.getBean(Connections.class);
    }

    MeterRegistry metrics() {
        return context.getBean(MeterRegistry.class);
    }

    /** What a search finds. */
    List<FhirObject> find(String type, String query) {
        return context.getBean(ClinicalRecord.class).search(OBSERVER, type, query).matches().stream()
                .map(found -> found.resource())
                .toList();
    }

    /** The one resource that a search finds. */
    FhirObject only(String type, String query) {
        List<FhirObject> found = find(type, query);
        if (found.size() != 1) {
            throw new AssertionError(type + "?" + query + ": " + found.size() + " (expected: 1)");
        }
        return found.getFirst();
    }

    /** A number that a statement answers. */
    long count(String sql) {
        return postgres.database().read(connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql);
                    ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    /** Sends a request to the administration. */
    HttpResponse<String> send(String token, String method, String path, String json) throws Exception {
        int port = Objects.requireNonNull(context.getWebServer()).getPort();
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .timeout(PATIENCE)
                        .method(method, HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Posts what a hospital sends over HTTP. */
    HttpResponse<byte[]> post(String token, String contentType, byte[] body) throws Exception {
        int port = Objects.requireNonNull(context.getWebServer()).getPort();
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v2"))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", contentType)
                        .timeout(PATIENCE)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Opens a hospital's end of a connection. */
    Peer connect() throws IOException {
        return new Peer(new Socket(InetAddress.getLoopbackAddress(), mllpPort));
    }

    /** Sends a message on a connection of its own. */
    byte[] exchange(byte[] message) throws IOException {
        try (Peer peer = connect()) {
            return peer.exchange(message);
        }
    }

    /** A hospital's end of an MLLP connection. */
    record Peer(Socket socket) implements AutoCloseable {

        Peer {
            try {
                socket.setSoTimeout((int) PATIENCE.toMillis());
            } catch (IOException broken) {
                throw new IllegalStateException(broken);
            }
        }

        byte[] exchange(byte[] message) throws IOException {
            send(framed(message));
            return receive();
        }

        void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        byte[] receive() throws IOException {
            InputStream in = socket.getInputStream();
            java.io.ByteArrayOutputStream content = new java.io.ByteArrayOutputStream();
            for (int b = in.read(); b != 0x1c; b = in.read()) {
                if (b < 0) {
                    throw new EOFException("the connection ended before an acknowledgement came");
                }
                if (b != 0x0b) {
                    content.write(b);
                }
            }
            if (in.read() != 0x0d) {
                throw new IOException("frame end 0x1c (expected: 0x1c 0x0d)");
            }
            return content.toByteArray();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    static byte[] framed(byte[] message) {
        byte[] frame = new byte[message.length + 3];
        frame[0] = 0x0b;
        System.arraycopy(message, 0, frame, 1, message.length);
        frame[frame.length - 2] = 0x1c;
        frame[frame.length - 1] = 0x0d;
        return frame;
    }

    /** An acknowledgement as a message. */
    static Message read(byte[] acknowledgement) {
        return switch (Message.parse(acknowledgement, Hl7Charset.UTF_8)) {
            case ParseResult.Parsed parsed -> parsed.message();
            case ParseResult.Malformed malformed -> throw new AssertionError(malformed.toString());
        };
    }

    @Override
    public void close() {
        context.getBean(MllpTlsServer.class).close(Duration.ofSeconds(10));
        context.getBean(MllpServer.class).close(Duration.ofSeconds(10));
        context.close();
        http.close();
    }
}
