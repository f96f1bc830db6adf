package city.haihe.app.platform.internal;

import city.haihe.app.platform.Examination;
import city.haihe.app.platform.Settings;
import city.haihe.app.platform.StartupFailure;
import java.io.Console;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LoggingSystem;

/** Reads the command, starts, waits for the end, and turns what happened into an exit code. */
public final class CommandLine {

    private static final PrintStream OUT =
            new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true);
    private static final PrintStream ERROR =
            new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.err), true);

    private CommandLine() {}

    /** See {@link city.haihe.app.platform.Program#run}. */
    public static int run(Class<?> application, List<Examination> examinations, List<String> arguments) {
        String command = arguments.isEmpty() ? "--help" : arguments.getFirst();
        List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
        if (command.equals("--help") || (command.equals("up") && rest.contains("--help"))) {
            OUT.print(SettingsReader.help());
            return 0;
        }
        boolean doctor = command.equals("doctor");
        if (!doctor && !command.equals("up")) {
            ERROR.println("haihe: command: \"" + command + "\" (expected: up or doctor)");
            return StartupFailure.Kind.CONFIGURATION.exitCode();
        }
        // Nothing is logged before the settings have said how.
        LoggingSystem.get(CommandLine.class.getClassLoader()).beforeInitialize();
        try {
            return doctor ? doctor(examinations, rest) : up(application, SettingsReader.read(rest, System.getenv()));
        } catch (StartupFailure failure) {
            ERROR.println("haihe: " + failure.getMessage());
            return failure.kind().exitCode();
        } catch (RuntimeException failure) {
            StartupFailure known = knownCause(failure);
            if (known != null) {
                ERROR.println("haihe: " + known.getMessage());
                return known.kind().exitCode();
            }
            UnforeseenFailure.tell(failure, logsJson(rest), System.getenv(), ERROR);
            return StartupFailure.Kind.INTERNAL.exitCode();
        }
    }

    private static boolean logsJson(List<String> arguments) {
        try {
            return SettingsReader.read(arguments, System.getenv()).log() == Settings.Log.JSON;
        } catch (RuntimeException unreadable) {
            return false;
        }
    }

    private static int doctor(List<Examination> examinations, List<String> arguments) {
        Console console = System.console();
        boolean terminal = console != null && console.isTerminal();
        return new Doctor(examinations, OUT, ERROR, terminal).run(arguments, System.getenv());
    }

    private static int up(Class<?> application, Settings settings) {
        Start start = new Start(settings, application);
        // The JVM's own exit code after a signal is 143; an asked-for end is no failure, so the hook ends with 0.
        Thread hook = new Thread(() -> {
            start.close();
            Runtime.getRuntime().halt(0);
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            start.run();
        } catch (RuntimeException failed) {
            return failedToStart(failed, hook);
        }
        if (settings.train()) {
            // The recording of a start is written by the JVM's own orderly exit.
            Runtime.getRuntime().removeShutdownHook(hook);
            start.close();
            return 0;
        }
        OUT.println(readyLine(start, settings));
        try {
            Thread.currentThread().join();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    /** A start that a signal cut short fails of what the hook closes, which is nothing to report. */
    private static int failedToStart(RuntimeException failed, Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException signalled) {
            return 0;
        }
        throw failed;
    }

    private static String readyLine(Start start, Settings settings) {
        double seconds = start.elapsed().toMillis() / 1000.0;
        return String.format(Locale.ROOT, "haihe ready in %.1f s: %s", seconds, settings.publicUrl());
    }

    private static @Nullable StartupFailure knownCause(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof StartupFailure)) {
            cause = Objects.equals(cause.getCause(), cause) ? null : cause.getCause();
        }
        return (StartupFailure) cause;
    }
}
