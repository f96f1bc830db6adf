package city.haihe.fhir.terminology;

/** A question that cannot be answered. The message says the value and what was expected. */
public final class TerminologyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What stands in the way. */
    public enum Kind {
        /** A code system or value set that is not known here. */
        UNKNOWN,
        /** A definition that contradicts itself or its specification. */
        INVALID,
        /** A correct definition of a kind that is not evaluated here. */
        UNSUPPORTED,
        /** More than is answered at once. */
        TOO_COSTLY
    }

    /** Made where the question is found to have no answer. */
    public TerminologyException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** What stands in the way. */
    public Kind kind() {
        return kind;
    }
}
