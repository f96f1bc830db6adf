package city.haihe.app.platform;

import org.jspecify.annotations.Nullable;

/**
 * An error that leaves the process in whichever shape its door speaks: OperationOutcome, ACK, OAuth error or problem. The
 * message says the value and what was expected, and never holds personal data.
 */
public final class HaiheException extends RuntimeException {

    private final ErrorCode code;
    private final @Nullable String expression;

    /** An error without a place. */
    public HaiheException(ErrorCode code, String message) {
        this(code, message, null, null);
    }

    /** An error at a place, such as {@code Patient.birthDate} or {@code PID-7}. */
    public HaiheException(ErrorCode code, String message, @Nullable String expression) {
        this(code, message, expression, null);
    }

    /** An error with the fault that caused it, which is logged and never sent. */
    public HaiheException(ErrorCode code, String message, @Nullable String expression, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.expression = expression;
    }

    /** What went wrong. */
    public ErrorCode code() {
        return code;
    }

    /** The place of the error, or null. */
    public @Nullable String expression() {
        return expression;
    }
}
