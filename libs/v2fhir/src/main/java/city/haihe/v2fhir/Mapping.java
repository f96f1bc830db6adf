package city.haihe.v2fhir;

import java.util.List;
import java.util.Map;

/**
 * The mapping as read from its files.
 *
 * @param segments the segment maps by {@code SEGMENT>Type}
 * @param types the data type maps by name
 * @param tables the code tables by name
 * @param systems the URIs by alias, of code systems and extensions
 * @param codingSystems the URIs of the coding systems of HL7 table 0396 by name
 * @param messages the messages by {@code ADT^A01}
 */
record Mapping(
        Map<String, SegmentMap> segments,
        Map<String, TypeMap> types,
        Map<String, CodeTable> tables,
        Map<String, String> systems,
        Map<String, String> codingSystems,
        Map<String, List<MessageRule>> messages) {

    /**
     * A segment's map to a resource.
     *
     * @param key which business key a resource that the segment opens gets
     * @param snapshot the elements that go when a later message does not tell them
     */
    record SegmentMap(
            String segment, String resourceType, String key, List<String> snapshot, List<MappingRule> rules) {}

    /** A data type's map to an element. */
    record TypeMap(String name, String element, List<MappingRule> rules) {}
}
