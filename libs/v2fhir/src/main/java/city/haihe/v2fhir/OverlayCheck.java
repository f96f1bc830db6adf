package city.haihe.v2fhir;

import city.haihe.fhir.R4;
import java.util.List;

/**
 * Finds what an overlay asks for and FHIR does not have, before a message meets it: the mapping that ships with this library
 * is checked when it is built, an overlay when it is given.
 */
final class OverlayCheck {

    private final R4 definitions = R4.definitions();
    private final Mapping whole;

    /** @param whole the mapping with the overlay over it */
    OverlayCheck(Mapping whole) {
        this.whole = whole;
    }

    /** Fails with the line of the first rule whose element does not exist or is written as a list or not against its definition. */
    void check(Mapping overlay) {
        overlay.segments().values().forEach(map -> map.rules().forEach(rule -> check(rule, map.resourceType())));
        overlay.types().values().forEach(map -> map.rules().forEach(rule -> check(rule, map.element())));
    }

    private void check(MappingRule rule, String shape) {
        if (rule.isIgnored()) {
            return;
        }
        List<String> names = ElementPath.parse(rule.target(), whole.systems()).names();
        String current = shape;
        boolean repeats = false;
        for (String name : names) {
            if (name.startsWith("(")) {
                current = name.substring(1, name.length() - 1);
                continue;
            }
            boolean beside = name.startsWith("_");
            R4.Member member = definitions.member(current, beside ? name.substring(1) : name);
            if (member == null || beside && !definitions.isPrimitive(member.type())) {
                throw error(rule, "element: " + name + " (expected: an element of " + current + ")");
            }
            repeats = member.element().many();
            current = beside ? "Element" : member.element().shape(member.type());
        }
        if (!names.isEmpty()
                && !rule.type().equals(MappingRule.CLEARS)
                && repeats != rule.target().endsWith("]")) {
            throw error(rule, "element: " + rule.target() + " (expected: " + (repeats ? "[], it repeats)" : "no [])"));
        }
        for (MappingRule child : rule.children()) {
            check(child, current);
        }
    }

    private static IllegalArgumentException error(MappingRule rule, String problem) {
        return new IllegalArgumentException(rule.origin() + ": " + problem);
    }
}
