package city.haihe.app.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapacityTests {

    private static final Duration NOT_AT_ALL = Duration.ZERO;

    private final Capacity capacity = new Capacity();

    @Test
    void holdsNoMoreThanItsBoundAndGivesBackWhatIsReleased() {
        List<Capacity.Share> shares = new ArrayList<>();
        Capacity.Share share = capacity.share();
        while (share.resize(MllpServer.MAX_MESSAGE_BYTES, NOT_AT_ALL)) {
            shares.add(share);
            share = capacity.share();
        }
        assertThat(shares).hasSize(Capacity.MAX_HELD_BYTES / MllpServer.MAX_MESSAGE_BYTES);
        assertThat(share.resize(Capacity.BLOCK_BYTES - 1, NOT_AT_ALL))
                .as("an ordinary message is always taken")
                .isTrue();
        shares.getFirst().close();
        assertThat(share.resize(MllpServer.MAX_MESSAGE_BYTES, NOT_AT_ALL)).isTrue();
        share.resize(0, NOT_AT_ALL);
        assertThat(shares.getFirst().resize(MllpServer.MAX_MESSAGE_BYTES, NOT_AT_ALL))
                .isTrue();
    }

    @Test
    void waitsForRoomThatAnotherGivesBack() throws InterruptedException {
        Capacity.Share all = capacity.share();
        assertThat(all.resize(Capacity.MAX_HELD_BYTES, NOT_AT_ALL)).isTrue();
        Thread waiting = Thread.ofVirtual().start(() -> capacity.share().resize(1_000_000, Duration.ofSeconds(10)));
        waiting.join(100);
        assertThat(waiting.isAlive()).isTrue();
        all.close();
        waiting.join(5_000);
        assertThat(waiting.isAlive()).isFalse();
    }

    @Test
    void letsInNoMoreMessagesThanItsBound() throws InterruptedException {
        for (int turn = 0; turn < Capacity.MAX_IN_FLIGHT; turn++) {
            assertThat(capacity.awaitTurn("one", 1)).isTrue();
        }
        Thread waiting = Thread.ofVirtual().start(() -> capacity.awaitTurn("one", 1));
        waiting.join(200);
        assertThat(waiting.isAlive()).isTrue();
        capacity.endTurn(1);
        waiting.join(5_000);
        assertThat(waiting.isAlive()).isFalse();
    }
}
