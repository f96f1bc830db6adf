package city.haihe.fhir;

/** What is wrong with a resource, and where. The message says the value and what was expected. */
public final class FhirParseException extends RuntimeException {

    /** What kind of error it is. */
    public enum Kind {
        /** No well-formed JSON object in UTF-8. */
        JSON,
        /** An element that is unknown, of the wrong shape, or missing. */
        ELEMENT,
        /** A value that its type does not allow. */
        VALUE,
        /** Nested too deeply. */
        NESTING
    }

    private final Kind kind;
    private final String path;

    /** An error at an element's path, such as {@code Patient.name[0].given}; the path is empty where there is none. */
    public FhirParseException(Kind kind, String message, String path) {
        super(message);
        this.kind = kind;
        this.path = path;
    }

    /** What kind of error it is. */
    public Kind kind() {
        return kind;
    }

    /** The element's path. */
    public String path() {
        return path;
    }
}
