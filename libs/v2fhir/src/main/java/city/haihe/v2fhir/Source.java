package city.haihe.v2fhir;

import org.jspecify.annotations.Nullable;

/**
 * A place in a message that a rule reads: a field, one repetition of it, a component or a subcomponent; or a constant.
 *
 * @param segment the segment, or null for a constant
 * @param field the field's number, or 0 for the whole segment
 * @param repetition the repetition, from 1, or 0 for all of them
 * @param component the component's number, or 0 for all of them
 * @param subcomponent the subcomponent's number, or 0 for all of them
 * @param constant the constant's text, else an empty string
 */
record Source(
        @Nullable SegmentView segment, int field, int repetition, int component, int subcomponent, String constant) {

    /** The text that means "delete what you have" (HL7 v2.5.1 2.5.3). */
    private static final String NULL_TEXT = "\"\"";

    /** A place where nothing is. */
    static final Source NOTHING = new Source(null, 0, 0, 0, 0, "");

    static Source constant(String text) {
        return new Source(null, 0, 0, 0, 0, text);
    }

    static Source segment(SegmentView segment) {
        return new Source(segment, 0, 0, 0, 0, "");
    }

    static Source field(SegmentView segment, int field, int component, int subcomponent) {
        return new Source(segment, field, component == 0 ? 0 : 1, component, subcomponent, "");
    }

    /** The text of the first subcomponent with escapes resolved, without the space around it; empty where there is none. */
    String text() {
        if (segment == null) {
            return constant;
        }
        return segment.text(field, Math.max(repetition, 1), component, subcomponent);
    }

    /** The text with escapes resolved and all delimiters kept: what a text field holds that nobody split. */
    String wholeText() {
        if (segment == null) {
            return constant;
        }
        return subcomponent == 0 ? segment.wholeText(field, Math.max(repetition, 1), component) : text();
    }

    /** Whether there is anything but the null text and delimiters. */
    boolean isEmpty() {
        if (segment == null) {
            return constant.isEmpty();
        }
        return segment.isEmpty(field, Math.max(repetition, 1), component, subcomponent);
    }

    /** Whether the sender asks to delete what is stored. */
    boolean isNull() {
        return segment != null
                && component == 0
                && segment.wholeText(field, 1, 0).equals(NULL_TEXT);
    }

    /** Whether a rule has taken the field's meaning already. */
    boolean isConsumed() {
        return segment != null && segment.isConsumed(field);
    }

    int repetitions() {
        return segment == null ? 1 : segment.repetitions(field);
    }

    Source repetition(int number) {
        return new Source(segment, field, number, component, subcomponent, constant);
    }

    /** The text of a component, or of a subcomponent where this is a component already. */
    String text(int child) {
        if (segment == null) {
            return child == 1 ? constant : "";
        }
        int repeated = Math.max(repetition, 1);
        return component == 0
                ? segment.text(field, repeated, child, 0)
                : subcomponent == 0 ? segment.text(field, repeated, component, child) : child == 1 ? text() : "";
    }

    /** How many components there are; 0 where there is nothing. */
    int componentCount() {
        return segment == null ? 0 : segment.componentCount(field, Math.max(repetition, 1));
    }

    /** A component, or a subcomponent where this is a component already. */
    Source child(int number) {
        if (segment == null || subcomponent != 0) {
            return number == 1 ? this : NOTHING;
        }
        int repeated = Math.max(repetition, 1);
        return component == 0
                ? new Source(segment, field, repeated, number, 0, "")
                : new Source(segment, field, repeated, component, number, "");
    }
}
