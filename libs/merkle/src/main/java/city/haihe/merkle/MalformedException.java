package city.haihe.merkle;

/** A text or bundle is not what its format says; names the line and what was expected there. */
public final class MalformedException extends Exception {

    private final int line;

    /**
     * Says what is wrong.
     *
     * @param line the line, from 1, or 0 where the whole is meant
     * @param problem the value and what was expected
     */
    MalformedException(int line, String problem) {
        super(line == 0 ? problem : "line %d: %s".formatted(line, problem));
        this.line = line;
    }

    /** The line, from 1, or 0 where the whole is meant. */
    public int line() {
        return line;
    }
}
