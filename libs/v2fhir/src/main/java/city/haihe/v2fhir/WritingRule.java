package city.haihe.v2fhir;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the files in {@code write/} say; {@code docs/mapping.md} describes the format. */
sealed interface WritingRule {

    /**
     * A rule of a segment or a data type.
     *
     * @param field the field's number; 0 in a type
     * @param component the component's number; 0 for the field as a whole
     * @param subcomponent the subcomponent's number; 0 for the component as a whole
     * @param spread whether a value of several components is written from the component on
     * @param repeats whether the field repeats
     * @param source where the value comes from
     * @param converter how it is written
     * @param options when it is written
     * @param tests what must hold
     * @param origin the file and line, for messages
     */
    record Rule(
            int field,
            int component,
            int subcomponent,
            boolean spread,
            boolean repeats,
            Source source,
            WritingConverter converter,
            Set<Option> options,
            List<WritingPath.Test> tests,
            String origin)
            implements WritingRule {}

    /** A path to what the message says without a field of its own, or what is ours and not the receiver's. */
    record Implied(WritingPath path, boolean composed, List<WritingPath.Test> tests) implements WritingRule {}

    /** Where a rule's value comes from. */
    sealed interface Source {

        /** {@code "text"}. */
        record Constant(String text) implements Source {}

        /** {@code #}: which segment of its name within its group it is. */
        record Ordinal() implements Source {}

        /** A path from the element that the segment or type is made of. */
        record Path(WritingPath path) implements Source {}
    }

    /** When a rule's value is written. */
    enum Option {
        /** Without it there is no message. */
        REQUIRED,
        /** Not where the place has something already. */
        ONCE,
        /** Only elements of which nothing was said before. */
        REST,
        /** All elements in one text, a space between them. */
        JOINED
    }

    /**
     * A segment of a message, or a group of them.
     *
     * @param segment its name; empty for a group without a segment of its own
     * @param path the elements it is written for
     * @param map the name of the segment's map; null for the type of the resource
     * @param one whether it is written for the first element only
     * @param required whether it is written even where it says nothing
     * @param resets the segments that are numbered from 1 again behind it
     * @param children what follows it, for each element
     */
    record Line(
            String segment,
            WritingPath path,
            @Nullable String map,
            boolean one,
            boolean required,
            List<String> resets,
            List<Line> children) {}

    /**
     * A message.
     *
     * @param structure MSH-9.3
     * @param focus the types of which there must be a resource
     * @param lines its segments, after MSH
     */
    record MessageMap(String structure, List<String> focus, List<Line> lines) {}
}
