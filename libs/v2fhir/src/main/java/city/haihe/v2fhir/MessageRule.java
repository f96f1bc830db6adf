package city.haihe.v2fhir;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a segment does in a message.
 *
 * @param segment the segment's name
 * @param verb what it does
 * @param map the name of the segment's map; empty for {@code adds}, which then means the newest resource that has a map
 * @param mode what happens to the resource it opens
 * @param asDefault whether what it adds applies only when the resource is created
 * @param required whether the message is refused without the segment
 * @param with the segment before it that it takes along, such as ORC for OBR
 * @param also the segment before it, of which it applies the map to the resource too
 * @param forgets further segments that the rules after this one no longer see
 * @param aside whether the resource it opens is not the one that notes after it belong to
 * @param closes the types of which no resource is the newest from here on
 * @param conditions what must all hold
 */
record MessageRule(
        String segment,
        Verb verb,
        String map,
        ResourceChange.Mode mode,
        boolean asDefault,
        boolean required,
        @Nullable String with,
        @Nullable String also,
        Set<String> forgets,
        boolean aside,
        Set<String> closes,
        List<MappingRule.Condition> conditions) {

    /** The resource's type, or an empty text. */
    String resourceType() {
        return Mapping.typeOf(map);
    }

    /** What a segment does. */
    enum Verb {
        /** Begins a resource. */
        OPENS,
        /** Adds to the newest resource of the type. */
        ADDS,
        /** Adds to the newest resource of the type that no segment of this name has added to, else begins one. */
        CONTINUES,
        /** Does nothing but let the rules after it no longer see segments. */
        FORGETS,
        /** Begins the Patient that is merged into the newest Patient. */
        MERGES
    }
}
