package city.haihe.app.gateway.internal;

import city.haihe.app.platform.StartupStep;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Makes room for what comes and drops what nobody asks for any more: inbox partitions, dead letters that were handled. */
@Component
class GatewayRetention implements StartupStep, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayRetention.class);

    /** A letter that was sent through again and accepted stays for an operator to look back at; any other stays. */
    private static final Duration HANDLED = Duration.ofDays(30);

    /** Several times a week, so that the next week's partition is there in time. */
    private static final Duration ROUND = Duration.ofHours(6);

    /** Behind clients and keys, before the sample city. */
    private static final int ORDER = 110;

    private final InboxPartitions partitions;
    private final DeadLetters deadLetters;
    private final Clock clock;
    private final CountDownLatch closing = new CountDownLatch(1);

    GatewayRetention(InboxPartitions partitions, DeadLetters deadLetters, Clock clock) {
        this.partitions = partitions;
        this.deadLetters = deadLetters;
        this.clock = clock;
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public String name() {
        return "inbox partitions";
    }

    @Override
    public void run() {
        partitions.makeAhead();
        Thread.ofVirtual().name("gateway-retention").start(this::loop);
    }

    private void loop() {
        try {
            do {
                round();
            } while (!closing.await(ROUND.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() {
        try {
            partitions.makeAhead();
            partitions.dropOldest();
            deadLetters.forgetHandled(clock.instant().minus(HANDLED));
        } catch (RuntimeException failed) {
            LOG.warn("event=gateway-retention-failed reason=\"{}\"", failed.getMessage());
        }
    }

    @Override
    public void destroy() {
        closing.countDown();
    }
}
