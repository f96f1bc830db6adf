package city.haihe.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.hl7v2.Acknowledgement;
import city.haihe.hl7v2.MllpDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SimulateTests {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream error = new ByteArrayOutputStream();

    @Test
    void explainsItself() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(UTF_8)).contains("--rate", "--minutes", "--seed", "--port", "--host", "--connections");
    }

    @Test
    void refusesAWrongOptionWithItsValueAndWhatWasExpected() {
        assertThat(run("--rate", "fast")).isEqualTo(2);
        assertThat(run("--port=0")).isEqualTo(2);
        assertThat(run("--colour", "red")).isEqualTo(2);
        assertThat(run("--seed")).isEqualTo(2);
        assertThat(error.toString(UTF_8))
                .contains("--rate: \"fast\" (expected: a number above 0, at most 10000)")
                .contains("--port: \"0\" (expected: a whole number from 1 to 65535)")
                .contains("option: \"--colour\"")
                .contains("--seed: \"\" (expected: a value");
    }

    @Test
    void saysThatNobodyListens() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(run("--port", Integer.toString(port))).isEqualTo(2);
        assertThat(error.toString(UTF_8)).contains("nobody listens");
    }

    @Test
    void sendsAgainWhatALostConnectionLeftUnansweredAndCountsTheAnswers() throws IOException {
        AtomicInteger received = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> acceptAll(server, received));
            int code = run("--port", Integer.toString(server.getLocalPort()), "--rate", "50", "--minutes", "0.04");
            String text = out.toString(UTF_8);
            assertThat(text).contains("seed 1", "connections lost: 1");
            // This receiver accepts everything, so the malformed ones are not answered as they should be.
            assertThat(text).doesNotContain("not as expected: 0");
            assertThat(code).isEqualTo(70);
            // One message was received twice: the one whose answer was lost.
            assertThat(text).contains("sent " + (received.get() - 1) + " messages");
        }
    }

    private static void acceptAll(ServerSocket server, AtomicInteger received) {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> answer(socket, received));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    /** Accepts everything, but closes the connection instead of answering the tenth message. */
    private static void answer(Socket socket, AtomicInteger received) {
        try (socket) {
            byte[] buffer = new byte[64 * 1024];
            MllpDecoder decoder = new MllpDecoder(buffer.length);
            for (int read = socket.getInputStream().read(buffer);
                    read > 0;
                    read = socket.getInputStream().read(buffer)) {
                for (byte[] message = decoder.next(buffer, read);
                        message != null;
                        message = decoder.next(buffer, read)) {
                    if (received.incrementAndGet() == 10) {
                        return;
                    }
                    String answer = "MSH|^~\\&|R|R|S|S|20260301||ACK|1|P|2.5.1\rMSA|AA|"
                            + Acknowledgement.headerField(message, 10) + "\r";
                    socket.getOutputStream().write(MllpDecoder.frame(answer.getBytes(UTF_8)));
                }
            }
        } catch (IOException | MllpDecoder.FramingException ended) {
            // The simulator is done with this connection.
        }
    }

    private int run(String... arguments) {
        return Simulate.run(List.of(arguments), new PrintStream(out, true, UTF_8), new PrintStream(error, true, UTF_8));
    }
}
