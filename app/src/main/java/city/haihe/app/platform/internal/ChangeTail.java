package city.haihe.app.platform.internal;

import city.haihe.app.platform.ChangeEvent;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * The newest changes in memory, read once a process however many follow them. A local wake-up or PostgreSQL's notification
 * of another process makes it read on; a poll covers a notification that was lost.
 */
final class ChangeTail implements AutoCloseable {

    /** Followers further behind than this read from the database. */
    private static final int KEPT = 10_000;

    private static final int BATCH = 1_000;
    private static final long POLL_MILLIS = 250;
    private static final int LISTEN_MILLIS = 1_000;

    private final SequencedChangeFeed feed;
    private final PostgresAddress address;
    private final ConcurrentSkipListMap<Long, ChangeEvent> recent = new ConcurrentSkipListMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private final Condition grown = lock.newCondition();
    private final ChangeLoop reader = new Reader();
    private final ChangeLoop listener = new Listener();
    private long head = -1;
    private boolean wake;

    ChangeTail(SequencedChangeFeed feed, PostgresAddress address) {
        this.feed = feed;
        this.address = address;
    }

    void start() {
        reader.start();
        listener.start();
    }

    /** Says that there are new changes. */
    void wake() {
        lock.lock();
        try {
            wake = true;
            woken.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is a change after the position, or the time is over. */
    void awaitAfter(long position, long timeoutMillis) throws InterruptedException {
        long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        lock.lock();
        try {
            while (head <= position && left > 0) {
                left = grown.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Changes after the position, from memory where they are there. */
    List<ChangeEvent> read(long after, int limit) {
        var oldest = recent.firstEntry();
        if (oldest == null || oldest.getKey() > after + 1) {
            return feed.read(after, limit);
        }
        List<ChangeEvent> events = new ArrayList<>();
        for (ChangeEvent event : recent.tailMap(after, false).values()) {
            events.add(event);
            if (events.size() == limit) {
                break;
            }
        }
        return events;
    }

    private final class Reader extends ChangeLoop {

        Reader() {
            super("change-tail");
        }

        @Override
        void step() throws InterruptedException {
            if (head < 0) {
                advance(feed.head());
            }
            List<ChangeEvent> events = feed.read(head, BATCH);
            for (ChangeEvent event : events) {
                recent.put(event.position(), event);
            }
            while (recent.size() > KEPT) {
                recent.pollFirstEntry();
            }
            if (!events.isEmpty()) {
                advance(events.getLast().position());
            }
            if (events.size() < BATCH) {
                awaitWake();
            }
        }

        private void advance(long position) {
            lock.lock();
            try {
                head = position;
                grown.signalAll();
            } finally {
                lock.unlock();
            }
        }

        private void awaitWake() throws InterruptedException {
            long left = TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS);
            lock.lock();
            try {
                while (!wake && left > 0) {
                    left = woken.awaitNanos(left);
                }
                wake = false;
            } finally {
                lock.unlock();
            }
        }
    }

    private final class Listener extends ChangeLoop {

        private @Nullable Connection connection;

        Listener() {
            super("change-listener");
        }

        @Override
        void step() throws SQLException {
            Connection open = connection;
            if (open == null) {
                open = DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
                try (var statement = open.createStatement()) {
                    statement.execute("LISTEN " + SequencedChangeFeed.CHANNEL);
                }
                connection = open;
                wake();
            }
            try {
                if (open.unwrap(PGConnection.class).getNotifications(LISTEN_MILLIS).length > 0) {
                    wake();
                }
            } catch (SQLException lost) {
                connection = null;
                open.close();
                throw lost;
            }
        }

        @Override
        public void close() {
            super.close();
            Connection open = connection;
            if (open != null) {
                try {
                    open.close();
                } catch (SQLException alreadyGone) {
                    connection = null;
                }
            }
        }
    }

    @Override
    public void close() {
        reader.close();
        listener.close();
    }
}
