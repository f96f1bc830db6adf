package city.haihe.app.gateway.internal;

import city.haihe.app.platform.Door;
import city.haihe.app.platform.Role;
import city.haihe.app.platform.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The door of HL7 v2: a thread for each connection, so that a slow or silent peer holds up nobody else. */
@Component
class MllpServer implements Door {

    private static final Logger LOG = LoggerFactory.getLogger(MllpServer.class);

    /** A message with a scanned document has a few megabytes; more is sent by reference. */
    static final int MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

    /** A city's hospitals with a few connections each; one more is refused at once instead of all being slow. */
    static final int MAX_CONNECTIONS = 512;

    /** A hospital has a few; a peer that leaves its connections open is to use up its own share, not the city's. */
    static final int MAX_CONNECTIONS_OF_AN_ADDRESS = 128;

    private static final int BACKLOG = 128;
    private static final Duration ACCEPT_PAUSE = Duration.ofMillis(100);

    private final Settings settings;
    private final MessageHandler handler;
    private final Capacity capacity;
    private final Set<MllpConnection> open = ConcurrentHashMap.newKeySet();
    private @Nullable ServerSocket server;
    private volatile boolean closing;

    MllpServer(Settings settings, MessageHandler handler, Capacity capacity) {
        this.settings = settings;
        this.handler = handler;
        this.capacity = capacity;
    }

    @Override
    public Role role() {
        return Role.GATEWAY;
    }

    @Override
    public String name() {
        return "mllp";
    }

    @Override
    public void open() throws IOException {
        ServerSocket listening = new ServerSocket();
        listening.setReuseAddress(true);
        listening.bind(new InetSocketAddress(InetAddress.getByName(settings.bind()), settings.mllpPort()), BACKLOG);
        server = listening;
        Thread.ofVirtual().name("mllp-accept").start(() -> accept(listening));
        LOG.info("event=listening part=mllp port={}", settings.mllpPort());
    }

    private void accept(ServerSocket listening) {
        while (!closing) {
            try {
                Socket socket = listening.accept();
                if (open.size() >= MAX_CONNECTIONS) {
                    LOG.warn("event=mllp-refused reason=\"{} connections are open\"", MAX_CONNECTIONS);
                    socket.close();
                    continue;
                }
                makeRoom(socket.getInetAddress());
                MllpConnection connection = new MllpConnection(socket, handler, MllpConnection.Limits.USUAL, capacity);
                open.add(connection);
                Thread.ofVirtual().name("mllp-connection").start(() -> {
                    try {
                        connection.serve();
                    } finally {
                        open.remove(connection);
                    }
                });
            } catch (IOException failed) {
                if (!closing) {
                    LOG.warn("event=mllp-accept-failed reason=\"{}\"", failed.getMessage());
                    pause();
                }
            }
        }
    }

    /** Such as when there are no more file handles: to try again at once would only fill the log. */
    private static void pause() {
        try {
            Thread.sleep(ACCEPT_PAUSE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the connection of an address with its share used up that was silent the longest: it was likely forgotten. */
    private void makeRoom(InetAddress address) {
        List<MllpConnection> ofAddress = open.stream()
                .filter(connection -> connection.address().equals(address))
                .toList();
        if (ofAddress.size() < MAX_CONNECTIONS_OF_AN_ADDRESS) {
            return;
        }
        long now = System.nanoTime();
        ofAddress.stream()
                .filter(MllpConnection::isIdle)
                .max(Comparator.comparingLong(connection -> now - connection.heardNanos()))
                .ifPresent(forgotten -> {
                    LOG.info("event=mllp-closed reason=\"{} connections of one address are open\"", ofAddress.size());
                    open.remove(forgotten);
                    forgotten.finish();
                });
    }

    @Override
    public void close(Duration within) {
        closing = true;
        try {
            ServerSocket listening = server;
            if (listening != null) {
                listening.close();
            }
        } catch (IOException alreadyGone) {
            LOG.debug("event=mllp-close-failed");
        }
        open.forEach(MllpConnection::finish);
        long deadline = System.nanoTime() + within.toNanos();
        try {
            while (!open.isEmpty() && System.nanoTime() < deadline) {
                Thread.sleep(10);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        open.forEach(MllpConnection::abort);
    }
}
