package city.haihe.v2fhir;

import city.haihe.hl7v2.Field;
import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.Repetition;
import city.haihe.hl7v2.Segment;
import city.haihe.v2fhir.Translation.Translated;
import city.haihe.v2fhir.Writing.Written;
import city.haihe.v2fhir.WritingRule.Rule;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Translates a message to FHIR and writes it again, and tells what was in the first that is not in the second. */
final class RoundTrip {

    private static final TranslationContext READING = TranslationContext.of("hx", Instant.EPOCH);
    private static final WritingContext WRITING =
            WritingContext.of("hx", "OUT-1", OffsetDateTime.parse("2026-03-01T12:00:00+08:00"));

    /** Segments whose first field is more than a number within the message. */
    private static final Set<String> UNNUMBERED = Set.of("ORC", "SCH", "RXE", "RXR", "PD1", "PV2");

    private final Translator translator = Translator.load();
    private final MessageWriter writer = MessageWriter.load();

    /** The fields that a rule writes, such as {@code PID-3}. */
    private final Set<String> covered = covered();

    private static Set<String> covered() {
        Set<String> covered = new HashSet<>();
        WritingMaps.read()
                .segments()
                .forEach((name, rules) -> rules.forEach(each -> {
                    if (each instanceof Rule rule) {
                        covered.add(name.substring(0, 3) + '-' + rule.field());
                    }
                }));
        return covered;
    }

    /** Whether a rule writes the field. */
    boolean covers(String field) {
        return covered.contains(field);
    }

    /** The message that the resources of another become, or null where there is no such message. */
    @Nullable
    Message again(Message message) {
        if (!(translator.translate(message, READING) instanceof Translated(var changes, var merges, var unmapped))
                || !merges.isEmpty()) {
            return null;
        }
        MessageContent content = new MessageContent();
        changes.forEach(change -> content.add(change.reference(), change.content()));
        String event = message.messageCode() + '^' + message.triggerEvent();
        if (message.messageCode().equals("ADT")) {
            event = "ADT^A08";
        }
        return writer.write(event, content, WRITING) instanceof Written(Message written, var notSaid) ? written : null;
    }

    /** Every component of the original in a field that is covered and was mapped, that the other does not have. */
    Map<String, Integer> losses(Message original, Message written) {
        Set<String> unmapped = unmapped(original);
        Map<String, Integer> losses = new TreeMap<>();
        Map<String, List<Segment>> left = new HashMap<>();
        written.segments()
                .forEach(segment -> left.computeIfAbsent(segment.name(), _ -> new ArrayList<>())
                        .add(segment));
        for (Segment segment : original.segments()) {
            if (segment.name().equals("MSH") || segment.name().equals("EVN")) {
                continue;
            }
            if (!isMapped(segment, unmapped)) {
                continue;
            }
            // Segments may come in another order: each is held against the one most like it.
            List<Segment> others = left.getOrDefault(segment.name(), List.of());
            Map<String, Integer> fewest = null;
            Segment closest = null;
            for (Segment other : others) {
                Map<String, Integer> lost = losses(segment, other, unmapped);
                if (fewest == null || sum(lost) < sum(fewest)) {
                    fewest = lost;
                    closest = other;
                }
            }
            if (closest == null || fewest == null) {
                losses.merge(segment.name() + " (segment)", 1, Integer::sum);
            } else {
                others.remove(closest);
                fewest.forEach((name, times) -> losses.merge(name, times, Integer::sum));
            }
        }
        losses.keySet().removeIf(name -> !isCoveredSegment(name));
        return losses;
    }

    private Set<String> unmapped(Message message) {
        Set<String> unmapped = new HashSet<>();
        if (translator.translate(message, READING) instanceof Translated translated) {
            translated
                    .unmapped()
                    .forEach(field -> unmapped.add(field.segment() + '-' + field.field() + '#' + field.occurrence()));
        }
        return unmapped;
    }

