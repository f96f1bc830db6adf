package city.haihe.app.gateway.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.hl7v2.MllpDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a connection bears of its peer, and how it ends. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class MllpConnectionIT {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final MllpConnection.Limits PATIENT = new MllpConnection.Limits(LONG, LONG, LONG);

    private ServerSocket listening;
    private Socket peer;

    @BeforeEach
    void listen() throws IOException {
        listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        peer = new Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        listening.close();
    }

    /** Answers a message with itself, after it may. */
    private record Echo(CountDownLatch begun, CountDownLatch may) implements MessageHandler {

        static Echo atOnce() {
            return new Echo(new CountDownLatch(1), new CountDownLatch(0));
        }

        @Override
        public byte[] process(byte[] bytes, InetAddress sender) {
            begun.countDown();
            try {
                may.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return bytes;
        }

        @Override
        public byte[] refuseTooLarge(int maxBytes) {
            return "too large".getBytes(UTF_8);
        }

        @Override
        public byte[] refuseSender(byte[] bytes) {
            return "not yours".getBytes(UTF_8);
        }
    }

    private MllpConnection serve(MessageHandler handler, MllpConnection.Limits limits) throws IOException {
        Capacity capacity = new Capacity();
        Intake intake = new Intake((message, from) -> true, handler, capacity);
        MllpConnection connection = new MllpConnection(
                listening.accept(), intake, limits, capacity, socket -> Peer.at(socket.getInetAddress()));
        Thread.ofVirtual().start(connection::serve);
        return connection;
    }

    @Test
    void answersMessagesOfOneReadInTheirOrder() throws IOException {
        serve(Echo.atOnce(), PATIENT);
        send(frame("one"));
        assertThat(receive()).isEqualTo("one");
        byte[] both = new byte[frame("two").length + frame("three").length];
        System.arraycopy(frame("two"), 0, both, 0, frame("two").length);
        System.arraycopy(frame("three"), 0, both, frame("two").length, frame("three").length);
        send(both);
        assertThat(receive()).isEqualTo("two");
        assertThat(receive()).isEqualTo("three");
    }

    @Test
    void closesOnAPeerThatSaysNothing() throws IOException {
        serve(Echo.atOnce(), new MllpConnection.Limits(SHORT, LONG, LONG));
        assertThat(peer.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void closesOnAPeerThatStopsInsideAMessage() throws IOException {
        serve(Echo.atOnce(), new MllpConnection.Limits(LONG, SHORT, LONG));
        send(new byte[] {0x0b, 'M', 'S', 'H'});
        assertThat(peer.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void closesOnAPeerThatTricklesAMessage() throws Exception {
        serve(Echo.atOnce(), new MllpConnection.Limits(LONG, LONG, SHORT));
        send(new byte[] {0x0b});
        Thread trickling = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    send(new byte[] {'A'});
                    Thread.sleep(SHORT.dividedBy(4));
                }
            } catch (IOException | InterruptedException closed) {
                // What the test waits for.
            }
        });
        try {
            assertThat(peer.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        } finally {
            trickling.interrupt();
        }
    }

    @Test
    void waitsForANextMessageLongerThanForTheRestOfOne() throws Exception {
        serve(Echo.atOnce(), new MllpConnection.Limits(LONG, SHORT, LONG));
        send(frame("one"));
        assertThat(receive()).isEqualTo("one");
        Thread.sleep(SHORT.multipliedBy(2));
        send(frame("two"));
        assertThat(receive()).isEqualTo("two");
    }

    @Test
    void answersTheMessageInHandBeforeItEnds() throws Exception {
        Echo echo = new Echo(new CountDownLatch(1), new CountDownLatch(1));
        MllpConnection connection = serve(echo, PATIENT);
        send(frame("one"));
        assertThat(echo.begun().await(10, TimeUnit.SECONDS)).isTrue();
        connection.finish();
        echo.may().countDown();
        assertThat(receive()).isEqualTo("one");
        assertThat(peer.getInputStream().read()).isEqualTo(-1);
    }

    /** Answers how long a message was. */
    private static final class Measure implements MessageHandler {

        @Override
        public byte[] process(byte[] bytes, InetAddress sender) {
            return Integer.toString(bytes.length).getBytes(UTF_8);
        }

        @Override
        public byte[] refuseSender(byte[] bytes) {
            return "not yours".getBytes(UTF_8);
        }

        @Override
        public byte[] refuseTooLarge(int maxBytes) {
            return "too large".getBytes(UTF_8);
        }
    }

    @Test
    void takesTheLargestMessageAndRefusesALargerOne() throws IOException {
        serve(new Measure(), PATIENT);
        String largest = "x".repeat(MllpServer.MAX_MESSAGE_BYTES);
        Thread.ofVirtual().start(() -> sendQuietly(frame(largest)));
        assertThat(receive()).isEqualTo(Integer.toString(MllpServer.MAX_MESSAGE_BYTES));
        Thread.ofVirtual().start(() -> sendQuietly(frame(largest + "x")));
        assertThat(receive()).isEqualTo("too large");
    }

    private void sendQuietly(byte[] bytes) {
        try {
            send(bytes);
        } catch (IOException closed) {
            // The other side closes after its answer.
        }
    }

    @Test
    void takesAMessageByteByByte() throws IOException {
        serve(Echo.atOnce(), PATIENT);
        for (byte b : frame("one byte at a time")) {
            send(new byte[] {b});
        }
        assertThat(receive()).isEqualTo("one byte at a time");
    }

    @Test
    void closesOnAPeerThatDoesNotFrame() throws IOException {
        serve(Echo.atOnce(), PATIENT);
        send("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
        send(frame("one"));
        assertThat(receive()).isEqualTo("one");
        Thread.ofVirtual().start(() -> sendQuietly(new byte[MllpDecoder.MAX_SKIPPED_BYTES + 1]));
        assertThat(isClosed()).isTrue();
    }

    private boolean isClosed() throws IOException {
        try {
            return peer.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Test
    void leavesAMessageUnansweredThatOnlyFailedForNow() throws IOException {
        serve(
                new MessageHandler() {
                    @Override
                    public byte[] process(byte[] bytes, InetAddress sender) {
                        throw new HaiheException(ErrorCode.UNAVAILABLE, "the database is away");
                    }

                    @Override
                    public byte[] refuseSender(byte[] bytes) {
                        return bytes;
                    }

                    @Override
                    public byte[] refuseTooLarge(int maxBytes) {
                        return new byte[0];
                    }
                },
                PATIENT);
        send(frame("one"));
        assertThat(isClosed()).isTrue();
    }

    @Test
    void endsAtOnceWhereNothingIsInHand() throws IOException {
        MllpConnection connection = serve(Echo.atOnce(), PATIENT);
        connection.finish();
        assertThat(peer.getInputStream().read()).isEqualTo(-1);
    }

    private static byte[] frame(String message) {
        return MllpDecoder.frame(message.getBytes(UTF_8));
    }

    private void send(byte[] bytes) throws IOException {
        peer.getOutputStream().write(bytes);
        peer.getOutputStream().flush();
    }

    private String receive() throws IOException {
        InputStream in = peer.getInputStream();
        StringBuilder content = new StringBuilder();
        assertThat(in.read()).isEqualTo(0x0b);
        int b;
        while ((b = in.read()) != 0x1c) {
            assertThat(b).as("the connection ended inside a frame").isNotNegative();
            content.append((char) b);
        }
        assertThat(in.read()).isEqualTo('\r');
        return content.toString();
    }
}
