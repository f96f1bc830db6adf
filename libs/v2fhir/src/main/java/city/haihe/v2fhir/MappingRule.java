package city.haihe.v2fhir;

import java.util.List;
import java.util.Set;

/**
 * One rule of a mapping file.
 *
 * @param source where the value comes from
 * @param target the path of the element it goes to; empty for a field that is ignored on purpose
 * @param type how the value is converted: a converter's or a type map's name; empty for a block
 * @param argument what stands in parentheses behind the type, or an empty string
 * @param options how the value is written
 * @param conditions what must all hold
 * @param children the rules of a block, whose sources are relative to this rule's
 * @param origin the file and line, for messages
 * @param why the comment behind it: the row of the maps that it follows, or why there is none
 */
record MappingRule(
        RuleSource source,
        String target,
        String type,
        String argument,
        Set<Option> options,
        List<Condition> conditions,
        List<MappingRule> children,
        String origin,
        String why) {

    /** How a value is written. */
    enum Option {
        /** Without it the message is refused; within a block or a type, the element is left out. */
        REQUIRED,
        /** Applies only when the resource is created. */
        DEFAULT,
        /** Does not replace what an earlier rule has set. */
        ONCE,
        /** Appends to the text that is there, on a new line. */
        JOIN,
        /** Only for a field that no rule before has consumed. */
        LEFT
    }

    /**
     * One condition.
     *
     * @param sources what is looked at; it holds where it holds for any of them
     * @param negated whether it must not hold
     * @param values the texts of which the source must be one; none asks only whether it is populated
     */
    record Condition(List<RuleSource> sources, boolean negated, Set<String> values) {}

    /** The word for a field whose row of the maps names no element that exists; it counts as unmapped. */
    static final String UNMAPPED = "unmapped";

    /** The word for a rule that deletes an element of the stored resource. */
    static final String CLEARS = "clears";

    /** Whether the rule only says why nothing is made of a field that goes on counting as unmapped. */
    boolean isUnmapped() {
        return target.isEmpty() && type.equals(UNMAPPED);
    }

    boolean isIgnored() {
        return target.isEmpty();
    }

    boolean isBlock() {
        return !children.isEmpty();
    }
}
