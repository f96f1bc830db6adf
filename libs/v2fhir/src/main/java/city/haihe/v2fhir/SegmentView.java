package city.haihe.v2fhir;

import city.haihe.hl7v2.Delimiters;
import city.haihe.hl7v2.Repetition;
import city.haihe.hl7v2.Segment;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A segment as the rules read it, and which of its fields they have consumed. Numbers count from 1; what is not there is empty. */
final class SegmentView {

    /** What Unicode shows in the place of what cannot be shown. */
    private static final char REPLACEMENT = '\uFFFD';

    private final Segment segment;
    private final int occurrence;
    private final Delimiters delimiters;
    private final @Nullable List<Repetition>[] fields;
    private final BitSet consumed = new BitSet();

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of lists has no other way
    SegmentView(Segment segment, int occurrence, Delimiters delimiters) {
        this.segment = segment;
        this.occurrence = occurrence;
        this.delimiters = delimiters;
        this.fields = new @Nullable List[segment.fieldCount() + 1];
    }

    String name() {
        return segment.name();
    }

    int occurrence() {
        return occurrence;
    }

    private List<Repetition> field(int field) {
        if (field < 1 || field >= fields.length) {
            return List.of();
        }
        List<Repetition> known = fields[field];
        if (known == null) {
            known = segment.field(field).repetitions();
            fields[field] = known;
        }
        return known;
    }

    private @Nullable Repetition repetition(int field, int repetition) {
        List<Repetition> all = field(field);
        return repetition <= all.size() ? all.get(repetition - 1) : null;
    }

    /** How often a field repeats; 0 where it is empty. */
    int repetitions(int field) {
        return field(field).size();
    }

    int componentCount(int field, int repetition) {
        Repetition place = repetition(field, repetition);
        return place == null ? 0 : place.componentCount();
    }

    /** A subcomponent's text; 0 as component or subcomponent means the first. */
    String text(int field, int repetition, int component, int subcomponent) {
        Repetition place = repetition(field, repetition);
        return place == null ? "" : withoutNull(place.subcomponent(Math.max(component, 1), Math.max(subcomponent, 1)));
    }

    /** All text of a repetition, or of a component of it, with the delimiters below it. */
    String wholeText(int field, int repetition, int component) {
        Repetition place = repetition(field, repetition);
        if (place == null) {
            return "";
        }
        if (component == 0) {
            return storable(place.text().strip());
        }
        int parts = place.subcomponentCount(component);
        StringBuilder whole = new StringBuilder(place.component(component));
        for (int part = 2; part <= parts; part++) {
            whole.append(delimiters.subcomponent()).append(place.subcomponent(component, part));
        }
        return withoutNull(whole.toString());
    }

    private static String withoutNull(String text) {
        String stripped = text.strip();
        return stripped.equals("\"\"") ? "" : storable(stripped);
    }

    /** The text as FHIR can hold it (FHIR R4 2.24.0.1, string): a mark stands where a control character was. */
    private static String storable(String text) {
        for (int index = 0; index < text.length(); index++) {
            if (isControl(text.charAt(index))) {
                StringBuilder marked = new StringBuilder(text);
                for (int at = index; at < marked.length(); at++) {
                    if (isControl(marked.charAt(at))) {
                        marked.setCharAt(at, REPLACEMENT);
                    }
                }
                return marked.toString();
            }
        }
        return text;
    }

    private static boolean isControl(char c) {
        return c < ' ' && c != '\t' && c != '\n' && c != '\r';
    }

    /** Whether a place holds nothing but delimiters and null texts; the segment itself (field 0) is never empty. */
    boolean isEmpty(int field, int repetition, int component, int subcomponent) {
        if (field == 0) {
            return false;
        }
        Repetition place = repetition(field, repetition);
        if (place == null) {
            return true;
        }
        if (component > 0 && subcomponent > 0) {
            return text(field, repetition, component, subcomponent).isEmpty();
        }
        return isBlank(component == 0 ? place.raw() : place.rawComponent(component));
    }

    private boolean isBlank(String raw) {
        for (int index = 0; index < raw.length(); index++) {
            char c = raw.charAt(index);
            if (c != delimiters.component() && c != delimiters.subcomponent() && c != '"' && c > ' ') {
                return false;
            }
        }
        return true;
    }

    /** Notes that a rule has taken a field's meaning. */
    void consume(int field) {
        consumed.set(field);
    }

    /** The number of the last field. */
    int lastField() {
        return fields.length - 1;
    }

    boolean isPopulated(int field) {
        return field(field).stream().anyMatch(place -> !isBlank(place.raw()));
    }

    /** All repetitions of a field as they were sent. */
    String rawText(int field) {
        return String.join(
                String.valueOf(delimiters.repetition()),
                field(field).stream().map(Repetition::raw).toList());
    }

    boolean isConsumed(int field) {
        return consumed.get(field);
    }

    /** Adds the populated fields that no rule has consumed. */
    void addUnmapped(List<UnmappedField> unmapped) {
        for (int field = 1; field < fields.length; field++) {
            if (consumed.get(field)) {
                continue;
            }
            if (isPopulated(field)) {
                unmapped.add(new UnmappedField(name(), occurrence, field));
            }
        }
    }
}
