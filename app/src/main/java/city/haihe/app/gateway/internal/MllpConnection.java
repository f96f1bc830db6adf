package city.haihe.app.gateway.internal;

import city.haihe.app.platform.HaiheException;
import city.haihe.hl7v2.MllpDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
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
         * Hospitals keep connections open all day; a peer that says nothing for an hour has gone. The largest message takes four
         * minutes at half a megabit a second; a peer that trickles bytes ends there.
         */
        static final Limits USUAL = new Limits(Duration.ofHours(1), Duration.ofSeconds(30), Duration.ofMinutes(4));
    }

    private static final int BUFFER_BYTES = 16 * 1024;

    /** Long enough for one of the largest messages that others are sending; two that wait for each other end here. */
    private static final Duration ROOM_LIMIT = Duration.ofSeconds(10);

    private final Socket socket;
    private final Intake intake;
    private final Limits limits;
    private final Capacity capacity;
    private final Peer.Greeting greeting;

    /** Held while a message is carried out and answered. */
    private final ReentrantLock busy = new ReentrantLock();

    private volatile boolean finishing;
    private volatile long heardNanos = System.nanoTime();

    MllpConnection(Socket socket, Intake intake, Limits limits, Capacity capacity, Peer.Greeting greeting) {
        this.socket = socket;
        this.intake = intake;
        this.limits = limits;
        this.capacity = capacity;
        this.greeting = greeting;
    }

    /** Serves the peer until it leaves, stalls or breaks a bound. */
    void serve() {
        try (socket;
                Capacity.Share share = capacity.share()) {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            Peer peer = greeting.of(socket);
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
                if (length < 0 || !answerAll(decoder, buffer, length, share, peer)) {
                    return;
                }
            }
        } catch (SSLException refused) {
            LOG.info("event=mllp-closed reason=\"{}\"", refused.getMessage());
        } catch (SocketTimeoutException silent) {
            LOG.info("event=mllp-closed reason=\"the peer was silent or slow for too long\"");
        } catch (IOException broken) {
            LOG.debug("event=mllp-closed reason=\"{}\"", broken.getMessage());
        } catch (HaiheException unanswered) {
            // Nothing was stored, or nobody knows yet: without an answer the sender tries again, and is known then if
            // it was.
            LOG.warn(
                    "event=mllp-closed code={} reason=\"unanswered\"",
                    unanswered.code().code());
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
    private boolean answerAll(MllpDecoder decoder, byte[] buffer, int length, Capacity.Share share, Peer peer)
            throws IOException {
        try {
            byte[] message;
            while ((message = decoder.next(buffer, length)) != null) {
                busy.lock();
                try {
                    send(intake.take(message, peer));
                } finally {
                    busy.unlock();
                }
                if (finishing) {
                    return false;
                }
            }
        } catch (MllpDecoder.FramingException broken) {
            LOG.warn("event=mllp-closed reason=\"{}\"", broken.getMessage());
            if (broken instanceof MllpDecoder.TooLargeException) {
                send(List.of(intake.refuseTooLarge()));
            }
            return false;
        }
        if (!share.resize(decoder.heldBytes(), ROOM_LIMIT)) {
            LOG.warn("event=mllp-closed reason=\"{} bytes are being received\"", Capacity.MAX_HELD_BYTES);
            return false;
        }
        return true;
    }

    private void send(List<byte[]> answers) throws IOException {
        OutputStream out = socket.getOutputStream();
        for (byte[] answer : answers) {
            out.write(MllpDecoder.frame(answer));
        }
        out.flush();
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
