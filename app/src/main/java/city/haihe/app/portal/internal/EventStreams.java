package city.haihe.app.portal.internal;

import city.haihe.app.platform.ChangeEvent;
import city.haihe.app.platform.ChangeFeed;
import city.haihe.app.platform.Door;
import city.haihe.app.platform.Role;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Who is watching: tells every open stream of a person that something of that person changed, and where in the feed. What
 * changed is never told here; the page asks for it under the same rules as always.
 */
@Component
final class EventStreams implements Door {

    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
    /** A virtual thread and a socket each; the container takes 2,000 connections, and some must be left for pages. */
    static final int MAX_STREAMS = 1_500;
    /** Some open tabs on some devices; the oldest makes room for the newest. */
    static final int MAX_STREAMS_A_PERSON = 8;
    /** How far back a stream is resumed exactly; from further back the page is simply asked to look again. */
    private static final int MAX_RESUMED_CHANGES = 10_000;

    private static final int READ_AT_ONCE = 1_000;

    private final ChangeFeed feed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Deque<Stream>> streams = new HashMap<>();
    private int count;
    private @Nullable AutoCloseable following;

    EventStreams(ChangeFeed feed) {
        this.feed = feed;
    }

    @Override
    public Role role() {
        return Role.PORTAL;
    }

    @Override
    public String name() {
        return "event streams";
    }

    @Override
    public void open() {
        following = feed.follow(feed.head(), this::changed);
    }

    @Override
    public void close(Duration within) {
        try {
            if (following != null) {
                following.close();
            }
        } catch (Exception problem) {
            LOG.warn("the event streams did not stop following the feed: {}", problem.getMessage());
        }
        lock.lock();
        try {
            streams.values().forEach(deque -> deque.forEach(Stream::end));
        } finally {
            lock.unlock();
        }
    }

    private void changed(List<ChangeEvent> events) {
        lock.lock();
        try {
            for (ChangeEvent event : events) {
                for (String patient : event.patients()) {
                    Deque<Stream> watching = streams.get(patient);
                    if (watching != null) {
                        watching.forEach(stream -> stream.reach(event.position()));
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Opens a stream for a person, or answers empty where the process has as many as it can hold.
     *
     * @param patient whose changes are told
     * @param session the session that the stream ends with
     * @param after the last position that the person's page knows, or null for “from now on”
     */
    Optional<Stream> open(String patient, String session, @Nullable Long after) {
        Stream stream = new Stream(patient, session);
        lock.lock();
        try {
            if (count >= MAX_STREAMS) {
                return Optional.empty();
            }
            Deque<Stream> own = streams.computeIfAbsent(patient, _ -> new ArrayDeque<>());
            if (own.size() >= MAX_STREAMS_A_PERSON) {
                Stream oldest = own.removeFirst();
                count--;
                oldest.end();
            }
            own.addLast(stream);
            count++;
        } finally {
            lock.unlock();
        }
        // Only now, that nothing new can be missed, is looked up what happened before.
        if (after != null) {
            missed(patient, after).ifPresent(stream::reach);
        }
        return Optional.of(stream);
    }

    /** The newest position after the given one that touched the person. */
    private Optional<Long> missed(String patient, long after) {
        long head = feed.head();
        if (after >= head) {
            return Optional.empty();
        }
        if (after < 0 || head - after > MAX_RESUMED_CHANGES) {
            return Optional.of(head);
        }
        Long newest = null;
        for (long position = after; position < head; ) {
            List<ChangeEvent> events = feed.read(position, READ_AT_ONCE);
            if (events.isEmpty()) {
                break;
            }
            for (ChangeEvent event : events) {
                if (event.patients().contains(patient)) {
                    newest = event.position();
                }
            }
            position = events.getLast().position();
        }
        return Optional.ofNullable(newest);
    }

    /** Ends the streams of a session whose person signed out. */
    void end(String session) {
        lock.lock();
        try {
            for (Deque<Stream> own : streams.values()) {
                own.stream().filter(stream -> stream.session.equals(session)).forEach(Stream::end);
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many streams are open. */
    int count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    private void remove(Stream stream) {
        lock.lock();
        try {
            Deque<Stream> own = streams.get(stream.patient);
            if (own != null && own.remove(stream)) {
                count--;
                if (own.isEmpty()) {
                    streams.remove(stream.patient);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** One open stream. Several changes that come faster than they are sent are told as one. */
    final class Stream implements AutoCloseable {
        private final String patient;
        private final String session;
        private final ReentrantLock own = new ReentrantLock();
        private final Condition news = own.newCondition();
        private long reached;
        private long told;
        private boolean ended;

        private Stream(String patient, String session) {
            this.patient = patient;
            this.session = session;
        }

        private void reach(long position) {
            own.lock();
            try {
                if (position > reached) {
                    reached = position;
                    news.signalAll();
                }
            } finally {
                own.unlock();
            }
        }

        private void end() {
            own.lock();
            try {
                ended = true;
                news.signalAll();
            } finally {
                own.unlock();
            }
        }

        /** Whether it was told to end: the process stops, or the person opened too many others. */
        boolean ended() {
            own.lock();
            try {
                return ended;
            } finally {
                own.unlock();
            }
        }

        /** Waits for a change and answers its position, or empty after the time or at the end. */
        Optional<Long> await(Duration within) throws InterruptedException {
            own.lock();
            try {
                long left = within.toNanos();
                while (reached <= told && !ended && left > 0) {
                    left = news.awaitNanos(left);
                }
                if (reached <= told || ended) {
                    return Optional.empty();
                }
                told = reached;
                return Optional.of(told);
            } finally {
                own.unlock();
            }
        }

        @Override
        public void close() {
            remove(this);
        }
    }
}
