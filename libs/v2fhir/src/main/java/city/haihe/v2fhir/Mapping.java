package city.haihe.v2fhir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/**
 * The mapping as read from its files.
 *
 * @param segments the segment maps by {@code SEGMENT>Type}
 * @param types the data type maps by name
 * @param tables the code tables by name
 * @param systems the URIs by alias, of code systems and extensions
 * @param codingSystems the URIs of the coding systems of HL7 table 0396 by name
 * @param messages the messages by {@code ADT^A01}
 * @param groups the rules that several messages share, by name
 */
record Mapping(
        Map<String, SegmentMap> segments,
        Map<String, TypeMap> types,
        Map<String, CodeTable> tables,
        Map<String, String> systems,
        Map<String, String> codingSystems,
        Map<String, List<MessageRule>> messages,
        Map<String, List<MessageRule>> groups) {

    /**
     * This mapping with an overlay: its rules for a source take the place of this mapping's rules for the same source, its
     * rows and names those of the same code or name; what else it has is added.
     */
    Mapping with(Mapping overlay) {
        return new Mapping(
                united(segments, overlay.segments, SegmentMap::with),
                united(types, overlay.types, TypeMap::with),
                united(tables, overlay.tables, CodeTable::with),
                united(systems, overlay.systems, (_, ours) -> ours),
                united(codingSystems, overlay.codingSystems, (_, ours) -> ours),
                united(messages, overlay.messages, Mapping::joined),
                united(groups, overlay.groups, (_, ours) -> ours));
    }

    private static <T> Map<String, T> united(Map<String, T> base, Map<String, T> overlay, BinaryOperator<T> merger) {
        Map<String, T> both = new HashMap<>(base);
        overlay.forEach((name, value) -> both.merge(name, value, merger));
        return Map.copyOf(both);
    }

    private static <T> List<T> joined(List<T> base, List<T> further) {
        List<T> both = new ArrayList<>(base);
        both.addAll(further);
        return List.copyOf(both);
    }

    private static List<MappingRule> replaced(List<MappingRule> base, List<MappingRule> overlay) {
        Set<RuleSource> sources = overlay.stream()
                .map(MappingRule::source)
                .filter(source -> source instanceof RuleSource.Field)
                .collect(Collectors.toSet());
        return joined(
                base.stream().filter(rule -> !sources.contains(rule.source())).toList(), overlay);
    }

    /**
     * A segment's map to a resource.
     *
     * @param name the resource's type; behind a colon, what tells this map from others of the segment to the same type
     * @param key which business key a resource that the segment opens gets
     * @param snapshot the elements that go when a later message does not tell them
     */
    record SegmentMap(String segment, String name, String key, List<String> snapshot, List<MappingRule> rules) {

        /** The type of the resource: the name without what tells several maps to one type apart. */
        String resourceType() {
            return typeOf(name);
        }

        SegmentMap with(SegmentMap overlay) {
            return new SegmentMap(
                    segment,
                    name,
                    overlay.key.isEmpty() ? key : overlay.key,
                    overlay.snapshot.isEmpty() ? snapshot : overlay.snapshot,
                    replaced(rules, overlay.rules));
        }
    }

    /** {@code Provenance} of {@code Provenance:event}. */
    static String typeOf(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    /** A data type's map to an element. */
    record TypeMap(String name, String element, List<MappingRule> rules) {

        TypeMap with(TypeMap overlay) {
            return new TypeMap(name, element, joined(rules, overlay.rules));
        }
    }
}
