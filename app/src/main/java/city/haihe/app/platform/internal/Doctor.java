package city.haihe.app.platform.internal;

import city.haihe.app.platform.Examination;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.Settings;
import city.haihe.app.platform.StartupFailure;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The command {@code doctor --deep}: compares what an installation keeps with what it should keep. */
final class Doctor {

    /** The exit code where something differs; those of a check that could not be made are a start's. */
    static final int DIFFERS = 1;

    private static final String DEEP = "--deep";
    private static final String JSON = "--json";

    /** A terminal is told so often how far it is. */
    private static final long TELL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final List<Examination> examinations;
    private final PrintStream out;
    private final PrintStream error;
    private final boolean terminal;
    private long lastTold = System.nanoTime();

    /**
     * Takes what it is to do and where to tell of it.
     *
     * @param terminal whether somebody watches, so that it tells how far it is
     */
    Doctor(List<Examination> examinations, PrintStream out, PrintStream error, boolean terminal) {
        this.examinations = List.copyOf(examinations);
        this.out = out;
        this.error = error;
        this.terminal = terminal;
    }

    /** Runs the command and answers its exit code. */
    int run(List<String> arguments, Map<String, String> environment) {
        if (arguments.contains("--help")) {
            out.print(help());
            return 0;
        }
        if (!arguments.contains(DEEP)) {
            throw new StartupFailure(
                    StartupFailure.Kind.CONFIGURATION, "doctor: no " + DEEP + " (expected: doctor " + DEEP + ")");
        }
        List<String> rest = new ArrayList<>(arguments);
        rest.removeAll(List.of(DEEP, JSON));
        Settings settings = SettingsReader.read(rest, environment);
        DoctorReport report;
        try {
            report = examine(settings);
        } catch (HaiheException failed) {
            throw new StartupFailure(StartupFailure.Kind.INTERNAL, "doctor: " + failed.getMessage(), failed);
        }
        if (arguments.contains(JSON)) {
            out.println(report.json());
        } else {
            out.print(report.text());
        }
        return report.agrees() ? 0 : DIFFERS;
    }

    private DoctorReport examine(Settings settings) {
        try (OpenInstallation installation = OpenInstallation.open(settings)) {
            long started = System.nanoTime();
            Examination.Subject subject = installation.subject();
            List<Examination.Part> parts = new ArrayList<>();
            for (Examination examination : examinations) {
                parts.addAll(examination.examine(subject, progress()));
            }
            if (terminal) {
                error.print("\r\033[K");
            }
            return new DoctorReport(installation.place(), parts, Duration.ofNanos(System.nanoTime() - started));
        }
    }

    private Consumer<Examination.Part> progress() {
        return part -> {
            long now = System.nanoTime();
            if (terminal && now - lastTold > TELL_NANOS) {
                lastTold = now;
                error.print("\r\033[K" + DoctorReport.progress(part));
                error.flush();
            }
        };
    }

    private static String help() {
        return """
                usage: ./haihe doctor --deep [--json] [--data DIR | --db URL]

                Compares every row of the record with its resource: index columns, identities, texts, history, change feed,
                uploaded code systems. It only reads, and may run beside a running city. Without one it starts the embedded
                PostgreSQL on the directory and stops it again. --json prints one JSON object instead of a table.

                exit codes: 0 everything agrees, 1 something differs, 2 to 4 and 70 it could not be checked
                """;
    }
}
