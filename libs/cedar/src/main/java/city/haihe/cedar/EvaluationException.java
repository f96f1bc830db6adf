package city.haihe.cedar;

/** An expression has no value: a type error, an overflow, something missing. Its policy is skipped and the error reported. */
final class EvaluationException extends RuntimeException {

    /** Without a stack trace, since errors are part of the language and must be cheap. */
    EvaluationException(String message) {
        super(message, null, false, false);
    }

    static EvaluationException type(String expected, Value value) {
        return new EvaluationException("type error: %s (expected: %s)".formatted(value.kind(), expected));
    }
}
