package city.haihe.fhir.path;

import java.util.List;

/** Counts the work of one evaluation and ends it where it becomes too much. */
final class Budget {

    /** How much text is one step: all that an evaluation makes is four characters a step at most. */
    private static final int CHARACTERS_A_STEP = 4;

    /** How much text is compared in one step. */
    private static final int COMPARED_A_STEP = 64;

    private final Limits limits;
    private long steps;

    Budget(Limits limits) {
        this.limits = limits;
    }

    /** Counts one step. */
    void step() {
        if (++steps > limits.steps()) {
            throw FhirPathException.limit("evaluation: too long (expected: at most " + limits.steps() + " steps)");
        }
    }

    /** Counts steps that one operation takes. */
    void steps(long count) {
        steps += count - 1;
        step();
    }

    /** Counts the comparison of texts. */
    void compared(int length) {
        steps(1 + length / COMPARED_A_STEP);
    }

    /** Refuses a collection that grew too large. */
    List<Item> bounded(List<Item> items) {
        size(items.size());
        return items;
    }

    void size(int size) {
        if (size > limits.items()) {
            throw FhirPathException.limit("collection: too large (expected: at most " + limits.items() + " items)");
        }
    }

    /** Refuses a text that grew too long. */
    String bounded(String text) {
        length(text.length());
        return text;
    }

    void length(long length) {
        if (length > limits.textLength()) {
            throw FhirPathException.limit("text: too long (expected: at most " + limits.textLength() + " characters)");
        }
        steps(1 + length / CHARACTERS_A_STEP);
    }
}
