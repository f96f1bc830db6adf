package city.haihe.fhir.terminology;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.terminology.ComposedValueSet.Part;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A page of what a value set selects, or all of it as a tree (FHIR R4 4.9.8).
 *
 * @param valueSet what is expanded
 * @param offset how many concepts are passed over
 * @param count how many are answered at most; below 0 all
 * @param nested whether concepts stand inside of those above them
 * @param language the language of displays, or an empty string
 * @param designations whether designations are answered
 */
public record Expansion(
        ComposedValueSet valueSet, long offset, int count, boolean nested, String language, boolean designations) {

    /** More at once is no list for a person, and no form that a client should hold; it can page. */
    public static final int MAX_CONCEPTS = 5_000;

    /** The longest list whose own order is kept. */
    private static final int MAX_ORDERED = 10_000;

    /**
     * The {@code contains} of the page.
     *
     * @param total how many concepts the whole has
     * @param contains the concepts
     */
    public record Page(long total, FhirArray contains) {}

    /**
     * The page.
     *
     * @throws TerminologyException TOO_COSTLY where all is asked for and it is too much
     */
    public Page page() {
        List<Long> counts = new ArrayList<>();
        long total = 0;
        for (Part part : valueSet.all()) {
            long selected = part.system().count(part.selection());
            counts.add(selected);
            total += selected;
        }
        int wanted = count < 0 ? MAX_CONCEPTS : Math.min(count, MAX_CONCEPTS);
        if (count < 0 && total - offset > MAX_CONCEPTS) {
            throw new TerminologyException(
                    TerminologyException.Kind.TOO_COSTLY,
                    "expansion: " + total + " concepts (expected: at most " + MAX_CONCEPTS
                            + " at once; ask for pages with count and offset)");
        }
        FhirArray contains = new FhirArray();
        long passed = 0;
        int index = 0;
        for (Part part : valueSet.all()) {
            long selected = counts.get(index++);
            long from = Math.max(0, offset - passed);
            if (from < selected && contains.size() < wanted) {
                add(part, from, wanted - contains.size(), selected, contains);
            }
            passed += selected;
        }
        return new Page(total, contains);
    }

    private void add(Part part, long from, int wanted, long selected, FhirArray contains) {
        List<String> order = part.selection().order();
        if (!order.isEmpty() && selected <= MAX_ORDERED) {
            List<Concept> all = new ArrayList<>(part.system().select(part.selection(), 0, MAX_ORDERED));
            Map<String, Integer> places = new HashMap<>();
            order.forEach(code -> places.putIfAbsent(code, places.size()));
            all.sort(java.util.Comparator.comparingInt(concept -> places.getOrDefault(concept.code(), places.size())));
            all.stream().skip(from).limit(wanted).forEach(concept -> contains.add(contained(part, concept)));
            return;
        }
        List<Concept> concepts = part.system().select(part.selection(), from, wanted);
        if (nested) {
            nest(part, concepts, contains);
        } else {
            concepts.forEach(concept -> contains.add(contained(part, concept)));
        }
    }

    private record Open(Concept concept, FhirObject contained) {}

    /** Positions put parents before their children, so a concept's parent is open while it comes. */
    private void nest(Part part, List<Concept> concepts, FhirArray top) {
        Deque<Open> open = new ArrayDeque<>();
        for (Concept concept : concepts) {
            while (!open.isEmpty() && open.peek().concept().last() < concept.position()) {
                open.pop();
            }
            FhirObject contained = contained(part, concept);
            if (open.isEmpty()) {
                top.add(contained);
            } else {
                open.peek().contained().append("contains", contained);
            }
            open.push(new Open(concept, contained));
        }
    }

    private FhirObject contained(Part part, Concept concept) {
        CodeSystem.Header header = part.system().header();
        FhirObject contained = new FhirObject().put("system", header.url());
        if (concept.notSelectable()) {
            contained.put("abstract", true);
        }
        if (concept.inactive()) {
            contained.put("inactive", true);
        }
        if (!header.version().isEmpty()) {
            contained.put("version", header.version());
        }
        contained.put("code", concept.code());
        contained.putIfPresent("display", part.display(concept, language));
        if (designations) {
            FhirArray all = new FhirArray();
            FhirObject override = part.overrides().get(concept.code());
            if (override != null) {
                override.objects("designation").forEach(all::add);
            }
            concept.detail()
                    .objects("designation")
                    .filter(each -> !all.values().contains(each))
                    .forEach(all::add);
            if (!all.isEmpty()) {
                contained.put("designation", all);
            }
        }
        return contained;
    }
}
