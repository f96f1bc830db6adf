package city.haihe.v2fhir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How a message was translated, field by field.
 *
 * @param translation what became of it
 * @param fields every populated field in the order of the message, and each segment for what it does by being there
 */
public record Explanation(Translation translation, List<ExplainedField> fields) {

    /** Copies the list. */
    public Explanation {
        fields = List.copyOf(fields);
    }

    /** What became of a field. */
    public enum Outcome {
        /** Something was written. */
        WRITTEN,
        /** The rule of another field has read it, such as a unit. */
        READ,
        /** A rule says that it is left out, and why. */
        IGNORED,
        /** No rule consumed it. */
        UNMAPPED
    }

    /**
     * A populated field.
     *
     * @param segment the segment's name
     * @param occurrence which segment of that name, from 1
     * @param field the field's number; 0 for what the segment does by being there
     * @param text the field as it was sent
     * @param outcome what became of it
     * @param reason why it is ignored or unmapped, where a rule says so
     * @param written what rules wrote of it
     */
    public record ExplainedField(
            String segment,
            int occurrence,
            int field,
            String text,
            Outcome outcome,
            String reason,
            List<WrittenElement> written) {}

    /**
     * One value that was written.
     *
     * @param source the place it was read from, such as {@code PID-3.1}
     * @param rule the file and line of the rule, the outermost first
     * @param why the rows of the maps that the rules name
     * @param resource the local key of the resource
     * @param element the element's path
     * @param value the value as JSON
     */
    public record WrittenElement(
            String source, String rule, String why, String resource, String element, String value) {}

    static Explanation of(Translation translation, List<SegmentView> segments, Trace trace, Mapping mapping) {
        Map<String, List<Trace.Entry>> byPlace = new HashMap<>();
        for (Trace.Entry entry : trace.entries()) {
            byPlace.computeIfAbsent(place(entry.source()), _ -> new ArrayList<>())
                    .add(entry);
        }
        Map<String, String> reasons = reasons(mapping);
        List<ExplainedField> fields = new ArrayList<>();
        for (SegmentView segment : segments) {
            for (int field = 0; field <= segment.lastField(); field++) {
                List<Trace.Entry> entries =
                        byPlace.getOrDefault(segment.name() + '#' + segment.occurrence() + '-' + field, List.of());
                if (field == 0 ? !entries.isEmpty() : segment.isPopulated(field)) {
                    fields.add(explained(segment, field, entries, reasons));
                }
            }
        }
        return new Explanation(translation, fields);
    }

    private static String place(Source source) {
        SegmentView segment = source.segment();
        return segment == null ? "" : segment.name() + '#' + segment.occurrence() + '-' + source.field();
    }

    /** Why fields are not mapped, as the maps' files say. */
    private static Map<String, String> reasons(Mapping mapping) {
        Map<String, String> reasons = new HashMap<>();
        mapping.segments().values().stream()
                .flatMap(map -> map.rules().stream())
                .filter(MappingRule::isUnmapped)
                .forEach(rule -> {
                    if (rule.source() instanceof RuleSource.Field field) {
                        reasons.putIfAbsent(
                                field.segment() + '-' + field.field(), rule.why() + " (" + rule.origin() + ')');
                    }
                });
        return reasons;
    }

    private static ExplainedField explained(
            SegmentView segment, int field, List<Trace.Entry> entries, Map<String, String> reasons) {
        List<WrittenElement> written = entries.stream()
                .filter(entry -> !entry.isIgnored())
                .map(Explanation::element)
                .toList();
        Outcome outcome;
        String reason = "";
        if (!written.isEmpty() && (field == 0 || segment.isConsumed(field))) {
            outcome = Outcome.WRITTEN;
        } else if (!segment.isConsumed(field) && field > 0) {
            outcome = Outcome.UNMAPPED;
            reason = reasons.getOrDefault(segment.name() + '-' + field, "");
        } else {
            Stream<MappingRule> ignoring = entries.stream()
                    .filter(Trace.Entry::isIgnored)
                    .map(entry -> entry.rules().getFirst());
            reason = ignoring.map(rule -> rule.why() + " (" + rule.origin() + ')')
                    .distinct()
                    .findFirst()
                    .orElse("");
            outcome = reason.isEmpty() ? Outcome.READ : Outcome.IGNORED;
        }
        String text = field == 0 ? "" : segment.rawText(field);
        return new ExplainedField(segment.name(), segment.occurrence(), field, text, outcome, reason, written);
    }

    private static WrittenElement element(Trace.Entry entry) {
        return new WrittenElement(
                shown(entry.source()),
                String.join(" ", entry.rules().stream().map(MappingRule::origin).toList()),
                String.join(
                        "; ",
                        entry.rules().stream()
                                .map(MappingRule::why)
                                .filter(why -> !why.isEmpty())
                                .distinct()
                                .toList()),
                entry.resource(),
                entry.element(),
                entry.value());
    }

    private static String shown(Source source) {
        SegmentView segment = source.segment();
        if (segment == null) {
            return "";
        }
        StringBuilder place = new StringBuilder(segment.name());
        if (source.field() > 0) {
            place.append('-').append(source.field());
        }
        if (source.repetition() > 1) {
            place.append('~').append(source.repetition());
        }
        if (source.component() > 0) {
            place.append('.').append(source.component());
        }
        if (source.subcomponent() > 0) {
            place.append('.').append(source.subcomponent());
        }
        return place.toString();
    }
}
