package city.haihe.simulator;

import city.haihe.hl7v2.Hl7Charset;
import java.io.IOException;
import java.io.PrintStream;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Plays the demo hospitals against an MLLP port and says what was accepted, what was refused and how fast. */
public final class Simulate {

    /** Everything was answered as it should be. */
    private static final int OK = 0;

    /** A wrong option, or nobody who answers. */
    private static final int USAGE = 2;

    /** Something was not answered as it should be. */
    private static final int UNEXPECTED = 70;

    private static final long RETRY_MILLIS = 1_000;
    /** After the end, what is not acknowledged is sent again for so long. */
    private static final long GRACE_SECONDS = 10;

    private final SimulateOptions options;
    private final PrintStream out;
    private final Tally tally = new Tally();
    private final long startNanos;
    private final long endNanos;

    private Simulate(SimulateOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
        this.startNanos = System.nanoTime();
        this.endNanos = startNanos + (long) (options.minutes() * TimeUnit.MINUTES.toNanos(1));
    }

    /**
     * Runs the command and answers its exit code: 0 where every message was answered as it should be, 2 for a wrong option
     * or an address where nobody listens, 70 where an answer was not as it should be.
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream error) {
        try {
            SimulateOptions options = SimulateOptions.parse(arguments);
            if (options.help()) {
                out.print(SimulateOptions.HELP);
                return OK;
            }
            new MllpPeer(options.host(), options.port()).close();
            return new Simulate(options, out).play();
        } catch (SimulateOptions.WrongOption wrong) {
            error.println("haihe: " + wrong.getMessage());
            return USAGE;
        } catch (IOException nobody) {
            error.println(
                    "haihe: --host, --port: nobody listens there (expected: a running haihe): " + nobody.getMessage());
            return USAGE;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return OK;
        }
    }

    private int play() throws InterruptedException {
        InstantSource clock = InstantSource.system();
        SampleCity city = SampleCity.of(
                SampleCity.DEFAULT_SEED,
                LocalDate.ofInstant(clock.instant(), ZoneOffset.ofHours(8)),
                SampleCity.DEFAULT_RESIDENTS);
        List<DemoConnection> hospitals = city.connections();
        out.printf(
                Locale.ROOT,
                "seed %d, city %d: %.1f messages a second for %.1f min on %d connections%n",
                options.seed(),
                city.seed(),
                options.rate(),
                options.minutes(),
                options.connections());
        List<Thread> lanes = new ArrayList<>();
        for (int lane = 0; lane < options.connections(); lane++) {
            DemoConnection hospital = hospitals.get(lane % hospitals.size());
            TrafficGenerator traffic = new TrafficGenerator(city, hospital, options.seed(), lane, clock);
            Lane playing = new Lane(traffic, Hl7Charset.valueOf(hospital.charset()), lane);
            lanes.add(Thread.ofVirtual().start(playing::play));
        }
        showProgress(lanes);
        for (Thread lane : lanes) {
            lane.join();
        }
        out.print(tally.summary((System.nanoTime() - startNanos) / 1e9));
        return tally.asExpected() && tally.sent() > 0 ? OK : UNEXPECTED;
    }

    private void showProgress(List<Thread> lanes) throws InterruptedException {
        for (long second = 1; lanes.stream().anyMatch(Thread::isAlive); second++) {
            long due = startNanos + TimeUnit.SECONDS.toNanos(second);
            while (System.nanoTime() < due && lanes.stream().anyMatch(Thread::isAlive)) {
                Thread.sleep(Math.clamp((due - System.nanoTime()) / 1_000_000, 1, 50));
            }
            out.println(tally.line(second));
        }
    }

    /** One connection. What is not acknowledged is sent again, as a hospital must (HL7 v2.5.1 2.9.2). */
    private final class Lane {

        private final TrafficGenerator traffic;
        private final Hl7Charset charset;
        private final double firstNanos;
        private final double everyNanos;

        Lane(TrafficGenerator traffic, Hl7Charset charset, int number) {
            this.traffic = traffic;
            this.charset = charset;
            double between = TimeUnit.SECONDS.toNanos(1) / options.rate();
            this.firstNanos = between * number;
            this.everyNanos = between * options.connections();
        }

        void play() {
            TrafficMessage waiting = null;
            long number = 0;
            while (waiting != null || !over(number)) {
                try (MllpPeer peer = new MllpPeer(options.host(), options.port())) {
                    while (waiting != null || !over(number)) {
                        if (waiting == null) {
                            waitFor(due(number++));
                            waiting = traffic.next();
                        }
                        long begun = System.nanoTime();
                        Answer answer = Answer.of(peer.exchange(waiting.bytes()), charset);
                        tally.answered(waiting, answer, System.nanoTime() - begun);
                        waiting = null;
                    }
                } catch (IOException lost) {
                    tally.connectionLost();
                    if (System.nanoTime() - endNanos > TimeUnit.SECONDS.toNanos(GRACE_SECONDS) || !pause()) {
                        return;
                    }
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }

        private long due(long number) {
            return startNanos + (long) (firstNanos + number * everyNanos);
        }

        private boolean over(long number) {
            return due(number) - endNanos >= 0 || System.nanoTime() - endNanos >= 0;
        }

        private void waitFor(long nanos) throws InterruptedException {
            long left = nanos - System.nanoTime();
            if (left > 0) {
                TimeUnit.NANOSECONDS.sleep(left);
            }
        }

        private boolean pause() {
            try {
                Thread.sleep(RETRY_MILLIS);
                return true;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
