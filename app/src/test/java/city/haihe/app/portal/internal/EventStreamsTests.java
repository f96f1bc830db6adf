package city.haihe.app.portal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EventStreamsTests {

    private static final Duration SHORT = Duration.ofMillis(30);
    private static final Duration LONG = Duration.ofSeconds(5);

    private final FakeFeed feed = new FakeFeed();
    private final EventStreams streams = new EventStreams(feed);

    @BeforeEach
    void open() {
        streams.open();
    }

    @Test
    void tellsAPersonOfTheirOwnChangesAndOfNobodyElses() throws Exception {
        try (var a = streams.open("a", "session", null).orElseThrow();
                var b = streams.open("b", "session", null).orElseThrow()) {
            feed.change("Observation", "b");
            feed.change("Organization");
            assertThat(a.await(SHORT)).isEmpty();
            assertThat(b.await(LONG)).contains(1L);
            feed.change("Observation", "a", "b");
            assertThat(a.await(LONG)).contains(3L);
            assertThat(b.await(LONG)).contains(3L);
            assertThat(b.await(SHORT)).isEmpty();
        }
    }

    @Test
    void tellsWhatWasMissedSinceAPosition() throws Exception {
        feed.change("Observation", "a");
        feed.change("Observation", "a");
        feed.change("Observation", "b");
        try (var resumed = streams.open("a", "session", 1L).orElseThrow();
                var current = streams.open("a", "session", 2L).orElseThrow();
                var fresh = streams.open("a", "session", null).orElseThrow();
                var ahead = streams.open("a", "session", 99L).orElseThrow()) {
            assertThat(resumed.await(LONG)).contains(2L);
            assertThat(current.await(SHORT)).isEmpty();
            assertThat(fresh.await(SHORT)).isEmpty();
            assertThat(ahead.await(SHORT)).isEmpty();
        }
    }

    @Test
    void tellsSeveralChangesAsOne() throws Exception {
        try (var stream = streams.open("a", "session", null).orElseThrow()) {
            feed.change("Observation", "a");
            feed.change("Observation", "a");
            assertThat(stream.await(LONG)).contains(2L);
            assertThat(stream.await(SHORT)).isEmpty();
        }
    }

    @Test
    void endsAPersonsOldestStreamForTheNewest() {
        List<EventStreams.Stream> opened = new ArrayList<>();
        for (int index = 0; index <= EventStreams.MAX_STREAMS_A_PERSON; index++) {
            opened.add(streams.open("a", "session", null).orElseThrow());
        }
        assertThat(opened.getFirst().ended()).isTrue();
        assertThat(opened.get(1).ended()).isFalse();
        assertThat(streams.count()).isEqualTo(EventStreams.MAX_STREAMS_A_PERSON);
        opened.forEach(EventStreams.Stream::close);
        assertThat(streams.count()).isZero();
    }

    @Test
    void refusesMoreStreamsThanItHolds() {
        List<EventStreams.Stream> opened = new ArrayList<>();
        for (int index = 0; index < EventStreams.MAX_STREAMS; index++) {
            opened.add(streams.open("p" + index, "session", null).orElseThrow());
        }
        assertThat(streams.open("one more", "session", null)).isEmpty();
        opened.getFirst().close();
        assertThat(streams.open("one more", "session", null)).isPresent();
    }

    @Test
    void endsTheStreamsOfASessionAndOfNoOther() {
        try (var ended = streams.open("a", "one", null).orElseThrow();
                var kept = streams.open("a", "two", null).orElseThrow()) {
            streams.end("one");
            assertThat(ended.ended()).isTrue();
            assertThat(kept.ended()).isFalse();
        }
    }

    @Test
    void endsEveryStreamWhenItCloses() throws Exception {
        try (var stream = streams.open("a", "session", null).orElseThrow()) {
            streams.close(LONG);
            assertThat(stream.ended()).isTrue();
            assertThat(stream.await(LONG)).isEmpty();
        }
    }
}
