package city.haihe.app.gateway.internal;

import city.haihe.hl7v2.MllpDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
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
     * How long a peer may be silent or slow.
     *
     * @param idle between two messages
     * @param stall between two reads of a message that was begun
     * @param frame for a whole message
     */
    record Limits(Duration idle, Duration stall, Duration frame) {

        /**
         * Hospitals keep connections open all day; a peer that says nothing for an hour has gone. The largest message takes two
         * minutes at half a megabit a second; a peer that trickles bytes ends there.
         */
        static final Limits USUAL = new Limits(Duration.ofHours(1), Duration.ofSeconds(30), Duration.ofMinutes(2));
    }

    private static final int BUFFER_BYTES = 16 * 1024;

    private final Socket socket;
    private final MessageHandler handler;
    private final Limits limits;
    private final Capacity capacity;

    /** Held while a message is carried out and answered. */
    private final ReentrantLock busy = new ReentrantLock();

    private volatile boolean finishing;
    private volatile long heardNanos = System.nanoTime();

    MllpConnection(Socket socket, MessageHandler handler, Limits limits, Capacity capacity) {
        this.socket = socket;
        this.handler = handler;
        this.limits = limits;
        this.capacity = capacity;
    }

    /** Serves the peer until it leaves, stalls or breaks a bound. */
    void serve() {
        try (socket;
                Capacity.Share share = capacity.share()) {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            InputStream in = socket.getInputStream();
            MllpDecoder decoder = new MllpDecoder(MllpServer.MAX_MESSAGE_BYTES);
            byte[] buffer = new byte[BUFFER_BYTES];
            long frameNanos = System.nanoTime();
            while (!finishing) {
                if (!decoder.isInside()) {
                    frameNanos = System.nanoTime();
                }
                socket.setSoTimeout(patienceMillis(decoder.isInside(), frameNanos));
                int length = in.read(buffer);
                heardNanos = System.nanoTime();
                if (length < 0 || !answerAll(decoder, buffer, length, share)) {
                    return;
                }
            }
        } catch (SocketTimeoutException silent) {
            LOG.info("event=mllp-closed reason=\"the peer was silent or slow for too long\"");
        } catch (IOException broken) {
            LOG.debug("event=mllp-closed reason=\"{}\"", broken.getMessage());
        }
    }

    /** How long to wait for the peer's next bytes. */
    private int patienceMillis(boolean inside, long frameNanos) throws SocketTimeoutException {
        if (!inside) {
            return (int) limits.idle().toMillis();
        }
        Duration left = limits.frame().minusNanos(System.nanoTime() - frameNanos);
        if (!left.isPositive()) {
            throw new SocketTimeoutException();
        }
        return (int) Math.max(1, Math.min(limits.stall().toMillis(), left.toMillis()));
    }

    /** Answers every message in the buffer; false where the connection cannot go on. */
    private boolean answerAll(MllpDecoder decoder, byte[] buffer, int length, Capacity.Share share) throws IOException {
        try {
            byte[] message;
            while ((message = decoder.next(buffer, length)) != null) {
                busy.lock();
                try {
                    send(carryOut(message));
                } finally {
                    busy.unlock();
                }
                if (finishing) {
                    return false;
                }
            }
        } catch (MllpDecoder.TooLargeException tooLarge) {
            LOG.warn("event=mllp-closed reason=\"{}\"", tooLarge.getMessage());
            send(handler.refuseTooLarge(MllpServer.MAX_MESSAGE_BYTES));
            return false;
        }
        if (!share.resize(decoder.heldBytes())) {
            LOG.warn("event=mllp-closed reason=\"{} bytes are being received\"", Capacity.MAX_HELD_BYTES);
            send(handler.refuseBusy(new byte[0]));
            return false;
        }
        return true;
    }

    private byte[] carryOut(byte[] message) {
        if (!capacity.awaitTurn()) {
            LOG.warn("event=mllp-busy reason=\"{} messages are in flight\"", Capacity.MAX_IN_FLIGHT);
            return handler.refuseBusy(message);
        }
        try {
            return handler.process(message, socket.getInetAddress());
        } finally {
            capacity.endTurn();
        }
    }

    private void send(byte[] acknowledgement) throws IOException {
        socket.getOutputStream().write(MllpDecoder.frame(acknowledgement));
        socket.getOutputStream().flush();
    }

    /** The peer's address. */
    InetAddress address() {
        return socket.getInetAddress();
    }

    /** Whether no message is being carried out. */
    boolean isIdle() {
        return !busy.isLocked();
    }

    /** When the peer was last heard of, as {@link System#nanoTime()}. */
    long heardNanos() {
        return heardNanos;
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
