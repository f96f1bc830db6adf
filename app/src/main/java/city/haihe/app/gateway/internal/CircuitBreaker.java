package city.haihe.app.gateway.internal;

import java.time.Duration;

/**
 * Keeps from hammering a receiver that is not there: after some failures in a row it opens, and lets one message try after a
 * pause that doubles. An answer of any kind closes it. Safe for use by several threads.
 */
final class CircuitBreaker {

    /** One reset or slow answer is no outage. */
    static final int FAILURES_TO_OPEN = 3;

    /** A restart takes a receiver a moment. */
    static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    /** An outage of hours is noticed at most so late to be over. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** Beyond it the pause is the longest, and more would overflow. */
    private static final int MAX_DOUBLINGS = 16;

    private int failures;
    private boolean trying;
    private long retryNanos;

    /** Where it stands. */
    enum State {
        CLOSED,
        OPEN,
        /** One message is out, to see whether the receiver is back. */
        TRYING
    }

    /** Whether a message may go out now; where it is open, the one that may must report what came of it. */
    synchronized boolean lets(long nowNanos) {
        if (failures < FAILURES_TO_OPEN) {
            return true;
        }
        if (trying || nowNanos - retryNanos < 0) {
            return false;
        }
        trying = true;
        return true;
    }

    /** The receiver answered. */
    synchronized void succeeded() {
        failures = 0;
        trying = false;
    }

    /** It did not; answers the pause before the next try. */
    synchronized Duration failed(long nowNanos) {
        failures++;
        trying = false;
        int doublings = Math.min(failures - 1, MAX_DOUBLINGS);
        long millis = Math.min(FIRST_PAUSE.toMillis() << doublings, LONGEST_PAUSE.toMillis());
        Duration pause = Duration.ofMillis(millis);
        retryNanos = nowNanos + pause.toNanos();
        return pause;
    }

    /** The message that was let through did not go out after all. */
    synchronized void withdrawn() {
        trying = false;
    }

    synchronized State state() {
        if (failures < FAILURES_TO_OPEN) {
            return State.CLOSED;
        }
        return trying ? State.TRYING : State.OPEN;
    }
}
