package city.haihe.cedar;

/** A compiled expression. */
abstract class Node {

    /** The value, or an {@link EvaluationException}. */
    abstract Value eval(Frame frame);

    /** The value where it is a bool; anything else is an error. */
    boolean test(Frame frame) {
        return Operations.bool(eval(frame));
    }

    /** A node whose value is always a bool, so that none is boxed on the way. */
    abstract static class Test extends Node {

        @Override
        final Value eval(Frame frame) {
            return Value.Bool.of(test(frame));
        }

        @Override
        abstract boolean test(Frame frame);
    }
}
