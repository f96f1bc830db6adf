package city.haihe.bench.mllp;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A hospital's end of an MLLP connection, which waits for each acknowledgement. */
final class Sender implements AutoCloseable {

    private static final int START = 0x0b;
    private static final int END = 0x1c;
    private static final int CARRIAGE_RETURN = 0x0d;
    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    Sender(int port) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends a message and waits until it is acknowledged with AA; anything else ends the benchmark. */
    void send(byte[] message) throws IOException {
        byte[] frame = new byte[message.length + 3];
        frame[0] = START;
        System.arraycopy(message, 0, frame, 1, message.length);
        frame[frame.length - 2] = END;
        frame[frame.length - 1] = CARRIAGE_RETURN;
        socket.getOutputStream().write(frame);
        String answer = receive();
        if (!answer.contains("\rMSA|AA|")) {
            throw new IOException("acknowledgement: " + answer.replace('\r', '\n') + " (expected: AA)");
        }
    }

    private String receive() throws IOException {
        StringBuilder answer = new StringBuilder();
        int b;
        while ((b = in.read()) != END) {
            if (b < 0) {
                throw new EOFException("the connection was closed before an acknowledgement came");
            }
            answer.append((char) b);
        }
        if (in.read() != CARRIAGE_RETURN) {
            throw new IOException("frame end 0x1c (expected: 0x1c 0x0d)");
        }
        return new String(answer.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
