package city.haihe.bench.mllp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/** A flight recording of the program's CPU time, told by stages: each sample belongs to the innermost frame that tells one. */
final class StageProfile {

    private static final String EVENT = "jdk.CPUTimeSample";
    private static final String SETTINGS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <configuration version="2.0">
              <event name="%s">
                <setting name="enabled">true</setting>
                <setting name="throttle">10ms</setting>
              </event>
            </configuration>
            """.formatted(EVENT);
    private static final String OURS = "city.haihe.";
    private static final int METHODS_SHOWN = 40;

    private final long pid;
    private final Path file;

    /** Starts recording the process. */
    StageProfile(long pid) throws IOException, InterruptedException {
        this.pid = pid;
        this.file = Files.createTempFile("haihe-bench-", ".jfr");
        Path settings = Files.createTempFile("haihe-bench-", ".jfc");
        Files.writeString(settings, SETTINGS);
        jcmd("JFR.start", "name=bench", "settings=" + settings);
        Files.delete(settings);
    }

    private void jcmd(String... command) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid)));
        whole.addAll(List.of(command));
        Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd: " + output);
        }
    }

    /** CPU microseconds of each stage since the start. */
    Map<Stage, Double> stop() throws IOException, InterruptedException {
        jcmd("JFR.stop", "name=bench", "filename=" + file);
        Map<Stage, Double> micros = new EnumMap<>(Stage.class);
        Map<String, Double> methods = new HashMap<>();
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                RecordedEvent event = recording.readEvent();
                if (!event.getEventType().getName().equals(EVENT)) {
                    continue;
                }
                Duration period = event.getDuration("samplingPeriod");
                double weight = period.toNanos() / 1e3;
                RecordedStackTrace trace = event.getStackTrace();
                micros.merge(stage(trace), weight, Double::sum);
                if (trace != null) {
                    ours(trace).ifPresent(method -> methods.merge(method, weight, Double::sum));
                }
            }
        }
        String keep = System.getProperty("haihe.bench.recording");
        if (keep != null) {
            Files.copy(file, Path.of(keep), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.delete(file);
        double sum = micros.values().stream().mapToDouble(Double::doubleValue).sum();
        System.out.printf("%n| %% of Java's CPU | innermost method of ours |%n|---|---|%n");
        methods.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(METHODS_SHOWN)
                .forEach(
                        method -> System.out.printf("| %.1f | %s |%n", 100 * method.getValue() / sum, method.getKey()));
        return micros;
    }

    /** The innermost method of ours: what it calls of others' counts to it. */
    private static Optional<String> ours(RecordedStackTrace trace) {
        return trace.getFrames().stream()
                .map(RecordedFrame::getMethod)
                .filter(method -> method.getType().getName().startsWith(OURS))
                .map(method -> method.getType().getName().substring(OURS.length()) + "." + method.getName())
                .findFirst();
    }

    private static Stage stage(@Nullable RecordedStackTrace trace) {
        if (trace != null) {
            for (RecordedFrame frame : trace.getFrames()) {
                Stage stage = Stage.of(
                        frame.getMethod().getType().getName(), frame.getMethod().getName());
                if (stage != null) {
                    return stage;
                }
            }
        }
        return Stage.OTHER;
    }
}
