package city.haihe.app.identity.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Failures and the pause that follows them, longer each time, never for good. Keyed by account and address together, so that
 * nobody can keep another person out, and by address alone with more patience.
 */
@Component
class Attempts {

    /** Bounded, so that a flood of names costs no memory: the one untouched longest leaves. */
    private static final int REMEMBERED = 10_000;

    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(15);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final int MAX_DOUBLINGS = 6;

    private final Clock clock;
    private final Map<String, Failures> failures = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Failures(int count, Instant last, Instant freeAt) {}

    Attempts(Clock clock) {
        this.clock = clock;
    }

    /** How long the key must still pause. */
    synchronized Duration pause(String key) {
        Failures known = failures.get(key);
        Instant now = clock.instant();
        return known == null || !known.freeAt().isAfter(now) ? Duration.ZERO : Duration.between(now, known.freeAt());
    }

    /** Counts a failure; the first few, as many as are free, have no pause. */
    synchronized void failed(String key, int free) {
        Instant now = clock.instant();
        Failures known = failures.get(key);
        boolean fresh = known == null || known.last().plus(FORGOTTEN_AFTER).isBefore(now);
        int count = fresh || known == null ? 1 : known.count() + 1;
        Duration pause =
                count <= free ? Duration.ZERO : Duration.ofSeconds(1L << Math.min(count - free - 1, MAX_DOUBLINGS));
        Instant freeAt = now.plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
        failures.put(key, new Failures(count, now, freeAt));
    }

    /** Forgets the key after a success. */
    synchronized void succeeded(String key) {
        failures.remove(key);
    }
}
