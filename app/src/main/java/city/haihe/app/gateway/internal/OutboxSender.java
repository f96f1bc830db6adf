package city.haihe.app.gateway.internal;

import city.haihe.app.gateway.internal.MllpPeer.Acknowledgement;
import city.haihe.app.gateway.internal.OutgoingMessage.Ready;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a destination's messages, each on a connection that has no other unanswered. Messages of one patient go out in their
 * order, the next when the one before is acknowledged or given up; where only one may be unanswered, all do.
 */
final class OutboxSender {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxSender.class);

    /** A receiver that cannot take a message after so many tries, some 20 minutes, will not take it. */
    static final int MAX_REFUSALS = 10;

    /** The pause after the first AE; it doubles. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** How many messages are looked through for one whose patient has none unanswered. */
    private static final int LOOKED_THROUGH = 64;

    private static final Duration RECORD_PAUSE = Duration.ofMillis(200);

    /** What a receiver says of an error is kept so far. */
    private static final int MAX_REASON = 500;

    private final String name;
    private final String owner;
    private final Outbox outbox;
    private final DestinationMetrics metrics;
    private final Runnable wake;
    private final CircuitBreaker breaker = new CircuitBreaker();
    private final Map<Long, Ready> unanswered = new ConcurrentHashMap<>();
    private final Deque<MllpPeer> idle = new ArrayDeque<>();
    private final Set<MllpPeer> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param wake is run whenever another message may go out */
    OutboxSender(String name, String owner, Outbox outbox, DestinationMetrics metrics, Runnable wake) {
        this.name = name;
        this.owner = owner;
        this.outbox = outbox;
        this.metrics = metrics;
        this.wake = wake;
    }

    CircuitBreaker.State state() {
        return breaker.state();
    }

    int unanswered() {
        return unanswered.size();
    }

    /** Sends what may go out now. */
    void send(Destination destination) {
        int room = destination.parallel() - unanswered.size();
        if (closed || destination.paused() || room <= 0 || breaker.state() == CircuitBreaker.State.TRYING) {
            return;
        }
        Set<String> busy = new HashSet<>();
        unanswered.values().forEach(ready -> busy.add(ready.patient()));
        for (Ready ready : outbox.oldest(name, destination.parallel() == 1 ? 1 : LOOKED_THROUGH)) {
            if (room == 0) {
                return;
            }
            // The first of a patient's holds up the others, whether it is out, or waits for another try.
            boolean isFirst = busy.add(ready.patient());
            if (isFirst && ready.due() && !unanswered.containsKey(ready.id())) {
                if (!breaker.lets(System.nanoTime())) {
                    return;
                }
                unanswered.put(ready.id(), ready);
                room--;
                Thread.ofVirtual().name("mllp-out-" + name).start(() -> deliver(destination, ready));
            }
        }
    }

    private void deliver(Destination destination, Ready ready) {
        try {
            MllpPeer peer = connection(destination);
            if (peer == null) {
                return;
            }
            int times = outbox.markSent(name, owner, ready.id());
            if (times == 0) {
                // Another process has the destination now, or an operator gave the message up.
                breaker.withdrawn();
                giveBack(peer);
                return;
            }
            metrics.countSent(name, times > 1);
            exchange(destination, ready, peer);
        } catch (RuntimeException fault) {
            breaker.withdrawn();
            LOG.warn("event=mllp-out-failed destination={} reason=\"{}\"", name, fault.getMessage());
            pause(RECORD_PAUSE);
        } finally {
            unanswered.remove(ready.id());
            wake.run();
        }
    }

    private @Nullable MllpPeer connection(Destination destination) {
        while (true) {
            MllpPeer peer;
            synchronized (idle) {
                peer = idle.pollFirst();
            }
            if (peer == null) {
                break;
            }
            if (!peer.isStale()) {
                return peer;
            }
            drop(peer);
        }
        try {
            MllpPeer peer = MllpPeer.connect(destination);
            open.add(peer);
            if (closed) {
                drop(peer);
                return null;
            }
            return peer;
        } catch (IOException unreachable) {
            Duration pause = breaker.failed(System.nanoTime());
            metrics.countAnswered(name, "unreachable");
            LOG.info(
                    "event=mllp-out-unreachable destination={} pause={} reason=\"{}\"",
                    name,
                    pause,
                    unreachable.getMessage());
            return null;
        }
    }

    private void exchange(Destination destination, Ready ready, MllpPeer peer) {
        try {
            Acknowledgement answer = peer.exchange(ready.message(), ready.controlId(), destination.answerWithin());
            breaker.succeeded();
            giveBack(peer);
            metrics.countAnswered(name, answer.code());
            record(() -> take(ready, answer));
        } catch (IOException lost) {
            drop(peer);
            Duration pause = breaker.failed(System.nanoTime());
            metrics.countAnswered(name, "none");
            LOG.info("event=mllp-out-unanswered destination={} control-id={}", name, ready.controlId());
            record(() -> outbox.leaveUncertain(ready.id(), String.valueOf(lost.getMessage()), pause));
        }
    }

    private void take(Ready ready, Acknowledgement answer) {
        String reason =
                answer.reason().length() > MAX_REASON ? answer.reason().substring(0, MAX_REASON) : answer.reason();
        switch (answer.code()) {
            case "AA", "CA" -> outbox.acknowledge(ready.id(), answer.code());
            case "AR", "CR" -> outbox.bury(ready.id(), answer.code(), reason);
            default -> {
                int refused = outbox.timesRefused(ready.id()) + 1;
                if (refused >= MAX_REFUSALS) {
                    outbox.bury(ready.id(), answer.code(), reason);
                } else {
                    long millis = FIRST_PAUSE.toMillis() << refused;
                    Duration pause = Duration.ofMillis(Math.min(millis, LONGEST_PAUSE.toMillis()));
                    outbox.postpone(ready.id(), answer.code(), reason, pause);
                }
            }
        }
    }

    /**
     * Writes down what came of a message, for as long as it takes: an acknowledgement that is forgotten would have the message
     * sent again.
     */
    private void record(Runnable outcome) {
        while (true) {
            try {
                outcome.run();
                return;
            } catch (RuntimeException away) {
                if (closed) {
                    LOG.warn("event=mllp-out-outcome-lost destination={} reason=\"{}\"", name, away.getMessage());
                    return;
                }
                pause(RECORD_PAUSE);
            }
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void giveBack(MllpPeer peer) {
        synchronized (idle) {
            if (!closed) {
                idle.addFirst(peer);
                return;
            }
        }
        drop(peer);
    }

    private void drop(MllpPeer peer) {
        open.remove(peer);
        peer.close();
    }

    /** Closes connections that nobody uses, as when the destination's address changed. */
    void reconnect() {
        List<MllpPeer> unused;
        synchronized (idle) {
            unused = List.copyOf(idle);
            idle.clear();
        }
        unused.forEach(this::drop);
    }

    /** Waits a moment for what is unanswered, then closes the connections. */
    void close(Duration within) {
        closed = true;
        long deadline = System.nanoTime() + within.toNanos();
        while (!unanswered.isEmpty() && System.nanoTime() < deadline) {
            pause(Duration.ofMillis(10));
        }
        reconnect();
        open.forEach(this::drop);
    }
}
