package city.haihe.v2fhir;

import java.util.BitSet;
import java.util.List;

/** A segment of a message in ER7 with the usual delimiters, and which of its fields a rule has consumed. */
final class SegmentView {
    private final String name;
    private final int occurrence;
    private final String[] fields;
    private final BitSet consumed = new BitSet();

    SegmentView(String line, int occurrence) {
        this.name = line.substring(0, 3);
        this.occurrence = occurrence;
        String[] parts = line.split("\\|", -1);
        if (name.equals("MSH")) {
            String[] shifted = new String[parts.length + 1];
            shifted[0] = "MSH";
            shifted[1] = "|";
            System.arraycopy(parts, 1, shifted, 2, parts.length - 1);
            parts = shifted;
        }
        this.fields = parts;
    }

    String name() {
        return name;
    }

    int occurrence() {
        return occurrence;
    }

    private String raw(int field) {
        return field < fields.length ? fields[field] : "";
    }

    private String raw(int field, int repetition) {
        if (name.equals("MSH") && field <= 2) {
            return raw(field);
        }
        String[] parts = raw(field).split("~", -1);
        return repetition <= parts.length ? parts[repetition - 1] : "";
    }

    private String raw(int field, int repetition, int component) {
        String[] parts = raw(field, repetition).split("\\^", -1);
        return component <= parts.length ? parts[component - 1] : "";
    }

    int repetitions(int field) {
        return field == 0 ? 1 : raw(field).split("~", -1).length;
    }

    String text(int field, int repetition, int component, int subcomponent) {
        String[] parts = raw(field, repetition, Math.max(component, 1)).split("&", -1);
        int index = Math.max(subcomponent, 1);
        String text = index <= parts.length ? parts[index - 1].strip() : "";
        return text.equals("\"\"") ? "" : text;
    }

    String wholeText(int field, int repetition, int component) {
        return (component == 0 ? raw(field, repetition) : raw(field, repetition, component)).strip();
    }

    boolean isEmpty(int field, int repetition, int component, int subcomponent) {
        if (field == 0) {
            return false;
        }
        String text = component == 0
                ? raw(field, repetition)
                : subcomponent == 0
                        ? raw(field, repetition, component)
                        : text(field, repetition, component, subcomponent);
        return text.chars().allMatch(c -> "^&~ \"".indexOf(c) >= 0);
    }

    void consume(int field) {
        consumed.set(field);
    }

    void addUnmapped(List<UnmappedField> unmapped) {
        for (int field = 1; field < fields.length; field++) {
            if (!consumed.get(field) && !fields[field].isBlank() && !isEmpty(field, 1, 0, 0)) {
                unmapped.add(new UnmappedField(name, occurrence, field));
            }
        }
    }
}
