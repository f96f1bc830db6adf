package city.haihe.app.gateway.internal;

import city.haihe.app.platform.Database;
import city.haihe.app.platform.ErrorCategory;
import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.record.ClinicalRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Lets messages that arrive together share a transaction, and so its statements and its commit. Whoever has a message leads if
 * too few lead, takes along what waits, and lets all of it be answered after the commit. Nothing waits to be joined: one
 * message alone is carried out at once.
 *
 * <p>Nobody's failure is another's: after any failure the shared transaction is undone, and each message is carried out by its
 * own connection, in a transaction of its own.
 */
@Component
class MessageGroups {

    private static final Logger LOG = LoggerFactory.getLogger(MessageGroups.class);

    /** More in one transaction would make each wait for many. */
    private static final int MAX_GROUP = 64;

    /** What a transaction writes at most, about: its rows are in memory until they are sent. */
    private static final int MAX_CHANGES = 2_000;

    /** A message with a scanned document has a transaction of its own, and so has one with very many results. */
    private static final int MAX_SHARED_BYTES = 256 * 1024;

    private static final int MAX_SHARED_CHANGES = 500;

    /** One prepares while another waits for PostgreSQL. */
    private static final int LEADERS = 2;

    /** Each holds a connection of the pool, of which the other doors need most. */
    private static final int ALONE_AT_ONCE = 4;

    private final Database database;
    private final InboxPartitions partitions;
    private final MessageTransaction work;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Pending> waiting = new ArrayDeque<>();
    private final Semaphore leaders = new Semaphore(LEADERS);
    private final Semaphore alone = new Semaphore(ALONE_AT_ONCE, true);

    MessageGroups(
            Database database,
            Inbox inbox,
            InboxPartitions partitions,
            DeadLetters deadLetters,
            ClinicalRecord record) {
        this.database = database;
        this.partitions = partitions;
        this.work = new MessageTransaction(inbox, deadLetters, record);
    }

    private enum State {
        WAITING,
        TAKEN,
        ALONE,
        DONE
    }

    private static final class Pending {

        private final Prepared message;
        private final Thread thread = Thread.currentThread();
        private volatile State state = State.WAITING;
        private @Nullable Committed committed;
        private @Nullable RuntimeException failure;

        Pending(Prepared message) {
            this.message = message;
        }

        void next(State next) {
            state = next;
            LockSupport.unpark(thread);
        }

        Committed answer() {
            if (failure != null) {
                throw failure;
            }
            Committed known = committed;
            if (known == null) {
                throw new IllegalStateException("a message without an outcome (expected: one, or a failure)");
            }
            return known;
        }
    }

    /**
     * Commits a message, by itself or with others, and answers what became of it.
     *
     * @throws RuntimeException where nothing of it was stored
     */
    Committed commit(Prepared message) {
        partitions.require(message.received().at());
        if (isLarge(message)) {
            return commitAlone(message);
        }
        Pending pending = new Pending(message);
        add(pending);
        while (true) {
            switch (pending.state) {
                case DONE -> {
                    return pending.answer();
                }
                case ALONE -> {
                    return commitAlone(message);
                }
                case WAITING, TAKEN -> {
                    if (pending.state != State.WAITING || !leaders.tryAcquire()) {
                        LockSupport.park(this);
                        continue;
                    }
                    try {
                        lead();
                    } finally {
                        leaders.release();
                        callNext();
                    }
                }
            }
        }
    }

    private static boolean isLarge(Prepared message) {
        return message.received().bytes().length > MAX_SHARED_BYTES
                || message instanceof Prepared.Taken taken
                        && (taken.translated().changes().size() > MAX_SHARED_CHANGES
                                // What refers to the merged patient may be anything and much.
                                || !taken.translated().merges().isEmpty());
    }

    private void add(Pending pending) {
        lock.lock();
        try {
            waiting.add(pending);
        } finally {
            lock.unlock();
        }
    }

    private void callNext() {
        lock.lock();
        try {
            Pending next = waiting.peek();
            if (next != null) {
                LockSupport.unpark(next.thread);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes what waits, in its order; of messages with the same key, only the first. */
    private List<Pending> take() {
        List<Pending> group = new ArrayList<>();
        Set<Inbox.Key> keys = new HashSet<>();
        int changes = 0;
        lock.lock();
        try {
            Iterator<Pending> next = waiting.iterator();
            while (next.hasNext() && group.size() < MAX_GROUP && changes < MAX_CHANGES) {
                Pending pending = next.next();
                if (pending.message instanceof Prepared.Taken taken) {
                    if (!keys.add(taken.key())) {
                        continue;
                    }
                    changes += taken.translated().changes().size();
                }
                next.remove();
                pending.state = State.TAKEN;
                group.add(pending);
            }
        } finally {
            lock.unlock();
        }
        return group;
    }

    private void lead() {
        List<Pending> group = take();
        if (group.isEmpty()) {
            return;
        }
        try {
            List<Prepared> messages =
                    group.stream().map(pending -> pending.message).toList();
            List<Committed> committed = database.transaction(transaction -> work.run(transaction, messages));
            for (int place = 0; place < group.size(); place++) {
                group.get(place).committed = committed.get(place);
            }
            group.forEach(pending -> pending.next(State.DONE));
        } catch (RuntimeException failed) {
            dissolve(group, failed);
        } catch (Error fatal) {
            dissolve(group, new IllegalStateException(fatal));
            throw fatal;
        }
    }

    /** One by one they would all wait for the same database where that is away. */
    private static void dissolve(List<Pending> group, RuntimeException failed) {
        boolean gone = failed instanceof HaiheException known && known.code() == ErrorCode.UNAVAILABLE;
        if (!gone && group.size() > 1) {
            LOG.info("event=message-group-dissolved messages={}", group.size());
            group.forEach(pending -> pending.next(State.ALONE));
            return;
        }
        for (Pending pending : group) {
            if (gone) {
                pending.failure = failed;
                pending.next(State.DONE);
            } else {
                pending.next(State.ALONE);
            }
        }
    }

    private Committed commitAlone(Prepared message) {
        alone.acquireUninterruptibly();
        try {
            return only(message);
        } catch (HaiheException refused) {
            if (!(message instanceof Prepared.Taken taken) || refused.code().category() != ErrorCategory.USER) {
                throw refused;
            }
            Refusal refusal = Refusal.notTaken(String.valueOf(refused.getMessage()));
            return only(new Prepared.Refused(taken.received(), taken.connection(), taken.message(), refusal));
        } finally {
            alone.release();
        }
    }

    private Committed only(Prepared message) {
        return database.transaction(transaction -> work.run(transaction, List.of(message)))
                .getFirst();
    }
}
