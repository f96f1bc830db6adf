package city.haihe.fhir.terminology;

import city.haihe.fhir.FhirObject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a value set selects, for each code system of it, in the order of its definition.
 *
 * @param url its canonical address, or an empty string
 * @param version its version, or an empty string
 * @param parts what it selects, by the code system's address and version
 */
public record ComposedValueSet(String url, String version, Map<String, Part> parts) {

    /**
     * What is selected of one code system.
     *
     * @param system the code system
     * @param selection which of its concepts
     * @param overrides by code, the display and designations that the value set gives instead of the code system's
     */
    public record Part(CodeSystem system, Selection selection, Map<String, FhirObject> overrides) {

        /** What either selects, of one code system. */
        Part or(Part other) {
            return new Part(
                    joined(system, other.system),
                    Selection.or(selection, other.selection),
                    joined(overrides, other.overrides));
        }

        /** What both select, of one code system. */
        Part and(Part other) {
            return new Part(
                    joined(system, other.system),
                    Selection.and(selection, other.selection),
                    joined(other.overrides, overrides));
        }

        /** What the other does not select. */
        Part without(Part other) {
            return new Part(system, Selection.and(selection, new Selection.Not(other.selection)), overrides);
        }

        /** What is selected in addition. */
        public Part narrowed(Selection further) {
            return new Part(system, Selection.and(selection, further), overrides);
        }

        private static CodeSystem joined(CodeSystem one, CodeSystem other) {
            return one instanceof ListedCodeSystem first
                            && other instanceof ListedCodeSystem second
                            && first != second
                            && !first.header().complete()
                    ? first.plus(second)
                    : one;
        }

        private static Map<String, FhirObject> joined(Map<String, FhirObject> one, Map<String, FhirObject> other) {
            if (one.isEmpty()) {
                return other;
            }
            if (other.isEmpty()) {
                return one;
            }
            Map<String, FhirObject> both = new LinkedHashMap<>(one);
            both.putAll(other);
            return both;
        }

        /** The display of a concept in this value set, or null where there is none. */
        public @Nullable String display(Concept concept, String language) {
            FhirObject override = overrides.get(concept.code());
            if (override == null) {
                return concept.display(language);
            }
            Concept overridden = new Concept(concept.code(), 0, 0, 0, override);
            String display = overridden.display(language);
            String own = concept.display(language);
            boolean foreign = language.isEmpty() || own == null || own.equals(concept.display());
            return display != null && (foreign || !display.equals(overridden.display())) ? display : own;
        }
    }

    /** The parts in order. */
    public Collection<Part> all() {
        return parts.values();
    }
}
