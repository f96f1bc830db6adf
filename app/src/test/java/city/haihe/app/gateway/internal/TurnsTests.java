package city.haihe.app.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TurnsTests {

    private static final Duration LONG = Duration.ofSeconds(15);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final Turns turns = new Turns(1, 100);

    @Test
    void letsAQuietSenderThroughAfterOneMessageOfAFlood() throws InterruptedException {
        assertThat(turns.await("flood", 1, LONG)).isTrue();
        List<String> order = new CopyOnWriteArrayList<>();
        CountDownLatch done = new CountDownLatch(21);
        for (int number = 0; number < 20; number++) {
            queue("flood", order, done);
        }
        queue("quiet", order, done);
        turns.end(1);
        done.await();
        assertThat(order.indexOf("quiet")).isLessThanOrEqualTo(1);
    }

    private void queue(String sender, List<String> order, CountDownLatch done) throws InterruptedException {
        Thread waiting = Thread.ofPlatform().start(() -> {
            if (turns.await(sender, 1, LONG)) {
                order.add(sender);
                turns.end(1);
            }
            done.countDown();
        });
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.sleep(1);
        }
    }

    @Test
    void givesUpAfterAWhileAndLeavesNothingBehind() {
        assertThat(turns.await("one", 1, LONG)).isTrue();
        assertThat(turns.await("two", 1, SHORT)).isFalse();
        turns.end(1);
        assertThat(turns.await("three", 1, SHORT)).isTrue();
    }

    @Test
    void letsALargeMessageWaitForRoomAndNoOtherPastIt() throws InterruptedException {
        Turns roomy = new Turns(10, 100);
        assertThat(roomy.await("one", 60, LONG)).isTrue();
        CountDownLatch large = new CountDownLatch(1);
        Thread waiting = Thread.ofPlatform().start(() -> {
            if (roomy.await("large", 100, LONG)) {
                large.countDown();
            }
        });
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.sleep(1);
        }
        assertThat(roomy.await("small", 1, SHORT)).isFalse();
        roomy.end(60);
        large.await();
        roomy.end(100);
        assertThat(roomy.await("small", 1, SHORT)).isTrue();
    }
}
