package city.haihe.app.gateway.internal;

import city.haihe.hl7v2.Hl7Charset;
import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.MllpDecoder;
import city.haihe.hl7v2.ParseResult;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Our end of a connection to a receiver; used by one thread, and closed by any. */
final class MllpPeer implements AutoCloseable {

    /** A receiver that is there answers at once; a firewall that drops packets never does. */
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);

    /** An acknowledgement with errors has a few kilobytes. */
    private static final int MAX_ACKNOWLEDGEMENT_BYTES = 256 * 1024;

    private static final int BUFFER_BYTES = 8 * 1024;

    private final Hl7Charset charset;
    private final Socket socket;
    private final MllpDecoder decoder = new MllpDecoder(MAX_ACKNOWLEDGEMENT_BYTES);
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int length;

    private MllpPeer(Socket socket, Hl7Charset charset) {
        this.socket = socket;
        this.charset = charset;
    }

    /**
     * What a receiver says of a message.
     *
     * @param code MSA-1, such as {@code AA}
     * @param reason ERR-8 or MSA-3, shortened; a receiver's words, which may be about a person
     */
    record Acknowledgement(String code, String reason) {}

    /** Opens a connection. */
    static MllpPeer connect(Destination destination) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(
                    new InetSocketAddress(destination.host(), destination.port()), (int) CONNECT_WITHIN.toMillis());
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            return new MllpPeer(socket, destination.charset());
        } catch (IOException | RuntimeException failed) {
            socket.close();
            throw failed;
        }
    }

    /** Whether the receiver has closed the connection, or says something that nobody asked for. */
    boolean isStale() {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() >= 0 || !socket.isConnected();
        } catch (SocketTimeoutException silent) {
            return false;
        } catch (IOException broken) {
            return true;
        }
    }

    /**
     * Sends a message and waits for its acknowledgement: that whose MSA-2 is the message's control id (HL7 v2.5.1 2.9.2).
     *
     * @throws SocketTimeoutException when none came in time
     * @throws IOException when the connection broke; the receiver may have the message or not
     */
    Acknowledgement exchange(byte[] message, String controlId, Duration within) throws IOException {
        long deadline = System.nanoTime() + within.toNanos();
        socket.getOutputStream().write(MllpDecoder.frame(message));
        socket.getOutputStream().flush();
        while (true) {
            byte[] answer = receive(deadline);
            Optional<Acknowledgement> acknowledgement = read(answer, controlId);
            if (acknowledgement.isPresent()) {
                return acknowledgement.get();
            }
            // An answer to something else, such as a late one to what was given up before.
        }
    }

    private byte[] receive(long deadline) throws IOException {
        InputStream in = socket.getInputStream();
        while (true) {
            byte[] answer = next();
            if (answer != null) {
                return answer;
            }
            long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (left <= 0) {
                throw new SocketTimeoutException("no acknowledgement in time");
            }
            socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
            length = in.read(buffer);
            if (length < 0) {
                throw new IOException("the receiver closed the connection before it acknowledged");
            }
        }
    }

    private byte @Nullable [] next() throws IOException {
        try {
            return decoder.next(buffer, length);
        } catch (Exception unframed) {
            throw new IOException("no acknowledgement of MLLP", unframed);
        }
    }

    private Optional<Acknowledgement> read(byte[] answer, String controlId) {
        if (!(Message.parse(answer, charset) instanceof ParseResult.Parsed(Message message))) {
            return Optional.empty();
        }
        return message.first("MSA")
                .filter(msa -> msa.field(2).text().equals(controlId))
                .map(msa -> {
                    String error =
                            message.first("ERR").map(err -> err.field(8).text()).orElse("");
                    return new Acknowledgement(
                            msa.field(1).text(), error.isEmpty() ? msa.field(3).text() : error);
                });
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // Nothing is lost: what was not acknowledged is sent again.
        }
    }
}
