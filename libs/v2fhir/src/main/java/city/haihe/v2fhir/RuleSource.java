package city.haihe.v2fhir;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a rule takes its value from, as written in a mapping file. */
sealed interface RuleSource {

    Pattern FIELD =
            Pattern.compile("([A-Z][A-Z0-9]{2})(?:-(\\d{1,3})(?:~(\\d{1,2}))?(?:\\.(\\d{1,2}))?(?:\\.(\\d{1,2}))?)?");
    Pattern RELATIVE = Pattern.compile("\\.(\\d{1,2})?(?:\\.(\\d{1,2}))?");

    /**
     * {@code PV1-3.2}: a field of this segment, or of the nearest segment of that name before it; {@code PV1}: all of it;
     * {@code OBX-5~2}: the second repetition.
     */
    record Field(String segment, int field, int repetition, int component, int subcomponent) implements RuleSource {

        Source in(SegmentView view) {
            Source source = Source.field(view, field, component, subcomponent);
            return repetition == 0 ? source : new Source(view, field, repetition, component, subcomponent, "");
        }
    }

    /** {@code >OBR-2}: a field of the next segment of that name, before the next one of this segment's own name. */
    record Ahead(Field field) implements RuleSource {}

    /** {@code .4.2}: a component of the value that a type or a block maps; {@code .} is the value itself. */
    record Relative(int component, int subcomponent) implements RuleSource {}

    /** {@code "ATND"}: always the same text. */
    record Constant(String text) implements RuleSource {}

    /** {@code $}: the argument that the rule gave to the type. */
    record Argument() implements RuleSource {}

    /** {@code complete}: whether the translation is to tell everything, see {@link TranslationContext#complete}; for conditions. */
    record Complete() implements RuleSource {}

    /** {@code @Patient}: the newest resource of a type; in a condition, whether there is one. */
    record Latest(String resourceType) implements RuleSource {}

    /** Parses a source; fails with {@link IllegalArgumentException} on anything else. */
    static RuleSource parse(String text) {
        if (text.startsWith("\"") && text.endsWith("\"") && text.length() > 1) {
            return new Constant(text.substring(1, text.length() - 1));
        }
        if (text.equals("complete")) {
            return new Complete();
        }
        if (text.equals("$")) {
            return new Argument();
        }
        if (text.startsWith(">") && parse(text.substring(1)) instanceof Field field) {
            return new Ahead(field);
        }
        if (text.startsWith("@")) {
            return new Latest(text.substring(1));
        }
        Matcher field = FIELD.matcher(text);
        if (field.matches()) {
            return new Field(field.group(1), number(field, 2), number(field, 3), number(field, 4), number(field, 5));
        }
        Matcher relative = RELATIVE.matcher(text);
        if (relative.matches()) {
            return new Relative(number(relative, 1), number(relative, 2));
        }
        throw new IllegalArgumentException(
                "source: " + text + " (expected: PID-3.1, .1, \"text\", $, complete or @Patient)");
    }

    private static int number(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
