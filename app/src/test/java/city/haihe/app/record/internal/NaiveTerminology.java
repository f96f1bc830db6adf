package city.haihe.app.record.internal;

import city.haihe.app.record.internal.NaiveTokens.Token;
import city.haihe.fhir.FhirObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The code systems and value sets among the resources, by their nested concepts and their composes. */
final class NaiveTerminology {

    /** A value set of FHIR itself. */
    static final String GENDERS = "http://hl7.org/fhir/ValueSet/administrative-gender";

    private static final String GENDER = "http://hl7.org/fhir/administrative-gender";

    private final List<FhirObject> resources;

    NaiveTerminology(List<FhirObject> resources) {
        this.resources = resources;
    }

    private Stream<FhirObject> ofType(String type) {
        return resources.stream().filter(resource -> resource.resourceType().equals(type));
    }

    /** The codes that a modifier's value stands for. */
    Set<Token> codes(String modifier, String asked) {
        if (modifier.equals("in") || modifier.equals("not-in")) {
            return valueSet(NaiveValue.plain(asked));
        }
        List<String> pieces =
                NaiveValue.split('|', asked).stream().map(NaiveValue::plain).toList();
        Map<String, List<String>> paths = paths(pieces.getFirst());
        String code = pieces.getLast();
        Set<Token> codes = new HashSet<>(Set.of(new Token(pieces.getFirst(), code)));
        if (modifier.equals("above")) {
            paths.getOrDefault(code, List.of()).forEach(above -> codes.add(new Token(pieces.getFirst(), above)));
        } else {
            codes.addAll(below(pieces.getFirst(), code));
        }
        return codes;
    }

    private Set<Token> below(String system, String code) {
        Set<Token> codes = new HashSet<>();
        paths(system).forEach((known, path) -> {
            if (path.contains(code)) {
                codes.add(new Token(system, known));
            }
        });
        return codes;
    }

    /** Each code of a system with itself and all above it. */
    private Map<String, List<String>> paths(String system) {
        Map<String, List<String>> paths = new LinkedHashMap<>();
        ofType("CodeSystem")
                .filter(known -> system.equals(known.string("url")))
                .forEach(known -> walk(known, List.of(), paths));
        return paths;
    }

    private static void walk(FhirObject parent, List<String> above, Map<String, List<String>> paths) {
        parent.objects("concept").forEach(concept -> {
            List<String> path = new ArrayList<>(above);
            path.add(String.valueOf(concept.string("code")));
            paths.put(path.getLast(), path);
            walk(concept, path, paths);
        });
    }

    private Set<Token> valueSet(String asked) {
        if (asked.equals(GENDERS)) {
            return Set.of(
                    new Token(GENDER, "male"),
                    new Token(GENDER, "female"),
                    new Token(GENDER, "other"),
                    new Token(GENDER, "unknown"));
        }
        FhirObject compose = ofType("ValueSet")
                .filter(known -> asked.equals(known.string("url")) || asked.equals(NaiveValue.address(known)))
                .map(known -> known.object("compose"))
                .findFirst()
                .orElse(null);
        Set<Token> codes = new HashSet<>();
        if (compose != null) {
            compose.objects("include").forEach(include -> codes.addAll(chosen(include)));
            compose.objects("exclude").forEach(exclude -> codes.removeAll(chosen(exclude)));
        }
        return codes;
    }

    private Set<Token> chosen(FhirObject part) {
        String system = String.valueOf(part.string("system"));
        Set<Token> codes = new HashSet<>();
        if (part.has("concept")) {
            part.objects("concept").forEach(concept -> codes.add(new Token(system, concept.string("code"))));
        } else if (part.has("filter")) {
            part.objects("filter")
                    .forEach(filter -> codes.addAll(below(system, String.valueOf(filter.string("value")))));
        } else {
            paths(system).keySet().forEach(code -> codes.add(new Token(system, code)));
        }
        return codes;
    }
}
