package city.haihe.app.platform;

/** A reason not to start, with the exit code that tells a supervisor which kind it is. */
public final class StartupFailure extends RuntimeException {

    /** What kind of reason it is, as the program's exit code. */
    public enum Kind {
        /** A wrong flag, variable or file. */
        CONFIGURATION(2),
        /** A program that is needed is not there. */
        MISSING_PROGRAM(3),
        /** The data directory cannot be used; it was left untouched. */
        DATA_DIRECTORY(4),
        /** A fault of ours. */
        INTERNAL(70);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        /** The exit code. */
        public int exitCode() {
            return exitCode;
        }
    }

    private final Kind kind;

    /** A reason in words for the operator. */
    public StartupFailure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** A reason with the fault behind it. */
    public StartupFailure(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What kind of reason it is. */
    public Kind kind() {
        return kind;
    }
}
