package city.haihe.app.gateway.internal;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** What all connections together may take up. */
@Component
class Capacity {

    /** Each message in flight holds a database connection; a third of the pool is left to the other doors. */
    static final int MAX_IN_FLIGHT = 16;

    /** Whoever waits longer for a turn is told to come again, before its own patience of usually 30 s ends. */
    private static final Duration TURN_LIMIT = Duration.ofSeconds(20);

    /** Up to this a connection's message counts nothing: it is about what its buffers take anyway. */
    static final int BLOCK_BYTES = 64 * 1024;

    /** Sixteen of the largest messages; all connections at once could hold thirty times that. */
    static final int MAX_HELD_BYTES = 128 * 1024 * 1024;

    private final Semaphore turns = new Semaphore(MAX_IN_FLIGHT, true);
    private final Semaphore blocks = new Semaphore(MAX_HELD_BYTES / BLOCK_BYTES);

    /** Waits for a turn to carry out a message; false where none came in time. */
    boolean awaitTurn() {
        try {
            return turns.tryAcquire(TURN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void endTurn() {
        turns.release();
    }

    /** A connection's share of what is held; used by one thread. */
    Share share() {
        return new Share();
    }

    /** How much one connection holds. */
    final class Share implements AutoCloseable {

        private int held;

        private Share() {}

        /** Makes the share as large as a message of so many bytes needs; false where there is no room. */
        boolean resize(int bytes) {
            int needed = bytes / BLOCK_BYTES;
            if (needed > held) {
                if (!blocks.tryAcquire(needed - held)) {
                    return false;
                }
            } else {
                blocks.release(held - needed);
            }
            held = needed;
            return true;
        }

        @Override
        public void close() {
            resize(0);
        }
    }
}
