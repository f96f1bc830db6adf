package city.haihe.app.gateway.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import city.haihe.hl7v2.Message;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A hospital's interface that takes messages, and answers as a test wants. */
final class ReceivingSystem implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<Message> received = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final int port;
    private volatile Function<Message, Reaction> reactions = _ -> Reaction.AA;
    private volatile ServerSocket server;

    /** What it does with a message. */
    enum Reaction {
        AA,
        AE,
        AR,
        /** Keeps the connection open and says nothing. */
        SILENCE,
        /** Breaks the connection off before the message is read to its end. */
        RESET,
        /** Answers another message, and then this one. */
        AA_AFTER_ANOTHER
    }

    ReceivingSystem() throws IOException {
        server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        port = server.getLocalPort();
        start(server);
    }

    int port() {
        return port;
    }

    /** Answers as the function says from now on. */
    ReceivingSystem answering(Function<Message, Reaction> function) {
        reactions = function;
        return this;
    }

    /** Ends all connections and takes no new ones. */
    void goDown() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** Takes connections again, at the same port. */
    void comeBack() throws IOException {
        ServerSocket again = new ServerSocket();
        again.setReuseAddress(true);
        again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
        server = again;
        start(again);
    }

    private void start(ServerSocket listening) {
        Thread.ofVirtual().start(() -> {
            while (!listening.isClosed()) {
                try {
                    Socket socket = listening.accept();
                    open.add(socket);
                    Thread.ofVirtual().start(() -> serve(socket));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private void serve(Socket socket) {
        try (socket) {
            while (true) {
                byte[] bytes = receive(socket.getInputStream());
                Message message = TestGateway.read(bytes);
                Reaction reaction = reactions.apply(message);
                if (reaction == Reaction.RESET) {
                    socket.setSoLinger(true, 0);
                    return;
                }
                received.add(message);
                switch (reaction) {
                    case AA, AE, AR -> answer(socket, reaction.name(), message.controlId());
                    case AA_AFTER_ANOTHER -> {
                        answer(socket, "AE", "another");
                        answer(socket, "AA", message.controlId());
                    }
                    case SILENCE, RESET -> {
                        // It only reads on.
                    }
                }
            }
        } catch (IOException ended) {
            // The other side left, or the test ended it.
        } finally {
            open.remove(socket);
        }
    }

    private static byte[] receive(InputStream in) throws IOException {
        java.io.ByteArrayOutputStream content = new java.io.ByteArrayOutputStream();
        for (int b = in.read(); b != 0x1c; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the sender left");
            }
            if (b != 0x0b) {
                content.write(b);
            }
        }
        in.read();
        return content.toByteArray();
    }

    private static void answer(Socket socket, String code, String controlId) throws IOException {
        String acknowledgement = "MSH|^~\\&|HIS|HX|HAIHE|HAIHE|20260301||ACK|A-" + controlId + "|P|2.5.1\rMSA|" + code
                + '|' + controlId + "|" + (code.equals("AA") ? "" : "the receiver's reason") + "\r";
        socket.getOutputStream().write(TestGateway.framed(acknowledgement.getBytes(UTF_8)));
        socket.getOutputStream().flush();
    }

    /** Everything that came, in order; what came twice, twice. */
    List<Message> received() {
        return List.copyOf(received);
    }

    /** PID-3.1 of what came, in order. */
    List<String> patients() {
        return received.stream().map(message -> message.value("PID-3.1")).toList();
    }

    /** Waits until so many messages came. */
    List<Message> await(int count) {
        await(() -> received.size() >= count);
        return received();
    }

    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE);
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }

    @Override
    public void close() throws IOException {
        goDown();
    }
}
