package city.haihe.app.system;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A hospital's end of an MLLP connection (HL7 v2 Transport Specification: MLLP, release 1). */
final class MllpClient implements AutoCloseable {

    private static final int START = 0x0b;
    private static final int END = 0x1c;
    private static final int CARRIAGE_RETURN = 0x0d;

    private final Socket socket;

    MllpClient(int port, Duration timeout) throws IOException {
        this.socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) timeout.toMillis());
        socket.setSoTimeout((int) timeout.toMillis());
        socket.setTcpNoDelay(true);
    }

    /** Sends a message and waits for its acknowledgement, as text. */
    String exchange(byte[] message) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(message.length + 3);
        frame.write(START);
        frame.writeBytes(message);
        frame.write(END);
        frame.write(CARRIAGE_RETURN);
        sendRaw(frame.toByteArray());
        return receive();
    }

    /** Sends bytes as they are, framed or not. */
    void sendRaw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Waits for one frame. */
    String receive() throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int b;
        while ((b = in.read()) != END) {
            if (b < 0) {
                throw new EOFException("the connection was closed before an acknowledgement came");
            }
            if (b != START) {
                content.write(b);
            }
        }
        if (in.read() != CARRIAGE_RETURN) {
            throw new IOException("frame end 0x1c (expected: 0x1c 0x0d)");
        }
        return content.toString(StandardCharsets.UTF_8);
    }

    /** The acknowledgement code of an ACK, MSA-1. */
    static String code(String acknowledgement) {
        int msa = acknowledgement.indexOf("\rMSA|");
        return msa < 0 ? "" : acknowledgement.substring(msa + 5, msa + 7);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
