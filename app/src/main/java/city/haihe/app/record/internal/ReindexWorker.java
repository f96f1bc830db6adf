package city.haihe.app.record.internal;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for search parameters that were added anywhere, and does reindexes in the background, a part at a time. */
final class ReindexWorker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReindexWorker.class);

    private static final long LOOK_MILLIS = 1_000;

    /** Between two parts, so that a reindex leaves most of the machine to those who wait for answers. */
    private static final long BETWEEN_MILLIS = 5;

    private static final long CLOSE_SECONDS = 10;

    private final RecordEngine engine;
    private final Reindexing reindexing;
    private final AtomicLong waiting = new AtomicLong();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    ReindexWorker(RecordEngine engine) {
        this.engine = engine;
        this.reindexing = new Reindexing(engine);
        this.thread = Thread.ofPlatform().daemon().name("record-reindex").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** How many resources have yet to be indexed anew. */
    long waiting() {
        return waiting.get();
    }

    private void run() {
        long pause = 0;
        try {
            while (!closing.await(pause, TimeUnit.MILLISECONDS)) {
                pause = turn() ? BETWEEN_MILLIS : LOOK_MILLIS;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean turn() {
        try {
            engine.added().refresh();
            boolean more = reindexing.step();
            List<Reindexing.Job> jobs = engine.database().read(Reindexing::unfinished);
            waiting.set(jobs.stream()
                    .mapToLong(job -> Math.max(1, job.total() - job.done()))
                    .sum());
            return more;
        } catch (RuntimeException e) {
            // The database may be away; the next turn tries again from where the last one got to.
            LOG.warn("reindex: waits after {}", e.toString());
            return false;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(java.time.Duration.ofSeconds(CLOSE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
