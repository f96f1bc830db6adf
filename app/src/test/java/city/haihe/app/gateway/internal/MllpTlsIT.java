package city.haihe.app.gateway.internal;

import static city.haihe.app.gateway.internal.Hospital.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.haihe.app.gateway.Connection;
import city.haihe.app.gateway.internal.TestGateway.Peer;
import city.haihe.app.platform.internal.TestDatabase;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirObject;
import city.haihe.hl7v2.Hl7Charset;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** MLLP over mutual TLS: whose certificate opens what, and how it is taken back. */
@TestInstance(Lifecycle.PER_CLASS)
class MllpTlsIT {

    @TempDir
    static Path directory;

    private final TestDatabase postgres = new TestDatabase();
    private TestGateway gateway;
    private int port;
    private Hospital hospital;
    private TlsFiles.Identity own;

    @BeforeAll
    void start() throws Exception {
        port = TestGateway.freePort();
        gateway = new TestGateway(postgres, postgres.database(), OptionalInt.of(port), directory);
    }

    @BeforeEach
    void open() {
        hospital = new Hospital(gateway);
        save("first", hospital);
        own = identity("own" + hospital.facility());
    }

    @AfterEach
    void forgetConnections() {
        gateway.connections().all().forEach(connection -> gateway.connections().remove(connection.name()));
    }

    @AfterAll
    void stop() {
        gateway.close();
        postgres.close();
    }

    private void save(String name, Hospital sender) {
        gateway.connections()
                .save(new Connection(
                        name,
                        "LIS",
                        sender.facility(),
                        null,
                        Hl7Charset.UTF_8,
                        ZoneOffset.ofHours(8),
                        List.of(),
                        Map.of(),
                        true));
    }

    private static TlsFiles.Identity identity(String name) {
        return new TlsFiles(directory.resolve(name), "http://hospital.example", Instant.now()).server();
    }

    private HttpResponse<String> bind(String connection, X509Certificate certificate) throws Exception {
        String pem = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
        return gateway.send(
                "admin",
                "POST",
                "/admin/connections/" + connection + "/certificates",
                FhirJson.write(new FhirObject().put("certificate", pem)));
    }

    private Peer connect(TlsFiles.@Nullable Identity shown) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (var in = Files.newInputStream(directory.resolve("tls/ca.pem"))) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(shown), trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return new Peer(socket);
    }

    private static KeyManager @Nullable [] keys(TlsFiles.@Nullable Identity shown) throws Exception {
        if (shown == null) {
            return null;
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("own", shown.key(), new char[0], shown.chain());
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, new char[0]);
        return factory.getKeyManagers();
    }

    private String code(Peer peer, String message) throws IOException {
        return TestGateway.read(peer.exchange(bytes(message))).value("MSA-1");
    }

    private String result() {
        String id = hospital.nextId();
        return hospital.result(id, "P1", "F" + id, "131");
    }

    @Test
    void takesAConnectionsMessagesOnlyWithItsCertificate() throws Exception {
        HttpResponse<String> bound = bind("first", own.chain()[0]);
        assertThat(bound.statusCode()).as(bound.body()).isEqualTo(201);
        Hospital second = new Hospital(gateway);
        save("second", second);
        try (Peer peer = connect(own)) {
            assertThat(code(peer, result())).isEqualTo("AA");
            assertThat(code(peer, second.result("C1", "P1", "F1", "131")))
                    .as("another's message")
                    .isEqualTo("AR");
            assertThat(code(peer, result())).isEqualTo("AA");
        }
        assertThat(hospital.send(result()).value("ERR-5.1"))
                .as("without a certificate")
                .isEqualTo("HH-3004");
        second.accept(second.result("C2", "P1", "F2", "131"));
    }

    @Test
    void doesNotLetInWhoShowsNoneOrAnUnknownOne() throws Exception {
        for (TlsFiles.Identity shown : new TlsFiles.Identity[] {null, identity("stranger")}) {
            try (Peer peer = connect(shown)) {
                assertThatThrownBy(() -> peer.exchange(bytes(result()))).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void endsWhatARevokedCertificateOpened() throws Exception {
        bind("first", own.chain()[0]);
        String certificates = "/admin/connections/first/certificates";
        String fingerprint = Certificates.fingerprint(own.chain()[0]);
        try (Peer peer = connect(own)) {
            assertThat(code(peer, result())).isEqualTo("AA");
            assertThat(gateway.send("admin", "DELETE", certificates + "/" + fingerprint, "")
                            .statusCode())
                    .isEqualTo(204);
            assertThatThrownBy(() -> peer.exchange(bytes(result()))).isInstanceOf(IOException.class);
        }
        try (Peer peer = connect(own)) {
            assertThatThrownBy(() -> peer.exchange(bytes(result()))).isInstanceOf(IOException.class);
        }
        assertThat(hospital.send(result()).value("MSA-1"))
                .as("it does not open the plain door again")
                .isEqualTo("AR");
        assertThat(gateway.send("admin", "GET", certificates, "").body()).contains("\"revokedAt\":\"");
        assertThat(bind("first", own.chain()[0]).statusCode()).isEqualTo(400);
    }

    @Test
    void keepsItsKeysToItself() throws Exception {
        for (String key : List.of("ca.key", "mllp.key")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("tls/" + key))))
                    .isEqualTo("rw-------");
        }
        X509Certificate shown = new TlsFiles(directory, "http://city.example", Instant.now())
                .server()
                .chain()[0];
        assertThat(new TlsFiles(directory, "http://city.example", Instant.now())
                        .server()
                        .chain()[0])
                .as("the next start shows the same")
                .isEqualTo(shown);
        Instant later = shown.getNotAfter().toInstant().minusSeconds(60);
        Path copy = directory.resolve("copy");
        Files.createDirectories(copy.resolve("tls"));
        for (String file : List.of("ca.key", "ca.pem", "mllp.key", "mllp.pem")) {
            Files.copy(directory.resolve("tls/" + file), copy.resolve("tls/" + file));
        }
        assertThat(new TlsFiles(copy, "http://city.example", later)
                        .server()
                        .chain()[0]
                        .getNotAfter())
                .isAfter(shown.getNotAfter());
    }

    @Test
    void isAdministeredByOperatorsOnly() throws Exception {
        assertThat(gateway.send("other", "GET", "/admin/connections/first/certificates", "")
                        .statusCode())
                .isEqualTo(403);
        assertThat(gateway.send("admin", "POST", "/admin/connections/first/certificates", "{\"certificate\":\"x\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(gateway.send("admin", "GET", "/admin/connections/none/certificates", "")
                        .statusCode())
                .isEqualTo(404);
    }
}
