package city.haihe.app.gateway.internal;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Counts what is sent, and shows each destination's queue as it was seen last. */
@Component
class DestinationMetrics {

    private final MeterRegistry registry;
    private final Clock clock;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();

    DestinationMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    private static final class Watched {
        private final List<Meter> meters = new ArrayList<>();
        private volatile long pending;
        private volatile @Nullable Instant oldest;
        private volatile CircuitBreaker.State state = CircuitBreaker.State.CLOSED;
    }

    /** Shows the queue of a destination, its age in seconds, and whether its receiver is there: 0 is, 1 is not, 2 being tried. */
    void show(String destination, Outbox.Depth depth, CircuitBreaker.State state) {
        Watched shown = watched.computeIfAbsent(destination, this::watch);
        shown.pending = depth.pending();
        shown.oldest = depth.oldest();
        shown.state = state;
    }

    private Watched watch(String destination) {
        Watched shown = new Watched();
        shown.meters.add(Gauge.builder("haihe.out.pending", shown, each -> each.pending)
                .tag("destination", destination)
                .register(registry));
        shown.meters.add(Gauge.builder("haihe.out.oldest.seconds", shown, this::age)
                .tag("destination", destination)
                .register(registry));
        shown.meters.add(Gauge.builder("haihe.out.state", shown, each -> each.state.ordinal())
                .tag("destination", destination)
                .register(registry));
        return shown;
    }

    private double age(Watched shown) {
        Instant oldest = shown.oldest;
        return oldest == null ? 0 : Duration.between(oldest, clock.instant()).toMillis() / 1_000.0;
    }

    /** Shows a destination no longer. */
    void forget(String destination) {
        Watched shown = watched.remove(destination);
        if (shown != null) {
            shown.meters.forEach(registry::remove);
        }
    }

    void countQueued(String destination, String event, int notSaid) {
        registry.counter("haihe.out.queued", "destination", destination, "event", event)
                .increment();
        registry.counter("haihe.out.not.said", "destination", destination).increment(notSaid);
    }

    /** Counts a message that goes out, and whether it was out before. */
    void countSent(String destination, boolean again) {
        registry.counter("haihe.out.sent", "destination", destination, "again", Boolean.toString(again))
                .increment();
    }

    /** Counts what came of it: an acknowledgement code, or none. */
    void countAnswered(String destination, String acknowledgement) {
        registry.counter("haihe.out.answered", "destination", destination, "acknowledgement", acknowledgement)
                .increment();
    }
}
