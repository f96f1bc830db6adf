package city.haihe.app.gateway.internal;

import city.haihe.hl7v2.MllpDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One peer: reads a message, has it carried out, answers, and only then reads on. */
final class MllpConnection {

    private static final Logger LOG = LoggerFactory.getLogger(MllpConnection.class);

    /**
     * How long a peer may be silent.
     *
     * @param idle between two messages
     * @param stall between two reads of a message that was begun
     */
    record Limits(Duration idle, Duration stall) {

        /** Hospitals keep connections open all day; a peer that says nothing for an hour has gone. */
        static final Limits USUAL = new Limits(Duration.ofHours(1), Duration.ofSeconds(30));
    }

    private static final int BUFFER_BYTES = 16 * 1024;

    private final Socket socket;
    private final MessageHandler handler;
    private final Limits limits;

    /** Held while a message is carried out and answered. */
    private final ReentrantLock busy = new ReentrantLock();

    private volatile boolean finishing;

    MllpConnection(Socket socket, MessageHandler handler, Limits limits) {
        this.socket = socket;
        this.handler = handler;
        this.limits = limits;
    }

    /** Serves the peer until it leaves, stalls or breaks a bound. */
    void serve() {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            InputStream in = socket.getInputStream();
            MllpDecoder decoder = new MllpDecoder(MllpServer.MAX_MESSAGE_BYTES);
            byte[] buffer = new byte[BUFFER_BYTES];
            while (!finishing) {
                Duration limit = decoder.isInside() ? limits.stall() : limits.idle();
                socket.setSoTimeout((int) limit.toMillis());
                int length = in.read(buffer);
                if (length < 0) {
                    return;
                }
                if (!answerAll(decoder, buffer, length)) {
                    return;
                }
            }
        } catch (SocketTimeoutException silent) {
            LOG.info("event=mllp-closed reason=\"the peer was silent for too long\"");
        } catch (IOException broken) {
            LOG.debug("event=mllp-closed reason=\"{}\"", broken.getMessage());
        }
    }

    /** Answers every message in the buffer; false where the connection cannot go on. */
    private boolean answerAll(MllpDecoder decoder, byte[] buffer, int length) throws IOException {
        try {
            byte[] message;
            while ((message = decoder.next(buffer, length)) != null) {
                busy.lock();
                try {
                    send(handler.process(message, socket.getInetAddress()));
                } finally {
                    busy.unlock();
                }
                if (finishing) {
                    return false;
                }
            }
            return true;
        } catch (MllpDecoder.TooLargeException tooLarge) {
            LOG.warn("event=mllp-closed reason=\"{}\"", tooLarge.getMessage());
            send(handler.refuseTooLarge(MllpServer.MAX_MESSAGE_BYTES));
            return false;
        }
    }

    private void send(byte[] acknowledgement) throws IOException {
        socket.getOutputStream().write(MllpDecoder.frame(acknowledgement));
        socket.getOutputStream().flush();
    }

    /** Ends after the message that is being carried out; at once where there is none. */
    void finish() {
        finishing = true;
        if (busy.tryLock()) {
            try {
                abort();
            } finally {
                busy.unlock();
            }
        }
    }

    /** Ends now. */
    void abort() {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            LOG.debug("event=mllp-close-failed");
        }
    }
}
