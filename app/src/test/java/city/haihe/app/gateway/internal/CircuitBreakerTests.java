package city.haihe.app.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitBreakerTests {

    private final CircuitBreaker breaker = new CircuitBreaker();

    @Test
    void opensAfterFailuresInARowAndLetsOneTryAfterAPauseThatDoubles() {
        assertThat(breaker.failed(0)).isEqualTo(CircuitBreaker.FIRST_PAUSE);
        assertThat(breaker.lets(0)).isTrue();
        breaker.failed(0);
        Duration pause = breaker.failed(0);
        assertThat(pause).isEqualTo(CircuitBreaker.FIRST_PAUSE.multipliedBy(4));
        assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.OPEN);
        assertThat(breaker.lets(pause.toNanos() - 1)).isFalse();
        assertThat(breaker.lets(pause.toNanos())).isTrue();
        assertThat(breaker.lets(pause.toNanos())).isFalse();
        assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.TRYING);
        breaker.succeeded();
        assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.CLOSED);
        assertThat(breaker.lets(0)).isTrue();
    }

    @Test
    void neverPausesLongerThanItsBound() {
        Duration pause = Duration.ZERO;
        for (int failure = 0; failure < 100; failure++) {
            pause = breaker.failed(0);
        }
        assertThat(pause).isEqualTo(CircuitBreaker.LONGEST_PAUSE);
    }
}
