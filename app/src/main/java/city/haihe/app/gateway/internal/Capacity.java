package city.haihe.app.gateway.internal;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** What all connections together may take up. Who must wait is not read from meanwhile, so that its sender waits as well. */
@Component
class Capacity {

    /** Those in flight share transactions, see {@link MessageGroups}; more than two of the largest groups would only wait. */
    static final int MAX_IN_FLIGHT = 128;

    /** Two of the largest messages; parsed and mapped each takes several times its size. */
    static final int MAX_BYTES_IN_FLIGHT = 2 * MllpServer.MAX_MESSAGE_BYTES;

    /** Senders usually wait 30 s for an answer; who waited longer for a turn would be answered in vain. */
    private static final Duration TURN_LIMIT = Duration.ofSeconds(20);

    /** Up to this a connection's message counts nothing: it is about what its buffers take anyway. */
    static final int BLOCK_BYTES = 64 * 1024;

    /** Eight of the largest messages; all connections at once could hold a hundred times that. */
    static final int MAX_HELD_BYTES = 128 * 1024 * 1024;

    private final Turns turns = new Turns(MAX_IN_FLIGHT, MAX_BYTES_IN_FLIGHT);
    private final Semaphore blocks = new Semaphore(MAX_HELD_BYTES / BLOCK_BYTES, true);

    /** Waits for a sender's turn to have a message carried out; false where none came in time. */
    boolean awaitTurn(String sender, int bytes) {
        return turns.await(sender, bytes, TURN_LIMIT);
    }

    /** Ends a turn that was given. */
    void endTurn(int bytes) {
        turns.end(bytes);
    }

    /** A connection's share of what is held; used by one thread. */
    Share share() {
        return new Share();
    }

    /** How much one connection holds. */
    final class Share implements AutoCloseable {

        private int held;

        private Share() {}

        /** Makes the share as large as a message of so many bytes needs, if need be after some waiting; false where no room came. */
        boolean resize(int bytes, Duration within) {
            int needed = bytes / BLOCK_BYTES;
            if (needed > held) {
                if (!acquire(needed - held, within)) {
                    return false;
                }
            } else {
                blocks.release(held - needed);
            }
            held = needed;
            return true;
        }

        private boolean acquire(int more, Duration within) {
            try {
                return blocks.tryAcquire(more, within.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public void close() {
            resize(0, Duration.ZERO);
        }
    }
}
