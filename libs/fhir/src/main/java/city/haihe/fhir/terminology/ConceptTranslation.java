package city.haihe.fhir.terminology;

import city.haihe.fhir.FhirObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Translates a code by concept maps (FHIR R4 4.10).
 *
 * @param system the code's system
 * @param code the code
 * @param target the code system to translate to, or an empty string for any
 * @param reverse whether the code is one of those that maps lead to
 */
public record ConceptTranslation(String system, String code, String target, boolean reverse) {

    /** Maps that refer to other maps for what they lack end there. */
    private static final int MAX_MAPS = 10;

    /** Equivalences that say that there is none (FHIR R4 value set {@code concept-map-equivalence}). */
    private static final Set<String> NONE = Set.of("unmatched", "disjoint");

    /**
     * One translation.
     *
     * @param equivalence what the target is to the source
     * @param coding the target; without a code where the source has none
     * @param products what else belongs to the target, as {@code product} of the map
     * @param map the canonical address of the map that says so
     */
    public record Match(String equivalence, FhirObject coding, List<FhirObject> products, String map) {

        /** Whether it is a translation, not the word that there is none. */
        public boolean matches() {
            return !NONE.contains(equivalence);
        }
    }

    /** All translations by a map; another map is asked for where the map says so. */
    public List<Match> by(FhirObject map, Function<String, Optional<FhirObject>> others) {
        List<Match> matches = new ArrayList<>();
        add(map, others, matches, new HashSet<>());
        return matches;
    }

    private void add(
            FhirObject map, Function<String, Optional<FhirObject>> others, List<Match> matches, Set<String> visited) {
        String url = text(map, "url");
        if (!visited.add(url) || visited.size() > MAX_MAPS) {
            return;
        }
        for (FhirObject group : map.objects("group").toList()) {
            if (reverse) {
                addReverse(group, url, matches);
                continue;
            }
            if (!fits(system, text(group, "source")) || !fits(target, text(group, "target"))) {
                continue;
            }
            boolean mapped = false;
            for (FhirObject element : group.objects("element").toList()) {
                if (code.equals(element.string("code"))) {
                    mapped = true;
                    element.objects("target").forEach(each -> matches.add(match(group, each, url)));
                }
            }
            FhirObject unmapped = group.object("unmapped");
            if (!mapped && unmapped != null) {
                addUnmapped(group, unmapped, others, url, matches, visited);
            }
        }
    }

    /** A side that a map or a question leaves open fits any. */
    private static boolean fits(String wanted, String known) {
        return wanted.isEmpty() || known.isEmpty() || wanted.equals(known);
    }

    private void addReverse(FhirObject group, String url, List<Match> matches) {
        if (!fits(system, text(group, "target")) || !fits(target, text(group, "source"))) {
            return;
        }
        group.objects("element")
                .forEach(element -> element.objects("target").forEach(each -> {
                    if (code.equals(each.string("code"))) {
                        matches.add(new Match(
                                reversed(text(each, "equivalence")),
                                coding(text(group, "source"), text(group, "sourceVersion"), element),
                                List.of(),
                                url));
                    }
                }));
    }

    private static String reversed(String equivalence) {
        return switch (equivalence) {
            case "wider" -> "narrower";
            case "narrower" -> "wider";
            case "subsumes" -> "specializes";
            case "specializes" -> "subsumes";
            default -> equivalence;
        };
    }

    private static Match match(FhirObject group, FhirObject target, String url) {
        return new Match(
                text(target, "equivalence"),
                coding(text(group, "target"), text(group, "targetVersion"), target),
                target.objects("product").toList(),
                url);
    }

    private static FhirObject coding(String system, String version, FhirObject concept) {
        FhirObject coding = new FhirObject();
        if (!system.isEmpty()) {
            coding.put("system", system);
        }
        if (!version.isEmpty()) {
            coding.put("version", version);
        }
        return coding.putIfPresent("code", concept.string("code")).putIfPresent("display", concept.string("display"));
    }

    private void addUnmapped(
            FhirObject group,
            FhirObject unmapped,
            Function<String, Optional<FhirObject>> others,
            String url,
            List<Match> matches,
            Set<String> visited) {
        switch (text(unmapped, "mode")) {
            case "provided" ->
                matches.add(new Match(
                        "equivalent",
                        coding(text(group, "target"), text(group, "targetVersion"), new FhirObject().put("code", code)),
                        List.of(),
                        url));
            case "fixed" ->
                matches.add(new Match(
                        "equivalent",
                        coding(text(group, "target"), text(group, "targetVersion"), unmapped),
                        List.of(),
                        url));
            default -> others.apply(text(unmapped, "url")).ifPresent(other -> add(other, others, matches, visited));
        }
    }

    private static String text(FhirObject object, String name) {
        String text = object.string(name);
        return text == null ? "" : text;
    }
}
