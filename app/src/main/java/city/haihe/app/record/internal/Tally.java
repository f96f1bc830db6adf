package city.haihe.app.record.internal;

import city.haihe.app.platform.Examination.Difference;
import city.haihe.app.platform.Examination.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Counts what one part of a check has seen, and keeps the first differences. */
final class Tally {

    /** Enough to see what kind of damage it is; a report of a million lines is read by nobody. */
    private static final int NAMED = 20;

    private final String name;
    private final Consumer<Part> progress;
    private final long started = System.nanoTime();
    private final List<Difference> named = new ArrayList<>();
    private long agreeing;
    private long waiting;
    private long differing;

    Tally(String name, Consumer<Part> progress) {
        this.name = name;
        this.progress = progress;
    }

    /** Counts rows that are as they should be. */
    void agree(long rows) {
        agreeing += rows;
    }

    /** Counts a row that will be written anew. */
    void waits() {
        waiting++;
    }

    /** Counts a row that is not as it should be. */
    void differs(String place, String problem) {
        differing++;
        if (named.size() < NAMED) {
            named.add(new Difference(place, problem));
        }
    }

    /** Tells how far it is. */
    void tell() {
        progress.accept(part());
    }

    boolean isEmpty() {
        return agreeing + waiting + differing == 0;
    }

    /** What was found so far. */
    Part part() {
        return new Part(
                name,
                agreeing + waiting + differing,
                agreeing,
                waiting,
                differing,
                Duration.ofNanos(System.nanoTime() - started),
                List.copyOf(named));
    }
}
