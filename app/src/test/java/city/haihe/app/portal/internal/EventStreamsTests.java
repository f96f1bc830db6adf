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
        try (var a = streams.open("a", null).orElseThrow();
                var b = streams.open("b", null).orElseThrow()) {
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
        try (var resumed = streams.open("a", 1L).orElseThrow();
                var current = streams.open("a", 2L).orElseThrow();
                var fresh = streams.open("a", null).orElseThrow();
                var ahead = streams.open("a", 99L).orElseThrow()) {
            assertThat(resumed.await(LONG)).contains(2L);
            assertThat(current.await(SHORT)).isEmpty();
            assertThat(fresh.await(SHORT)).isEmpty();
            assertThat(ahead.await(SHORT)).isEmpty();
        }
    }

    @Test
    void tellsSeveralChangesAsOne() throws Exception {
        try (var stream = streams.open("a", null).orElseThrow()) {
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
            opened.add(streams.open("a", null).orElseThrow());
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
            opened.add(streams.open("p" + index, null).orElseThrow());
        }
        assertThat(streams.open("one more", null)).isEmpty();
        opened.getFirst().close();
        assertThat(streams.open("one more", null)).isPresent();
    }

    @Test
    void endsEveryStreamWhenItCloses() throws Exception {
        try (var stream = streams.open("a", null).orElseThrow()) {
            streams.close(LONG);
            assertThat(stream.ended()).isTrue();
            assertThat(stream.await(LONG)).isEmpty();
        }
    }
}
