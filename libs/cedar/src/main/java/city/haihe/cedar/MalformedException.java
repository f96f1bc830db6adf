package city.haihe.cedar;

/** A policy or schema text is not what the grammar says; names the place and what was expected there. */
public final class MalformedException extends Exception {

    private final Position position;

    /**
     * Says what is wrong.
     *
     * @param position the place
     * @param problem the value and what was expected
     */
    MalformedException(Position position, String problem) {
        super("%s: %s".formatted(position, problem));
        this.position = position;
    }

    /** The place. */
    public Position position() {
        return position;
    }
}
