package city.haihe.app.platform.internal;

import city.haihe.app.platform.ChangeConsumer;
import city.haihe.app.platform.ChangeEvent;
import java.util.List;

/** Hands changes to someone in this process; its position is in memory only. */
final class Follower extends ChangeLoop {

    private static final int BATCH = 500;
    private static final long WAIT_MILLIS = 1_000;

    private final ChangeConsumer consumer;
    private final ChangeTail tail;
    private long position;

    Follower(long after, ChangeConsumer consumer, ChangeTail tail) {
        super("change-follower");
        this.position = after;
        this.consumer = consumer;
        this.tail = tail;
    }

    @Override
    void step() throws InterruptedException {
        List<ChangeEvent> events = tail.read(position, BATCH);
        if (events.isEmpty()) {
            tail.awaitAfter(position, WAIT_MILLIS);
            return;
        }
        consumer.accept(events);
        position = events.getLast().position();
    }
}
