package city.haihe.peers;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Two contenders on the same messages, in turn, by the CPU time of the thread that does the work. */
final class Duel {

    private static final double WARM_UP_SECONDS = 8;
    private static final double ROUND_SECONDS = 4;
    private static final int ROUNDS = 5;

    /** A slow contender works on as many at least, so that both have the same kinds of messages. */
    private static final int MIN_MESSAGES = 100;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Contender ours;
    private final Contender theirs;
    private long result;

    Duel(Contender ours, Contender theirs) {
        this.ours = ours;
        this.theirs = theirs;
    }

    /** The messages that both take. */
    List<byte[]> takenByBoth(List<byte[]> messages) {
        List<byte[]> taken = new ArrayList<>();
        int onlyOurs = 0;
        int onlyTheirs = 0;
        for (byte[] message : messages) {
            boolean here = takes(ours, message);
            boolean there = takes(theirs, message);
            if (here && there) {
                taken.add(message);
            } else if (here) {
                onlyOurs++;
            } else if (there) {
                onlyTheirs++;
            }
        }
        System.out.printf(
                "%s: %,d messages, taken by both %,d, only by ours %,d, only by the peer %,d%n",
                ours.name(), messages.size(), taken.size(), onlyOurs, onlyTheirs);
        return taken;
    }

    private static boolean takes(Contender contender, byte[] message) {
        try {
            contender.work(message);
            return true;
        } catch (Exception refused) {
            return false;
        } catch (StackOverflowError | ExceptionInInitializerError | NoClassDefFoundError broken) {
            return false;
        }
    }

    /** Measures and prints; answers how many times as much CPU the peer takes. */
    double run(List<byte[]> messages) throws Exception {
        round(ours, messages, WARM_UP_SECONDS);
        round(theirs, messages, WARM_UP_SECONDS);
        double[] here = new double[ROUNDS];
        double[] there = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            here[round] = round(ours, messages, ROUND_SECONDS);
            there[round] = round(theirs, messages, ROUND_SECONDS);
        }
        Arrays.sort(here);
        Arrays.sort(there);
        double mine = here[ROUNDS / 2];
        double peers = there[ROUNDS / 2];
        System.out.printf("| %s | %.1f | %.1f–%.1f |%n", ours.name(), mine, here[0], here[ROUNDS - 1]);
        System.out.printf("| %s | %.1f | %.1f–%.1f |%n", theirs.name(), peers, there[0], there[ROUNDS - 1]);
        System.out.printf("ratio: %.1f (%d)%n", peers / mine, result & 1);
        return peers / mine;
    }

    /** CPU microseconds a message. */
    private double round(Contender contender, List<byte[]> messages, double seconds) throws Exception {
        long deadline = System.nanoTime() + (long) (seconds * 1e9);
        long begun = threads.getCurrentThreadCpuTime();
        int count = 0;
        do {
            result += contender.work(messages.get(count++ % messages.size()));
        } while (System.nanoTime() < deadline || count < MIN_MESSAGES);
        return (threads.getCurrentThreadCpuTime() - begun) / 1e3 / count;
    }
}