    /** Whether anything of a segment became a part of a resource. */
    private boolean isMapped(Segment segment, Set<String> unmapped) {
        for (int field = 2; field <= segment.fieldCount(); field++) {
            String name = segment.name() + '-' + field;
            if (covers(name)
                    && !segment.field(field).isEmpty()
                    && !unmapped.contains(name + '#' + segment.occurrence())) {
                return true;
            }
        }
        return false;
    }

    private boolean isCoveredSegment(String name) {
        return covered.stream().anyMatch(field -> field.startsWith(name.substring(0, 3)));
    }

    /** How many subcomponents of a message are populated in fields that are covered and were mapped. */
    int values(Message message) {
        Set<String> unmapped = unmapped(message);
        int values = 0;
        for (Segment segment : message.segments()) {
            for (int field = 1; field <= segment.fieldCount(); field++) {
                String name = segment.name() + '-' + field;
                if (covers(name) && !unmapped.contains(name + '#' + segment.occurrence())) {
                    values += (int) Pattern.compile("[|^~&]")
                            .splitAsStream(segment.field(field).raw())
                            .filter(value -> !value.isBlank())
                            .count();
                }
            }
        }
        return values;
    }

    private static int sum(Map<String, Integer> losses) {
        return losses.values().stream().mapToInt(Integer::intValue).sum();
    }

    private Map<String, Integer> losses(Segment original, Segment written, Set<String> unmapped) {
        Map<String, Integer> losses = new TreeMap<>();
        for (int field = 1; field <= original.fieldCount(); field++) {
            String name = original.name() + '-' + field;
            Field value = original.field(field);
            boolean isNumber = field == 1 && !UNNUMBERED.contains(original.name());
            if (covers(name)
                    && !isNumber
                    && !value.isEmpty()
                    && !value.isNull()
                    && !unmapped.contains(name + '#' + original.occurrence())) {
                compare(name, value, written.field(field), losses);
            }
        }
        return losses;
    }

    private static void compare(String name, Field original, Field written, Map<String, Integer> losses) {
        List<Repetition> others = new ArrayList<>(written.repetitions());
        for (Repetition repetition : original.repetitions()) {
            if (repetition.isEmpty() || repetition.isNull()) {
                continue;
            }
            // Repetitions may come in another order: each is held against the one most like it.
            List<String> fewest = null;
            Repetition closest = null;
            for (Repetition other : others) {
                List<String> lost = lost(name, repetition, other);
                if (fewest == null || lost.size() < fewest.size()) {
                    fewest = lost;
                    closest = other;
                }
            }
            if (fewest == null || closest == null) {
                losses.merge(name + " (repetition)", 1, Integer::sum);
            } else {
                others.remove(closest);
                fewest.forEach(each -> losses.merge(each, 1, Integer::sum));
            }
        }
    }

    private static List<String> lost(String name, Repetition original, Repetition written) {
        List<String> lost = new ArrayList<>();
        for (int component = 1; component <= original.componentCount(); component++) {
            for (int sub = 1; sub <= Math.max(1, original.subcomponentCount(component)); sub++) {
                String text = original.subcomponent(component, sub);
                String other = written.subcomponent(component, sub);
                if (!text.isBlank() && !text.equals("\"\"") && !isSame(text, other)) {
                    lost.add(name
                            + (original.componentCount() == 1 ? "" : "." + component)
                            + (sub == 1 ? "" : "." + sub));
                }
            }
        }
        return lost;
    }

    /** Times get the zone that they had without saying so, and seconds; a time in another zone is the same time. */
    private static boolean isSame(String text, String other) {
        if (text.strip().equals(other)) {
            return true;
        }
        PointInTime one = PointInTime.parse(text.strip());
        PointInTime two = PointInTime.parse(other);
        return one != null
                && two != null
                && one.hasTime()
                && two.hasTime()
                && instant(one).equals(instant(two));
    }

    private static Instant instant(PointInTime point) {
        return OffsetDateTime.parse(point.dateTime(TranslationContext.DEFAULT_ZONE))
                .toInstant();
    }
}
