package city.haihe.app.gateway.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets a bounded number of messages, and a bounded number of their bytes, be in work at once. Senders take turns: of those that
 * wait, each gets one message through before any gets a second, however many it has waiting.
 */
final class Turns {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Deque<Waiting>> waiting = new HashMap<>();
    private final Deque<String> order = new ArrayDeque<>();
    private int freeMessages;
    private long freeBytes;

    /** One that waits; guarded by the lock. */
    private static final class Waiting {
        private final int bytes;
        private final Condition changed;
        private boolean granted;

        private Waiting(int bytes, Condition changed) {
            this.bytes = bytes;
            this.changed = changed;
        }
    }

    Turns(int messages, long bytes) {
        this.freeMessages = messages;
        this.freeBytes = bytes;
    }

    /** Waits for a turn; false where none came in time or the thread is to stop. A message must not be larger than all there is. */
    boolean await(String sender, int bytes, Duration within) {
        lock.lock();
        try {
            Waiting mine = new Waiting(bytes, lock.newCondition());
            Deque<Waiting> queue = waiting.computeIfAbsent(sender, key -> new ArrayDeque<>());
            if (queue.isEmpty()) {
                order.addLast(sender);
            }
            queue.addLast(mine);
            grant();
            long nanos = within.toNanos();
            try {
                while (!mine.granted && nanos > 0) {
                    nanos = mine.changed.awaitNanos(nanos);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            if (!mine.granted) {
                leave(sender, queue, mine);
            }
            return mine.granted;
        } finally {
            lock.unlock();
        }
    }

    private void leave(String sender, Deque<Waiting> queue, Waiting mine) {
        queue.remove(mine);
        if (queue.isEmpty()) {
            waiting.remove(sender);
            order.remove(sender);
        }
        grant();
    }

    /** Gives back what a turn took. */
    void end(int bytes) {
        lock.lock();
        try {
            freeMessages++;
            freeBytes += bytes;
            grant();
        } finally {
            lock.unlock();
        }
    }

    /** A large message at the head waits until there is room, and so do those behind it: else it would wait for ever. */
    private void grant() {
        while (!order.isEmpty()) {
            String sender = order.getFirst();
            Deque<Waiting> queue = waiting.get(sender);
            Waiting next = queue == null ? null : queue.getFirst();
            if (queue == null || next == null || freeMessages == 0 || next.bytes > freeBytes) {
                return;
            }
            queue.removeFirst();
            order.removeFirst();
            if (queue.isEmpty()) {
                waiting.remove(sender);
            } else {
                order.addLast(sender);
            }
            freeMessages--;
            freeBytes -= next.bytes;
            next.granted = true;
            next.changed.signal();
        }
    }
}
