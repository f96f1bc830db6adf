package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.Transaction;
import city.haihe.app.record.internal.SessionReferences.Warning;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets writes of single resources that arrive together share a transaction, and so its statements and its commit, which cost
 * several times what a row does. Whoever writes leads if nobody leads, takes along what waits, and answers all of it after the
 * commit. Nothing waits to be joined: one write alone is done at once.
 *
 * <p>Nobody's failure is another's: what is refused before it wrote anything is left out, and after anything else the shared
 * transaction is undone and each is done by itself.
 */
final class CombinedWrites {

    /** More in one transaction would make each wait for many. */
    private static final int MAX_GROUP = 64;

    /** What comes when so many wait is done by itself, in the pool's queue for connections. */
    private static final int MAX_WAITING = 1_000;

    /** A group does not wait longer for somebody else's lock: those who do not need it should not wait with it. */
    private static final String LOCK_TIMEOUT = "200ms";

    private final RecordEngine engine;
    private final LinkedBlockingQueue<Pending<?>> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    /**
     * One leads at a time: with two, on two cores, groups were half as large and a create cost a tenth more CPU. What arrives
     * while a group waits for the disk is the next group.
     */
    private final Semaphore leader = new Semaphore(1);

    CombinedWrites(RecordEngine engine) {
        this.engine = engine;
    }

    /** What one writes; may be run again after a transaction that was undone. */
    @FunctionalInterface
    interface Work<T> {
        T run(WriteSession session) throws SQLException;
    }

    /** What came of a write, and what is to be warned of. */
    record Finished<T>(T result, List<Warning> warnings) {}

    /**
     * What a write is about, which decides the order in a group: all groups take locks in the same order.
     *
     * @param type the resource type of the row it will lock, or empty where it locks none
     * @param key the row's id, or the claim it may make
     * @param criteria what it may claim, or null
     */
    record Subject(String type, String key, @Nullable Criteria criteria) {

        /** It locks nothing. */
        static final Subject NONE = new Subject("", "", null);

        /** It locks a row. */
        static Subject row(String type, String id) {
            return new Subject(type, id, null);
        }

        /** It may claim criteria. */
        static Subject claim(Criteria criteria) {
            return new Subject("", criteria.key(), criteria);
        }

        private static final Comparator<Subject> ORDER =
                Comparator.comparing(Subject::type).thenComparing(Subject::key);
    }

    /** Does the work, alone or with others, and answers after its commit. */
    <T> Finished<T> write(Visibility visibility, Subject subject, Work<T> work) {
        Pending<T> pending = new Pending<>(visibility, subject, work, Thread.currentThread());
        if (!waiting.offer(pending)) {
            alone(pending);
            return pending.answer();
        }
        while (pending.state != State.DONE) {
            if (pending.state == State.WAITING && leader.tryAcquire()) {
                try {
                    lead();
                } finally {
                    leader.release();
                    callNext();
                }
            } else {
                LockSupport.park(this);
            }
        }
        return pending.answer();
    }

    /** Work by itself, in a transaction of its own. */
    <T> Finished<T> writeAlone(Visibility visibility, Work<T> work) {
        return engine.database().transaction(transaction -> {
            WriteSession session = new WriteSession(engine, transaction, visibility);
            T result = work.run(session);
            session.finish();
            return new Finished<>(result, session.warnings());
        });
    }

    private enum State {
        WAITING,
        TAKEN,
        DONE
    }

    private static final class Pending<T> {

        private final Visibility visibility;
        private final Subject subject;
        private final Work<T> work;
        private final Thread thread;
        private volatile State state = State.WAITING;
        private @Nullable Finished<T> finished;
        private @Nullable RuntimeException refusal;

        Pending(Visibility visibility, Subject subject, Work<T> work, Thread thread) {
            this.visibility = visibility;
            this.subject = subject;
            this.work = work;
            this.thread = thread;
        }

        /** Runs the work in a session; its result counts once the transaction is committed. */
        void run(WriteSession session) throws SQLException {
            finished = new Finished<>(work.run(session), session.warnings());
            refusal = null;
        }

        void refuse(RuntimeException failure) {
            finished = null;
            refusal = failure;
        }

        void done() {
            state = State.DONE;
            LockSupport.unpark(thread);
        }

        Finished<T> answer() {
            if (refusal != null) {
                throw refusal;
            }
            Finished<T> known = finished;
            if (known == null) {
                throw new IllegalStateException("a write without a result (expected: a result or a refusal)");
            }
            return known;
        }
    }

    private void callNext() {
        Pending<?> next = waiting.peek();
        if (next != null) {
            LockSupport.unpark(next.thread);
        }
    }

    private void lead() {
        List<Pending<?>> group = new ArrayList<>();
        waiting.drainTo(group, MAX_GROUP);
        group.forEach(pending -> pending.state = State.TAKEN);
        try {
            if (group.size() == 1 || !together(group)) {
                group.forEach(this::alone);
            }
        } finally {
            group.forEach(Pending::done);
        }
    }

    private <T> void alone(Pending<T> pending) {
        try {
            pending.finished = writeAlone(pending.visibility, pending.work);
            pending.refusal = null;
        } catch (RuntimeException failure) {
            pending.refuse(failure);
        }
    }

    /** Tries to do all in one transaction; answers whether each has its result or refusal. */
    private boolean together(List<Pending<?>> group) {
        group.sort(Comparator.comparing((Pending<?> pending) -> pending.subject, Subject.ORDER));
        try {
            return engine.database().transaction(transaction -> {
                run(transaction, group);
                return true;
            });
        } catch (RuntimeException failure) {
            boolean gone = failure instanceof HaiheException known && known.code() == ErrorCode.UNAVAILABLE;
            if (gone) {
                // One by one they would all wait for the same database.
                group.forEach(pending -> pending.refuse(failure));
            }
            return gone;
        }
    }

    private void run(Transaction transaction, List<Pending<?>> group) throws SQLException {
        TransactionRows rows = new TransactionRows(engine.store(), transaction.connection());
        lockTogether(transaction, group, rows);
        List<WriteSession> sessions = new ArrayList<>(group.size());
        for (Pending<?> pending : group) {
            WriteSession session = new WriteSession(engine, transaction, pending.visibility, rows);
            try {
                pending.run(session);
                sessions.add(session);
            } catch (HaiheException refused) {
                if (session.hasWritten()) {
                    throw refused;
                }
                pending.refuse(refused);
            }
        }
        if (!sessions.isEmpty()) {
            WriteSession.finish(sessions);
        }
    }

    private static void lockTogether(Transaction transaction, List<Pending<?>> group, TransactionRows rows)
            throws SQLException {
        SortedMap<String, TreeSet<String>> ids = new TreeMap<>();
        for (Pending<?> pending : group) {
            if (!pending.subject.type().isEmpty()) {
                ids.computeIfAbsent(pending.subject.type(), type -> new TreeSet<>())
                        .add(pending.subject.key());
            }
        }
        boolean mayWait = group.stream().anyMatch(pending -> !pending.subject.equals(Subject.NONE));
        if (mayWait) {
            try (PreparedStatement limit =
                    transaction.connection().prepareStatement("SELECT set_config('lock_timeout',?,true)")) {
                limit.setString(1, LOCK_TIMEOUT);
                limit.execute();
            }
        }
        rows.seek(group.stream()
                .map(pending -> pending.subject.criteria())
                .filter(Objects::nonNull)
                .toList());
        rows.lockAll(ids);
    }
}
