package city.haihe.app.gateway.internal;

import city.haihe.app.gateway.Connection;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Whether a peer may send for the connection that its message names. */
@Component
class Admission implements Intake.Gate {

    private final ConnectionStore connections;
    private final Certificates certificates;

    Admission(ConnectionStore connections, Certificates certificates) {
        this.connections = connections;
        this.certificates = certificates;
    }

    /**
     * Whether the peer may send the message: with a certificate for its own connection only, without one for connections that
     * have none.
     *
     * @throws HaiheException where the peer's certificate was revoked or has ended since it came
     */
    @Override
    public boolean admits(byte[] message, Peer peer) {
        if (peer.authorized()) {
            return true;
        }
        String fingerprint = peer.fingerprint();
        if (fingerprint == null) {
            return !certificates.areUsed()
                    || sender(message, peer).filter(certificates::isBound).isEmpty();
        }
        String own = certificates
                .connectionOf(fingerprint)
                .orElseThrow(() -> new HaiheException(
                        ErrorCode.UNKNOWN_SENDER, "certificate (expected: one that is bound and not revoked)"));
        return sender(message, peer).filter(own::equals).isPresent();
    }

    private Optional<String> sender(byte[] message, Peer peer) {
        return connections.of(message, peer.address()).map(Connection::name);
    }
}
