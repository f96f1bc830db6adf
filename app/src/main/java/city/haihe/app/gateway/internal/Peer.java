package city.haihe.app.gateway.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end.
 *
 * @param address where it is
 * @param fingerprint that of the certificate that it showed, or null where it showed none
 * @param authorized whether a token lets it send for any connection
 */
record Peer(InetAddress address, @Nullable String fingerprint, boolean authorized) {

    /** Tells who is at the other end of a socket, after whatever greeting that takes. */
    @FunctionalInterface
    interface Greeting {
        Peer of(Socket socket) throws IOException;
    }

    /** A peer of which only the address is known. */
    static Peer at(InetAddress address) {
        return new Peer(address, null, false);
    }

    /** A client with a token. */
    static Peer authorized(InetAddress address) {
        return new Peer(address, null, true);
    }
}
