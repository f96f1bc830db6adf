package city.haihe.fhir;

/** A search parameter's expression that is malformed, or says what is not understood here (FHIR R4 SearchParameter.expression). */
public final class ExpressionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ExpressionException(String expression, String expected) {
        super("expression: \"" + expression + "\" (expected: " + expected + ")");
    }
}
