package city.haihe.app.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapacityTests {

    private final Capacity capacity = new Capacity();

    @Test
    void holdsNoMoreThanItsBoundAndGivesBackWhatIsReleased() {
        List<Capacity.Share> shares = new ArrayList<>();
        Capacity.Share share = capacity.share();
        while (share.resize(MllpServer.MAX_MESSAGE_BYTES)) {
            shares.add(share);
            share = capacity.share();
        }
        assertThat(shares).hasSize(Capacity.MAX_HELD_BYTES / MllpServer.MAX_MESSAGE_BYTES);
        assertThat(share.resize(Capacity.BLOCK_BYTES - 1))
                .as("an ordinary message is always taken")
                .isTrue();
        shares.getFirst().close();
        assertThat(share.resize(MllpServer.MAX_MESSAGE_BYTES)).isTrue();
        share.resize(0);
        assertThat(shares.getFirst().resize(MllpServer.MAX_MESSAGE_BYTES)).isTrue();
    }

    @Test
    void letsInNoMoreMessagesThanItsBound() throws InterruptedException {
        for (int turn = 0; turn < Capacity.MAX_IN_FLIGHT; turn++) {
            assertThat(capacity.awaitTurn()).isTrue();
        }
        Thread waiting = Thread.ofVirtual().start(capacity::awaitTurn);
        waiting.join(200);
        assertThat(waiting.isAlive()).isTrue();
        capacity.endTurn();
        waiting.join(5_000);
        assertThat(waiting.isAlive()).isFalse();
    }
}
