package city.haihe.app.gateway.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves one destination while this process has its lease: reads the feed for it, and sends. */
final class DestinationRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DestinationRunner.class);

    /** Changes of other processes, and messages whose pause is over, are seen at the latest after this. */
    private static final Duration POLL = Duration.ofMillis(250);

    /** Four chances to keep a lease. */
    private static final Duration RENEW = DestinationStore.LEASE.dividedBy(4);

    private static final Duration PRUNE = Duration.ofMinutes(1);
    private static final Duration FAILURE_PAUSE = Duration.ofMillis(500);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final String name;
    private final String owner;
    private final DestinationStore destinations;
    private final Outbox outbox;
    private final OutboxFeeder feeder;
    private final DestinationMetrics metrics;
    private final OutboxSender sender;

    /** A permit where there is something to read in the feed. */
    private final Semaphore changed = new Semaphore(0);

    /** A permit where another message may go out. */
    private final Semaphore free = new Semaphore(0);

    private final Thread feeding;
    private final Thread sending;
    private volatile boolean stale = true;
    private volatile boolean closed;
    private volatile @Nullable Destination held;

    DestinationRunner(
            String name,
            String owner,
            DestinationStore destinations,
            Outbox outbox,
            OutboxFeeder feeder,
            DestinationMetrics metrics) {
        this.name = name;
        this.owner = owner;
        this.destinations = destinations;
        this.outbox = outbox;
        this.feeder = feeder;
        this.metrics = metrics;
        this.sender = new OutboxSender(name, owner, outbox, metrics, () -> signal(free));
        this.sending = Thread.ofVirtual().name("destination-" + name).unstarted(() -> loop(free, this::tendAndSend));
        this.feeding = Thread.ofVirtual().name("destination-feed-" + name).unstarted(() -> loop(changed, this::feed));
    }

    private long renewNanos = System.nanoTime();
    private long pruneNanos = System.nanoTime();

    void start() {
        sending.start();
        feeding.start();
    }

    /** Whether this process serves the destination. */
    boolean isHeld() {
        return held != null;
    }

    CircuitBreaker.State state() {
        return sender.state();
    }

    int unanswered() {
        return sender.unanswered();
    }

    /** Says that there is something new in the feed. */
    void wake() {
        signal(changed);
    }

    private static void signal(Semaphore loop) {
        if (loop.availablePermits() == 0) {
            loop.release();
        }
    }

    /** Says that the destination was changed. */
    void refresh() {
        stale = true;
        signal(free);
    }

    /** One step of a loop; it answers whether there is more to do at once. */
    @FunctionalInterface
    private interface Step {
        boolean run() throws InterruptedException;
    }

    private void loop(Semaphore awaited, Step step) {
        while (!closed) {
            try {
                if (!step.run()) {
                    awaited.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
                    awaited.drainPermits();
                }
            } catch (InterruptedException stopping) {
                return;
            } catch (RuntimeException failed) {
                LOG.warn("event=destination-failed destination={} reason=\"{}\"", name, failed.getMessage());
                try {
                    Thread.sleep(FAILURE_PAUSE);
                } catch (InterruptedException stopping) {
                    return;
                }
            }
        }
    }

    private boolean tendAndSend() {
        long now = System.nanoTime();
        if (stale || now - renewNanos >= 0) {
            stale = false;
            lease();
            renewNanos = now + RENEW.toNanos();
        }
        Destination destination = held;
        if (destination == null) {
            return false;
        }
        sender.send(destination);
        if (now - pruneNanos >= 0) {
            outbox.prune(name);
            pruneNanos = now + PRUNE.toNanos();
        }
        return false;
    }

    private void lease() {
        Destination before = held;
        Optional<Destination> leased = destinations.lease(name, owner);
        Destination after = leased.orElse(null);
        if (before != null && after != null && !isSameAddress(before, after)) {
            sender.reconnect();
        }
        held = after;
        if (after != null) {
            metrics.show(name, outbox.depth(name), sender.state());
        } else {
            metrics.forget(name);
        }
    }

    private static boolean isSameAddress(Destination one, Destination other) {
        return one.host().equals(other.host()) && one.port() == other.port() && one.charset() == other.charset();
    }

    private boolean feed() {
        Destination destination = held;
        if (destination == null) {
            return false;
        }
        OutboxFeeder.Fed fed = feeder.feed(destination, owner);
        if (fed.queued() > 0) {
            signal(free);
        }
        return fed.more();
    }

    @Override
    public void close() {
        closed = true;
        signal(changed);
        signal(free);
        try {
            // An interruption would break the database connection that one of them uses just then.
            if (!feeding.join(STOP_WITHIN) || !sending.join(STOP_WITHIN)) {
                feeding.interrupt();
                sending.interrupt();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        sender.close(STOP_WITHIN);
        metrics.forget(name);
        try {
            destinations.release(name, owner);
        } catch (RuntimeException away) {
            LOG.debug("event=destination-not-released destination={}", name);
        }
    }
}
