package city.haihe.simulator;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Counts what was sent and how it was answered. Safe for use by several threads. */
final class Tally {

    /** Each step of the histogram is 2 % longer than the one before; the last is above an hour. */
    private static final double STEP = 1.02;

    private static final int STEPS = 1_120;
    private static final double NANOS_A_MILLI = 1e6;
    private static final double NANOS_A_MICRO = 1e3;
    private static final int SURPRISES_SHOWN = 10;

    private final Map<TrafficMessage.Kind, Map<String, Integer>> answers = new EnumMap<>(TrafficMessage.Kind.class);
    private final Map<String, Integer> reasons = new TreeMap<>();
    private final Map<String, Integer> codes = new TreeMap<>();
    private final List<String> surprises = new ArrayList<>();
    private final int[] histogram = new int[STEPS];
    private int sent;
    private int unexpected;
    private int lost;

    synchronized void answered(TrafficMessage message, Answer answer, long nanos) {
        sent++;
        codes.merge(answer.code(), 1, Integer::sum);
        answers.computeIfAbsent(message.kind(), _ -> new TreeMap<>()).merge(answer.code(), 1, Integer::sum);
        if (!answer.reason().isEmpty()) {
            reasons.merge(answer.code() + " " + answer.reason(), 1, Integer::sum);
        }
        if (!answer.fits(message)) {
            unexpected++;
            if (surprises.size() < SURPRISES_SHOWN) {
                surprises.add(message.kind() + " " + message.controlId() + ": " + answer.code() + " " + answer.reason()
                        + " (expected: " + (message.acceptable() ? "AA" : "AE or AR") + ")");
            }
        }
        int step = (int) (Math.log(Math.max(1, nanos / NANOS_A_MICRO)) / Math.log(STEP));
        histogram[Math.min(step, STEPS - 1)]++;
    }

    synchronized void connectionLost() {
        lost++;
    }

    synchronized int sent() {
        return sent;
    }

    synchronized boolean asExpected() {
        return unexpected == 0;
    }

    private double percentileMillis(double share) {
        long wanted = (long) Math.ceil(sent * share);
        long seen = 0;
        for (int step = 0; step < STEPS; step++) {
            seen += histogram[step];
            if (seen >= wanted) {
                return Math.pow(STEP, step + 1) * NANOS_A_MICRO / NANOS_A_MILLI;
            }
        }
        return 0;
    }

    /** One line of progress. */
    synchronized String line(long second) {
        return String.format(
                Locale.ROOT,
                "%4d s  sent %d  AA %d  AE %d  AR %d  latency p50 %.1f ms, p99 %.1f ms",
                second,
                sent,
                codes.getOrDefault("AA", 0),
                codes.getOrDefault("AE", 0),
                codes.getOrDefault("AR", 0),
                percentileMillis(0.5),
                percentileMillis(0.99));
    }

    /** The closing account. */
    synchronized String summary(double seconds) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%nsent %d messages in %.1f s: ", sent, seconds));
        text.append(String.format(
                Locale.ROOT,
                "%.1f a second, latency p50 %.1f ms, p99 %.1f ms, longest %.1f ms%n%n",
                sent / Math.max(seconds, 0.001),
                percentileMillis(0.5),
                percentileMillis(0.99),
                percentileMillis(1)));
        text.append(String.format(Locale.ROOT, "%-14s %8s %8s %8s%n", "kind", "AA", "AE", "AR"));
        answers.forEach((kind, byCode) -> text.append(row(kind.name().toLowerCase(Locale.ROOT), byCode)));
        text.append(row("all", codes));
        if (!reasons.isEmpty()) {
            text.append(String.format(Locale.ROOT, "%nrefused with:%n"));
            reasons.forEach((reason, count) -> text.append(String.format(Locale.ROOT, "  %6d  %s%n", count, reason)));
        }
        text.append(String.format(Locale.ROOT, "%nnot as expected: %d, connections lost: %d%n", unexpected, lost));
        surprises.forEach(surprise -> text.append("  ").append(surprise).append(System.lineSeparator()));
        return text.toString();
    }

    private static String row(String name, Map<String, Integer> byCode) {
        return String.format(
                Locale.ROOT,
                "%-14s %8d %8d %8d%n",
                name,
                byCode.getOrDefault("AA", 0),
                byCode.getOrDefault("AE", 0),
                byCode.getOrDefault("AR", 0));
    }
}
