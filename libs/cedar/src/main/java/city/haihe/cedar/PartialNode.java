package city.haihe.cedar;

/** An expression compiled for frames without resource. */
@FunctionalInterface
interface PartialNode {

    /** What it is there; never throws an {@link EvaluationException}. */
    Partial eval(PartialFrame frame);
}
