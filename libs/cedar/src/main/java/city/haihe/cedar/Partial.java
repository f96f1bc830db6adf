package city.haihe.cedar;

/** What an expression is when the resource is not known. */
sealed interface Partial {

    /** A value, whatever the resource. */
    record Known(Value value) implements Partial {}

    /** An error, whatever the resource. */
    record Failed(EvaluationException error) implements Partial {}

    /** What lies at a path of the resource. */
    record At(Path path) implements Partial {}

    /** A bool: true where the one formula is, false where the other is, an error where neither is. */
    record Truth(Residual isTrue, Residual isFalse) implements Partial {}

    /** Something else that depends on the resource. */
    record Open(Expr expr, Node node) implements Partial {}

    /** The same as a bool, in the frame. */
    default Partial asBool(Frame frame) {
        return switch (this) {
            case Known(Value value) ->
                value instanceof Value.Bool ? this : new Failed(EvaluationException.type("bool", value));
            case Failed _, Truth _ -> this;
            case At(Path path) -> new Truth(compare(path, true), compare(path, false));
            case Open(Expr expr, Node node) ->
                new Truth(
                        new Residual.Undetermined(expr, node, frame, true),
                        new Residual.Undetermined(expr, node, frame, false));
        };
    }

    private static Residual compare(Path path, boolean value) {
        return path.steps().isEmpty()
                ? Formulas.NEVER
                : new Residual.Compare(path, Residual.Comparison.EQUAL, Value.Bool.of(value));
    }

    /** Where it is true; it must be a bool, or what came of one. */
    default Residual isTrue() {
        return switch (this) {
            case Known(Value value) -> value.equals(Value.Bool.TRUE) ? Formulas.ALWAYS : Formulas.NEVER;
            case Failed _, At _, Open _ -> Formulas.NEVER;
            case Truth truth -> truth.isTrue;
        };
    }

    /** Where it is false. */
    default Residual isFalse() {
        return switch (this) {
            case Known(Value value) -> value.equals(Value.Bool.FALSE) ? Formulas.ALWAYS : Formulas.NEVER;
            case Failed _, At _, Open _ -> Formulas.NEVER;
            case Truth truth -> truth.isFalse;
        };
    }

    /** A bool from its two formulas. */
    static Partial of(Residual isTrue, Residual isFalse) {
        if (isTrue instanceof Residual.Always) {
            return new Known(Value.Bool.TRUE);
        }
        if (isFalse instanceof Residual.Always) {
            return new Known(Value.Bool.FALSE);
        }
        if (isTrue instanceof Residual.Never && isFalse instanceof Residual.Never) {
            return new Failed(new EvaluationException("an error for every resource"));
        }
        return new Truth(isTrue, isFalse);
    }
}
