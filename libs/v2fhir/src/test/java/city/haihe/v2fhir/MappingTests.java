package city.haihe.v2fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The mapping files name only elements that FHIR R4 has and fields that HL7 v2 has. */
class MappingTests {

    /** How many fields each segment has in HL7 v2.9, the newest version whose fields a sender may use. */
    private static final Map<String, Integer> FIELDS = Map.ofEntries(
            Map.entry("MSH", 28),
            Map.entry("EVN", 7),
            Map.entry("PID", 40),
            Map.entry("PD1", 23),
            Map.entry("NK1", 41),
            Map.entry("MRG", 7),
            Map.entry("PV1", 54),
            Map.entry("PV2", 50),
            Map.entry("AL1", 6),
            Map.entry("DG1", 26),
            Map.entry("ORC", 38),
            Map.entry("OBR", 55),
            Map.entry("SFT", 6),
            Map.entry("IAM", 30),
            Map.entry("PR1", 25),
            Map.entry("ROL", 14),
            Map.entry("GT1", 57),
            Map.entry("IN1", 55),
            Map.entry("IN2", 72),
            Map.entry("IN3", 28),
            Map.entry("TXA", 28),
            Map.entry("PRB", 28),
            Map.entry("GOL", 22),
            Map.entry("RXA", 29),
            Map.entry("RXR", 6),
            Map.entry("RXO", 36),
            Map.entry("RXE", 45),
            Map.entry("RXC", 11),
            Map.entry("RXD", 35),
            Map.entry("RXG", 33),
            Map.entry("FT1", 56),
            Map.entry("SAC", 52),
            Map.entry("INV", 21),
            Map.entry("TQ2", 10),
            Map.entry("CTD", 8),
            Map.entry("CTI", 4),
            Map.entry("BLG", 4),
            Map.entry("IPC", 9),
            Map.entry("DSC", 2),
            Map.entry("APR", 5),
            Map.entry("PRT", 24),
            Map.entry("MSA", 8),
            Map.entry("ERR", 12),
            Map.entry("QAK", 6),
            Map.entry("QPD", 3),
            Map.entry("VAR", 6),
            Map.entry("CON", 25),
            Map.entry("OBX", 33),
            Map.entry("NTE", 9),
            Map.entry("SPM", 35),
            Map.entry("SCH", 27),
            Map.entry("TQ1", 14),
            Map.entry("RGS", 3),
            Map.entry("AIS", 12),
            Map.entry("AIG", 14),
            Map.entry("AIL", 12),
            Map.entry("AIP", 12));

    private final Mapping mapping = MappingFiles.read();

    @Test
    void namesOnlyElementsOfFhir() {
        FhirElements elements = FhirElements.read();
        List<String> problems = new ArrayList<>();
        mapping.segments()
                .values()
                .forEach(map -> map.rules().forEach(rule -> check(rule, map.resourceType(), elements, problems)));
        mapping.types()
                .values()
                .forEach(map -> map.rules().forEach(rule -> check(rule, map.element(), elements, problems)));
        mapping.segments()
                .values()
                .forEach(map -> map.snapshot().forEach(element -> {
                    if (elements.resolve(map.resourceType(), List.of(element)) == null) {
                        problems.add("snapshot " + element);
                    }
                }));
        assertThat(problems).isEmpty();
    }

    private void check(MappingRule rule, String type, FhirElements elements, List<String> problems) {
        if (rule.isIgnored()) {
            return;
        }
        List<String> names = ElementPath.parse(rule.target(), mapping.systems()).names();
        String start = type;
        for (int index = 0; index < names.size(); index++) {
            if (names.get(index).startsWith("(")) {
                if (!"Reference".equals(elements.resolve(start, names.subList(0, index)))) {
                    problems.add(rule.origin() + ": no reference " + start + '.' + rule.target());
                    return;
                }
                start = names.get(index).substring(1, names.get(index).length() - 1);
                names = names.subList(index + 1, names.size());
                index = -1;
            }
        }
        String element = names.isEmpty() ? start : elements.resolve(start, names);
        if (element == null) {
            problems.add(rule.origin() + ": " + type + '.' + rule.target());
            return;
        }
        if (!names.isEmpty() && elements.repeats(start, names) != rule.target().endsWith("]")) {
            problems.add(rule.origin() + ": [] " + type + '.' + rule.target());
        }
        Mapping.TypeMap map = mapping.types().get(rule.type());
        if (map != null && !map.element().equals(element)) {
            problems.add(rule.origin() + ": " + rule.type() + " makes a " + map.element() + ", not a " + element);
        }
        rule.children().forEach(child -> check(child, element, elements, problems));
    }

    @Test
    void wouldPassAsAnOverlay() {
        new OverlayCheck(mapping).check(mapping);
    }

    @Test
    void namesOnlyFieldsOfHl7() {
        List<String> problems = new ArrayList<>();
        mapping.segments().values().forEach(map -> map.rules().forEach(rule -> checkFields(rule, problems)));
        mapping.messages()
                .values()
                .forEach(rules -> rules.forEach(rule -> {
                    if (!FIELDS.containsKey(rule.segment())) {
                        problems.add("message " + rule);
                    }
                }));
        assertThat(problems).isEmpty();
    }

    private static void checkFields(MappingRule rule, List<String> problems) {
        checkField(rule.source(), rule, problems);
        rule.conditions()
                .forEach(condition -> condition.sources().forEach(source -> checkField(source, rule, problems)));
        rule.children().forEach(child -> checkFields(child, problems));
    }

    private static void checkField(RuleSource source, MappingRule rule, List<String> problems) {
        RuleSource.Field place = switch (source) {
            case RuleSource.Field field -> field;
            case RuleSource.Ahead(RuleSource.Field field) -> field;
            default -> null;
        };
        if (place != null && place.field() > FIELDS.getOrDefault(place.segment(), -1)) {
            problems.add(rule.origin() + ": " + place.segment() + '-' + place.field());
        }
    }

    @Test
    void namesTheFileAndLineOfAMistake() {
        MappingParser parser = new MappingParser();
        assertThatThrownBy(() -> parser.add("x.map", "segment PID -> Patient\n  PID-5 => name[] XPN"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("x.map:2: ");
        Mapping unknownType = new MappingParser()
                .add("y.map", "segment PID -> Patient\n  PID-5 -> name[] XQN")
                .mapping();
        assertThatThrownBy(() -> new Compiler(unknownType).segments())
                .hasMessage("y.map:2: type: XQN (expected: a converter or a type map)");
    }
}
