package city.haihe.app.gateway.internal;

import city.haihe.app.platform.ChangeFeed;
import city.haihe.app.platform.Door;
import city.haihe.app.platform.Role;
import city.haihe.app.platform.Traces;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The door out: a runner for each destination. Without one there is no thread and no query; then another process' first
 * destination is noticed at the next start.
 */
@Component
class Destinations implements Door {

    private static final Logger LOG = LoggerFactory.getLogger(Destinations.class);

    /** What another process configured is seen after this time. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final ChangeFeed feed;
    private final DestinationStore store;
    private final Outbox outbox;
    private final OutboxFeeder feeder;
    private final DestinationMetrics metrics;

    /** This process, as leases name it. */
    private final String owner = Traces.next();

    private final Map<String, DestinationRunner> runners = new ConcurrentHashMap<>();
    private boolean opened;
    private @Nullable AutoCloseable follower;
    private @Nullable Thread looking;

    Destinations(
            ChangeFeed feed, DestinationStore store, Outbox outbox, OutboxFeeder feeder, DestinationMetrics metrics) {
        this.feed = feed;
        this.store = store;
        this.outbox = outbox;
        this.feeder = feeder;
        this.metrics = metrics;
    }

    @Override
    public Role role() {
        return Role.GATEWAY;
    }

    @Override
    public String name() {
        return "mllp-out";
    }

    @Override
    public synchronized void open() {
        opened = true;
        look();
    }

    /** The runner of a destination in this process. */
    Optional<DestinationRunner> runner(String name) {
        return Optional.ofNullable(runners.get(name));
    }

    /** Takes a destination's change up at once. */
    synchronized void changed(String name) {
        look();
        runner(name).ifPresent(DestinationRunner::refresh);
    }

    /** Starts what is new, and stops what is gone. */
    private synchronized void look() {
        if (!opened) {
            return;
        }
        Set<String> names = new HashSet<>();
        for (Destination destination : store.all()) {
            names.add(destination.name());
            runners.computeIfAbsent(destination.name(), name -> {
                DestinationRunner runner = new DestinationRunner(name, owner, store, outbox, feeder, metrics);
                runner.start();
                return runner;
            });
        }
        for (String gone : List.copyOf(runners.keySet())) {
            if (!names.contains(gone)) {
                stop(gone);
            }
        }
        if (runners.isEmpty()) {
            rest();
        } else if (looking == null) {
            follower = feed.follow(feed.head(), _ -> runners.values().forEach(DestinationRunner::wake));
            looking = Thread.ofVirtual().name("destinations").start(this::lookAgain);
        }
    }

    private void stop(String name) {
        DestinationRunner runner = runners.remove(name);
        if (runner != null) {
            runner.close();
        }
    }

    private void lookAgain() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(LOOK);
                look();
            } catch (InterruptedException stopping) {
                return;
            } catch (RuntimeException away) {
                LOG.warn("event=destinations-not-read reason=\"{}\"", away.getMessage());
            }
        }
    }

    private void rest() {
        Thread thread = looking;
        looking = null;
        if (thread != null) {
            thread.interrupt();
        }
        AutoCloseable following = follower;
        follower = null;
        if (following != null) {
            try {
                following.close();
            } catch (Exception alreadyGone) {
                LOG.debug("event=destinations-not-left reason=\"{}\"", alreadyGone.getMessage());
            }
        }
    }

    @Override
    public void close(Duration within) {
        synchronized (this) {
            opened = false;
            rest();
        }
        List<Thread> closing = List.copyOf(runners.keySet()).stream()
                .map(name -> Thread.ofVirtual().start(() -> stop(name)))
                .toList();
        try {
            for (Thread thread : closing) {
                thread.join(within);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
