package city.haihe.app.gateway.internal;

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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens on a port and gives each peer a thread of its own, so that a slow or silent peer holds up nobody else. */
final class MllpListener {

    private static final Logger LOG = LoggerFactory.getLogger(MllpListener.class);

    /** A city's hospitals with a few connections each; one more is refused at once instead of all being slow. */
    static final int MAX_CONNECTIONS = 1024;

    /**
     * A hospital has a few, an exchange that stands for a city's some hundred; a peer that leaves its connections open is to use
     * up its own share.
     */
    static final int MAX_CONNECTIONS_OF_AN_ADDRESS = 512;

    /** All hospitals that come back at once after a break. */
    private static final int BACKLOG = 512;

    private static final Duration ACCEPT_PAUSE = Duration.ofMillis(100);

    private final String name;
    private final Function<Socket, MllpConnection> connections;
    private final Set<MllpConnection> open = ConcurrentHashMap.newKeySet();
    private @Nullable ServerSocket server;
    private volatile boolean closing;

    /**
     * @param name the part that it is in logs
     * @param connections makes a connection of an accepted socket
     */
    MllpListener(String name, Function<Socket, MllpConnection> connections) {
        this.name = name;
        this.connections = connections;
    }

    /** Binds the socket, which is not bound yet, and begins to accept. */
    void open(ServerSocket listening, String address, int port) throws IOException {
        listening.setReuseAddress(true);
        listening.bind(new InetSocketAddress(InetAddress.getByName(address), port), BACKLOG);
        server = listening;
        Thread.ofVirtual().name(name + "-accept").start(() -> accept(listening));
        LOG.info("event=listening part={} port={}", name, port);
    }

    private void accept(ServerSocket listening) {
        while (!closing) {
            try {
                Socket socket = listening.accept();
                if (open.size() >= MAX_CONNECTIONS) {
                    LOG.warn("event={}-refused reason=\"{} connections are open\"", name, MAX_CONNECTIONS);
                    socket.close();
                    continue;
                }
                makeRoom(socket.getInetAddress());
                MllpConnection connection = connections.apply(socket);
                open.add(connection);
                Thread.ofVirtual().name(name + "-connection").start(() -> {
                    try {
                        connection.serve();
                    } finally {
                        open.remove(connection);
                    }
                });
            } catch (IOException failed) {
                if (!closing) {
                    LOG.warn("event={}-accept-failed reason=\"{}\"", name, failed.getMessage());
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
                    LOG.info(
                            "event={}-closed reason=\"{} connections of one address are open\"",
                            name,
                            ofAddress.size());
                    open.remove(forgotten);
                    forgotten.finish();
                });
    }

    /** Takes nothing new, lets what is in hand end within the time, then ends it. */
    void close(Duration within) {
        closing = true;
        try {
            ServerSocket listening = server;
            if (listening != null) {
                listening.close();
            }
        } catch (IOException alreadyGone) {
            LOG.debug("event={}-close-failed", name);
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
