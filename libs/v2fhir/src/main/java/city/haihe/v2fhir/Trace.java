package city.haihe.v2fhir;

import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirValue;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** What the rules of one translation did. Kept only where somebody asked for it. */
final class Trace {

    /** One value that a rule wrote, or one field that a rule ignores on purpose. */
    record Entry(Source source, List<MappingRule> rules, String resource, String element, String value) {

        boolean isIgnored() {
            return element.isEmpty();
        }
    }

    private record Frame(MappingRule rule, Source from, String element, int entriesBefore) {}

    private final List<Entry> entries = new ArrayList<>();
    private final List<Frame> frames = new ArrayList<>();
    private String resource = "";
    private Source segment = Source.NOTHING;

    List<Entry> entries() {
        return entries;
    }

    /** A segment begins to fill a resource. */
    void fills(String localKey, Source from) {
        resource = localKey;
        segment = from;
        frames.clear();
    }

    /** A rule begins to write what it reads. */
    void enter(MappingRule rule, Source from) {
        frames.add(new Frame(rule, from, rule.target(), entries.size()));
    }

    /** The element that is written belongs to a resource that is only mentioned. */
    void mentions(String resourceType) {
        Frame frame = frames.removeLast();
        frames.add(new Frame(
                frame.rule(), frame.from(), frame.element() + '(' + resourceType + ')', frame.entriesBefore()));
    }

    /** The rule wrote the value; what rules within it wrote stands for it. */
    void wrote(FhirValue value) {
        Frame frame = frames.getLast();
        if (entries.size() == frame.entriesBefore()) {
            StringJoiner element = new StringJoiner(".");
            frames.forEach(each -> {
                if (!each.element().equals(ElementPath.SELF)) {
                    element.add(each.element());
                }
            });
            List<MappingRule> rules = frames.stream().map(Frame::rule).toList();
            entries.add(new Entry(place(), rules, resource, element.toString(), FhirJson.write(value)));
        }
        frames.removeLast();
    }

    /** The rule wrote nothing. */
    void wroteNothing() {
        Frame frame = frames.removeLast();
        while (entries.size() > frame.entriesBefore()) {
            entries.removeLast();
        }
    }

    void ignores(MappingRule rule, Source from) {
        if (from.segment() != null) {
            entries.add(new Entry(from, List.of(rule), resource, "", ""));
        }
    }

    /** The closest field that was read; the segment for a constant. */
    private Source place() {
        for (Frame frame : frames.reversed()) {
            if (frame.from().segment() != null && frame.from().field() > 0) {
                return frame.from();
            }
        }
        return segment;
    }
}
