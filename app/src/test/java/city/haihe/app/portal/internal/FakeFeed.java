package city.haihe.app.portal.internal;

import city.haihe.app.platform.Change;
import city.haihe.app.platform.ChangeConsumer;
import city.haihe.app.platform.ChangeEvent;
import city.haihe.app.platform.ChangeFeed;
import city.haihe.app.platform.ChangedResource;
import city.haihe.app.platform.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A feed in memory that keeps the contract of positions. */
final class FakeFeed implements ChangeFeed {

    private final List<ChangeEvent> events = new CopyOnWriteArrayList<>();
    private final List<ChangeConsumer> followers = new CopyOnWriteArrayList<>();

    /** Commits a change of a person's Observation, or of nobody's resource. */
    void change(String type, String... patients) {
        ChangedResource resource = new ChangedResource(type, "1", 1, ChangedResource.Operation.CREATE);
        ChangeEvent event = new ChangeEvent(
                events.size() + 1L,
                Instant.EPOCH,
                "Connection/test",
                "test",
                "TREAT",
                "0",
                null,
                Set.of(patients),
                List.of(resource));
        events.add(event);
        followers.forEach(follower -> follower.accept(List.of(event)));
    }

    @Override
    public void append(Transaction transaction, List<Change> changes) {
        throw new UnsupportedOperationException("the portal writes nothing");
    }

    @Override
    public long head() {
        return events.size();
    }

    @Override
    public List<ChangeEvent> read(long after, int limit) {
        return events.stream()
                .filter(event -> event.position() > after)
                .limit(limit)
                .toList();
    }

    @Override
    public AutoCloseable consume(String name, ChangeConsumer consumer) {
        throw new UnsupportedOperationException("the portal keeps no position");
    }

    @Override
    public AutoCloseable follow(long after, ChangeConsumer consumer) {
        followers.add(consumer);
        return () -> followers.remove(consumer);
    }
}
