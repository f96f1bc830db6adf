package city.haihe.fhir.path;

/** What is wrong with an expression or with its evaluation. The message says the value and what was expected. */
public final class FhirPathException extends RuntimeException {

    /** What kind of error it is. */
    public enum Kind {
        /** The text is no FHIRPath. */
        SYNTAX,
        /** It is FHIRPath, but names what does not exist: a function, a type, an element. */
        SEMANTIC,
        /** The data is not what the expression needs, such as one item where there are several. */
        EXECUTION,
        /** It needs more work or memory than an expression may take. */
        LIMIT
    }

    /** The position of an error that belongs to no place in the text. */
    public static final int NOWHERE = -1;

    private final Kind kind;
    private final int position;

    FhirPathException(Kind kind, String message, int position) {
        super(position == NOWHERE ? message : message + " at " + position);
        this.kind = kind;
        this.position = position;
    }

    static FhirPathException execution(String message) {
        return new FhirPathException(Kind.EXECUTION, message, NOWHERE);
    }

    static FhirPathException limit(String message) {
        return new FhirPathException(Kind.LIMIT, message, NOWHERE);
    }

    /** What kind of error it is. */
    public Kind kind() {
        return kind;
    }

    /** The index in the expression's text at which the error is, or {@link #NOWHERE}. */
    public int position() {
        return position;
    }
}
