package city.haihe.fhir.terminology;

import java.util.List;
import java.util.Set;

/** Whether one concept is selected, by what it says itself and by where it stands. */
final class Matching {

    private Matching() {}

    static boolean matches(CodeSystem system, Selection selection, Concept concept) {
        return switch (selection) {
            case Selection.All _ -> true;
            case Selection.Codes(Set<String> codes) -> isListed(system, codes, concept.code());
            case Selection.Below(String code, boolean self) -> {
                Concept top = system.find(code).orElse(null);
                yield top != null && (top.code().equals(concept.code()) ? self : system.isBelow(concept, top));
            }
            case Selection.Above(String code) -> {
                Concept bottom = system.find(code).orElse(null);
                yield bottom != null && (bottom.code().equals(concept.code()) || system.isBelow(bottom, concept));
            }
            case Selection.PropertyIs(String property, Set<String> values) ->
                values(system, concept, property).stream().anyMatch(values::contains);
            case Selection.PropertyMatches(String property, BoundedRegex regex) ->
                values(system, concept, property).stream().anyMatch(regex::matches);
            case Selection.PropertyExists(String property) ->
                !values(system, concept, property).isEmpty();
            case Selection.Text(List<String> words) ->
                ConceptText.matches(ConceptText.normalise(concept.text()), words);
            case Selection.Active _ -> !concept.inactive();
            case Selection.And(List<Selection> all) -> all.stream().allMatch(each -> matches(system, each, concept));
            case Selection.Or(List<Selection> any) -> any.stream().anyMatch(each -> matches(system, each, concept));
            case Selection.Not(Selection other) -> !matches(system, other, concept);
        };
    }

    private static boolean isListed(CodeSystem system, Set<String> codes, String code) {
        return codes.contains(code)
                || !system.header().caseSensitive() && codes.stream().anyMatch(code::equalsIgnoreCase);
    }

    /** The values of a property; of those that every code system has as well (FHIR R4 4.8.10). */
    private static List<String> values(CodeSystem system, Concept concept, String property) {
        return switch (property) {
            case "code", "concept" -> List.of(concept.code());
            case "display" -> concept.display() == null ? List.of() : List.of(String.valueOf(concept.display()));
            case "parent" -> system.parents(concept).stream().map(Concept::code).toList();
            case "child" -> system.children(concept).stream().map(Concept::code).toList();
            case "inactive" -> List.of(Boolean.toString(concept.inactive()));
            case "notSelectable" -> List.of(Boolean.toString(concept.notSelectable()));
            default -> concept.values(property);
        };
    }
}
