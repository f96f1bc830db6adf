package city.haihe.app.platform.internal;

import java.io.PrintStream;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of a start that failed for a reason nobody thought of: in one line, and the whole of it to the log where machines
 * read it ({@code --log json}), or on the terminal where the variable {@code HAIHE_DEBUG} is set.
 */
final class UnforeseenFailure {

    /** The variable that asks for stack traces. */
    static final String DEBUG = "HAIHE_DEBUG";

    private static final Logger LOG = LoggerFactory.getLogger(UnforeseenFailure.class);

    /** Longer messages are a framework's, with every bean on the way. */
    private static final int LONGEST_REASON = 300;

    private UnforeseenFailure() {}

    static void tell(Throwable failure, boolean json, Map<String, String> environment, PrintStream error) {
        error.println(line(failure));
        if (environment.containsKey(DEBUG)) {
            failure.printStackTrace(error);
        } else if (json) {
            LOG.error("event=start-failed", failure);
        }
    }

    /** The deepest cause, which is the one that can be mended. */
    static String line(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !Objects.equals(cause.getCause(), cause)) {
            cause = cause.getCause();
        }
        String message = Objects.requireNonNullElse(cause.getMessage(), "no reason given");
        String reason = message.lines().findFirst().orElse("").strip();
        return "haihe: the start failed: " + cause.getClass().getSimpleName() + ": "
                + (reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) + "…" : reason) + " ("
                + DEBUG + "=1 shows where)";
    }
}
