package city.haihe.app.gateway.internal;

import static city.haihe.app.gateway.internal.Hospital.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.app.gateway.internal.TestGateway.Peer;
import city.haihe.app.platform.internal.TestDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** One hospital with hundreds of connections does not hold up another with one. */
class FloodIT {

    private static final int FLOODING_CONNECTIONS = 300;
    private static final int QUIET_MESSAGES = 10;

    @Test
    void letsAQuietHospitalThroughAFlood() throws Exception {
        try (TestDatabase postgres = new TestDatabase();
                TestGateway gateway = new TestGateway(postgres)) {
            Hospital flooding = new Hospital(gateway);
            Hospital quiet = new Hospital(gateway);
            quiet.accept(quiet.result("C0", "P1", "F0", "131"));
            AtomicBoolean enough = new AtomicBoolean();
            AtomicInteger served = new AtomicInteger();
            LongAdder floodNanos = new LongAdder();
            LongAdder floodMessages = new LongAdder();
            List<Thread> flood = new ArrayList<>();
            for (int number = 0; number < FLOODING_CONNECTIONS; number++) {
                String name = "N" + number;
                flood.add(Thread.ofVirtual().start(() -> {
                    try (Peer peer = gateway.connect()) {
                        for (int sent = 0; sent == 0 || !enough.get(); sent++) {
                            long began = System.nanoTime();
                            String id = name + "-" + sent;
                            byte[] answer = peer.exchange(bytes(flooding.result(id, "P" + name, "F" + id, "131")));
                            assertThat(TestGateway.read(answer).value("MSA-1")).isEqualTo("AA");
                            floodNanos.add(System.nanoTime() - began);
                            floodMessages.increment();
                            if (sent == 0) {
                                served.incrementAndGet();
                            }
                        }
                    } catch (IOException failed) {
                        throw new IllegalStateException(failed);
                    }
                }));
            }
            while (floodMessages.sum() < FLOODING_CONNECTIONS / 2) {
                Thread.sleep(5);
            }
            List<Duration> waited = new ArrayList<>();
            try (Peer peer = gateway.connect()) {
                for (int number = 1; number <= QUIET_MESSAGES; number++) {
                    long began = System.nanoTime();
                    String id = "C" + number;
                    byte[] answer = peer.exchange(bytes(quiet.result(id, "P1", "F" + id, "131")));
                    assertThat(TestGateway.read(answer).value("MSA-1")).isEqualTo("AA");
                    waited.add(Duration.ofNanos(System.nanoTime() - began));
                }
            } finally {
                enough.set(true);
            }
            for (Thread thread : flood) {
                thread.join();
            }
            assertThat(served.get()).as("connections at once").isEqualTo(FLOODING_CONNECTIONS);
            Duration usual = waited.stream().sorted().toList().get(QUIET_MESSAGES / 2);
            assertThat(usual).isLessThan(Duration.ofNanos(floodNanos.sum() / floodMessages.sum()));
        }
    }
}
