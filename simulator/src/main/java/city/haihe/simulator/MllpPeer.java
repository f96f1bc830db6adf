package city.haihe.simulator;

import city.haihe.hl7v2.MllpDecoder;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** One MLLP connection that sends a message and waits for its acknowledgement. Used by one thread. */
final class MllpPeer implements AutoCloseable {

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
    /** An acknowledgement is some hundred bytes long. */
    private static final int MAX_ANSWER_BYTES = 1024 * 1024;

    private static final int BUFFER_BYTES = 8 * 1024;

    private final Socket socket = new Socket();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final InputStream in;
    private final OutputStream out;

    MllpPeer(String host, int port) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) ANSWER_WITHIN.toMillis());
            socket.connect(new InetSocketAddress(host, port), (int) CONNECT_WITHIN.toMillis());
            in = socket.getInputStream();
            out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    /** Sends the message and answers the acknowledgement's bytes. */
    byte[] exchange(byte[] message) throws IOException {
        out.write(MllpDecoder.START);
        out.write(message);
        out.write(MllpDecoder.END);
        out.write(MllpDecoder.CARRIAGE_RETURN);
        out.flush();
        MllpDecoder decoder = new MllpDecoder(MAX_ANSWER_BYTES);
        while (true) {
            int read = in.read(buffer);
            if (read < 0) {
                throw new EOFException("the receiver closed the connection before it answered");
            }
            try {
                byte[] answer = decoder.next(buffer, read);
                if (answer != null) {
                    return answer;
                }
            } catch (MllpDecoder.FramingException broken) {
                throw new IOException(broken);
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
