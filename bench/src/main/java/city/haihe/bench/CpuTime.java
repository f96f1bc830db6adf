package city.haihe.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** CPU time of processes as Linux counts it in {@code /proc/PID/stat}. */
public final class CpuTime {

    private static final double MICROS_PER_TICK = 10_000;

    private static final long PAGE_BYTES = 4_096;

    /** Fields behind the process name in parentheses: parent, user, system, waited-for children's user and system. */
    private static final int PARENT = 1;

    private static final int USER = 11;
    private static final int LAST_OF_CHILDREN = 14;

    private CpuTime() {}

    /** CPU microseconds that a process, the children it has waited for, and its living children have used so far. */
    public static double microsOfTree(long pid) {
        double sum = micros(fields(Path.of("/proc", Long.toString(pid), "stat")));
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : (Iterable<Path>) processes::iterator) {
                if (!Character.isDigit(process.getFileName().toString().charAt(0))) {
                    continue;
                }
                String[] fields = fields(process.resolve("stat"));
                if (fields.length > PARENT && fields[PARENT].equals(Long.toString(pid))) {
                    sum += micros(fields);
                }
            }
        } catch (IOException unreadable) {
            throw new IllegalStateException("/proc cannot be read", unreadable);
        }
        return sum;
    }

    /** CPU microseconds of one process with the children it has waited for. */
    public static double microsOf(long pid) {
        return micros(fields(Path.of("/proc", Long.toString(pid), "stat")));
    }

    /** The megabytes of memory that a process has. */
    public static long residentMegabytes(long pid) {
        try {
            String pages = Files.readString(Path.of("/proc", Long.toString(pid), "statm"))
                    .split(" ")[1];
            return Long.parseLong(pages) * PAGE_BYTES / 1_000_000;
        } catch (IOException gone) {
            return 0;
        }
    }

    private static double micros(String[] fields) {
        double ticks = 0;
        for (int index = USER; index <= LAST_OF_CHILDREN && index < fields.length; index++) {
            ticks += Double.parseDouble(fields[index]);
        }
        return ticks * MICROS_PER_TICK;
    }

    /** The fields from the state on; none where the process has gone. */
    private static String[] fields(Path stat) {
        try {
            String line = Files.readString(stat);
            return line.substring(line.lastIndexOf(')') + 2).trim().split(" ");
        } catch (IOException gone) {
            return new String[0];
        }
    }
}
