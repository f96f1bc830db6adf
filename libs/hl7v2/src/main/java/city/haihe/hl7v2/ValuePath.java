package city.haihe.hl7v2;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in a message, such as {@code PID-3(2).4.1} or {@code OBX(3)-5}; everything counts from 1. */
record ValuePath(String segment, int occurrence, int field, int repetition, int component, int subcomponent) {

    private static final Pattern SYNTAX = Pattern.compile(
            "([A-Z][A-Z0-9]{2})(?:\\((\\d{1,4})\\))?-(\\d{1,3})(?:\\((\\d{1,4})\\))?(?:\\.(\\d{1,3}))?(?:\\.(\\d{1,3}))?");

    static ValuePath parse(String path) {
        Matcher matcher = SYNTAX.matcher(path);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("path: \"" + path + "\" (expected: such as PID-3(2).4.1)");
        }
        return new ValuePath(
                matcher.group(1),
                number(matcher, 2, 1),
                number(matcher, 3, 0),
                number(matcher, 4, 1),
                number(matcher, 5, 0),
                number(matcher, 6, 0));
    }

    private static int number(Matcher matcher, int group, int otherwise) {
        String text = matcher.group(group);
        return text == null ? otherwise : Integer.parseInt(text);
    }

    String in(Message message) {
        List<Segment> segments = message.all(segment);
        if (occurrence > segments.size()) {
            return "";
        }
        Field found = segments.get(occurrence - 1).field(field);
        if (component == 0 && repetition == 1) {
            return found.text();
        }
        List<Repetition> repetitions = found.repetitions();
        if (repetition > repetitions.size()) {
            return "";
        }
        Repetition repeated = repetitions.get(repetition - 1);
        if (component == 0) {
            return repeated.text();
        }
        return subcomponent == 0 ? repeated.component(component) : repeated.subcomponent(component, subcomponent);
    }
}
