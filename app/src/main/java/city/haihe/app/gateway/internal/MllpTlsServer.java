package city.haihe.app.gateway.internal;

import city.haihe.app.platform.Door;
import city.haihe.app.platform.Role;
import city.haihe.app.platform.Settings;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalInt;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.springframework.stereotype.Component;

/** The door of HL7 v2 over MLLP with mutual TLS (1.2 or 1.3): who has no certificate of a connection does not come in. */
@Component
class MllpTlsServer implements Door {

    /** A handshake takes two round trips; whoever takes longer holds a thread for nothing. */
    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);

    private final Settings settings;
    private final Certificates certificates;
    private final Clock clock;
    private final MllpListener listener;

    MllpTlsServer(Settings settings, Intake intake, Capacity capacity, Certificates certificates, Clock clock) {
        this.settings = settings;
        this.certificates = certificates;
        this.clock = clock;
        this.listener = new MllpListener(
                "mllp-tls",
                socket ->
                        new MllpConnection(socket, intake, MllpConnection.Limits.USUAL, capacity, MllpTlsServer::peer));
    }

    @Override
    public Role role() {
        return Role.GATEWAY;
    }

    @Override
    public String name() {
        return "mllp-tls";
    }

    @Override
    public void open() throws IOException, GeneralSecurityException {
        OptionalInt port = settings.mllpTlsPort();
        if (port.isEmpty()) {
            return;
        }
        SSLServerSocket listening =
                (SSLServerSocket) context().getServerSocketFactory().createServerSocket();
        listening.setNeedClientAuth(true);
        listening.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        listener.open(listening, settings.bind(), port.getAsInt());
    }

    private SSLContext context() throws IOException, GeneralSecurityException {
        TlsFiles.Identity identity = new TlsFiles(settings.data(), settings.publicUrl(), clock.instant()).server();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("mllp", identity.key(), new char[0], identity.chain());
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), new TrustManager[] {new BoundCertificates(certificates)}, null);
        return context;
    }

    /** Shakes hands and answers who it is. */
    private static Peer peer(Socket socket) throws IOException {
        SSLSocket secured = (SSLSocket) socket;
        secured.setSoTimeout((int) HANDSHAKE_LIMIT.toMillis());
        secured.startHandshake();
        X509Certificate shown = (X509Certificate) secured.getSession().getPeerCertificates()[0];
        return new Peer(socket.getInetAddress(), Certificates.fingerprint(shown), false);
    }

    @Override
    public void close(Duration within) {
        listener.close(within);
    }
}
