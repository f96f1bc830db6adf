package city.haihe.fhir.patch;

/** What is wrong with a patch. The message says the value and what was expected. */
public final class PatchException extends RuntimeException {

    /** What kind of error it is. */
    public enum Kind {
        /** The patch is none, whatever it is applied to. */
        MALFORMED,
        /** The patch does not fit the resource as it is. */
        NOT_APPLICABLE
    }

    private static final int MAX_SHOWN = 80;

    private final Kind kind;
    private final String place;

    /**
     * An error in a patch.
     *
     * @param place which part of the patch, such as {@code operation[2]}
     */
    public PatchException(Kind kind, String message, String place) {
        super(message);
        this.kind = kind;
        this.place = place;
    }

    /** What kind of error it is. */
    public Kind kind() {
        return kind;
    }

    /** Which part of the patch. */
    public String place() {
        return place;
    }

    static PatchException malformed(String place, String name, String value, String expected) {
        return new PatchException(Kind.MALFORMED, message(name, value, expected), place);
    }

    static PatchException notApplicable(String place, String name, String value, String expected) {
        return new PatchException(Kind.NOT_APPLICABLE, message(name, value, expected), place);
    }

    private static String message(String name, String value, String expected) {
        return name + ": " + quote(value) + " (expected: " + expected + ")";
    }

    private static String quote(String text) {
        String shown = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
        return shown.replaceAll("[\\p{Cntrl}\\p{Cs}]", "�");
    }
}
