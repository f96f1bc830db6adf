package city.haihe.app.platform.internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that does a piece of work again and again, and waits after a failure instead of dying of it. */
abstract class ChangeLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeLoop.class);

    private static final long FAILURE_PAUSE_MILLIS = 500;
    private static final long STOP_LIMIT_MILLIS = 5_000;

    private final String name;
    private final Thread thread;
    private volatile boolean closed;

    ChangeLoop(String name) {
        this.name = name;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::loop);
    }

    /** One piece of work; it waits by itself where there is nothing to do. */
    abstract void step() throws Exception;

    final void start() {
        thread.start();
    }

    final boolean isClosed() {
        return closed;
    }

    private void loop() {
        while (!closed) {
            try {
                step();
            } catch (InterruptedException stopping) {
                return;
            } catch (Exception failed) {
                if (closed) {
                    return;
                }
                LOG.warn("event=loop-failed loop={} reason=\"{}\"", name, failed.getMessage());
                if (!pause()) {
                    return;
                }
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(FAILURE_PAUSE_MILLIS);
            return true;
        } catch (InterruptedException stopping) {
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(STOP_LIMIT_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
