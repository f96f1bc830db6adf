package city.haihe.fhir.terminology;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirBoolean;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.terminology.ComposedValueSet.Part;
import city.haihe.fhir.terminology.TerminologyException.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Works out what a value set's definition selects (FHIR R4 4.9.5): the union of what it includes without what it excludes,
 * as one {@link Selection} a code system, so that nothing is listed before somebody asks for a page of it.
 */
public final class ValueSetComposer {

    /** Value sets that import each other more deeply than this go round in a circle. */
    private static final int MAX_DEPTH = 16;

    /** Bounds what one definition makes us look up. */
    private static final int MAX_INCLUDES = 2_000;

    private final TerminologySource source;
    private int includes;

    /** A composer for one question. */
    public ValueSetComposer(TerminologySource source) {
        this.source = source;
    }

    /**
     * What the value set of the address selects.
     *
     * @throws TerminologyException UNKNOWN where it, or what it needs, is not known here
     */
    public ComposedValueSet compose(String canonical) {
        return compose(canonical, 0);
    }

    private ComposedValueSet compose(String canonical, int depth) {
        FhirObject resource = source.valueSet(Versions.url(canonical), Versions.version(canonical))
                .orElseThrow(() -> new TerminologyException(
                        Kind.UNKNOWN, "value set: " + canonical + " (expected: the url of a known value set)"));
        return compose(resource, depth);
    }

    /** What a ValueSet resource selects. */
    public ComposedValueSet compose(FhirObject resource) {
        return compose(resource, 0);
    }

    private ComposedValueSet compose(FhirObject resource, int depth) {
        String url = text(resource, "url");
        if (depth > MAX_DEPTH) {
            throw new TerminologyException(
                    Kind.INVALID, "value set: " + url + " imports itself (expected: imports that end)");
        }
        FhirObject compose = resource.object("compose");
        Map<String, Part> parts;
        if (compose == null) {
            FhirObject expansion = resource.object("expansion");
            if (expansion == null) {
                throw new TerminologyException(
                        Kind.INVALID, "value set: " + url + " has no content (expected: compose or expansion)");
            }
            parts = expanded(expansion);
        } else {
            parts = composed(compose, depth);
        }
        return new ComposedValueSet(url, text(resource, "version"), parts);
    }

    private Map<String, Part> composed(FhirObject compose, int depth) {
        Map<String, Part> parts = new LinkedHashMap<>();
        compose.objects("include")
                .forEach(include -> included(include, depth).forEach((key, part) -> parts.merge(key, part, Part::or)));
        compose.objects("exclude")
                .forEach(exclude -> included(exclude, depth)
                        .forEach((key, part) -> parts.computeIfPresent(key, (same, from) -> from.without(part))));
        if (compose.get("inactive") instanceof FhirBoolean(boolean inactive) && !inactive) {
            parts.replaceAll((key, part) -> part.narrowed(new Selection.Active()));
        }
        return parts;
    }

    private Map<String, Part> included(FhirObject include, int depth) {
        includes++;
        if (includes > MAX_INCLUDES) {
            throw new TerminologyException(
                    Kind.TOO_COSTLY, "value set: more than " + MAX_INCLUDES + " includes (expected: at most that)");
        }
        List<Map<String, Part>> imports = new ArrayList<>();
        for (String imported : strings(include.array("valueSet"))) {
            imports.add(compose(imported, depth + 1).parts());
        }
        String url = text(include, "system");
        Map<String, Part> parts;
        if (!url.isEmpty()) {
            Part part = part(include, url);
            parts = new LinkedHashMap<>(Map.of(part.system().header().canonical(), part));
        } else if (!imports.isEmpty()) {
            parts = new LinkedHashMap<>(imports.removeFirst());
        } else {
            throw new TerminologyException(Kind.INVALID, "include: empty (expected: system or valueSet)");
        }
        for (Map<String, Part> imported : imports) {
            parts.keySet().retainAll(imported.keySet());
            parts.replaceAll((key, part) -> part.and(imported.getOrDefault(key, part)));
        }
        return parts;
    }

    private Part part(FhirObject include, String url) {
        String version = text(include, "version");
        List<FhirObject> concepts = include.objects("concept").toList();
        List<FhirObject> filters = include.objects("filter").toList();
        CodeSystem system = source.codeSystem(url, version).orElse(null);
        boolean known = system != null && system.header().complete();
        if (!concepts.isEmpty()) {
            if (!filters.isEmpty()) {
                throw new TerminologyException(
                        Kind.INVALID, "include: concept and filter of " + url + " (expected: one of them)");
            }
            return listed(known ? system : null, url, version, concepts, system);
        }
        if (system == null
                || system.header().content().equals("not-present")
                        && system.header().concepts() == 0) {
            String canonical = version.isEmpty() ? url : url + "|" + version;
            throw new TerminologyException(
                    Kind.UNKNOWN, "code system: " + canonical + " (expected: a code system whose concepts are known)");
        }
        Selection selection = Selection.ALL;
        for (FhirObject filter : filters) {
            selection = Selection.and(selection, selection(filter));
        }
        return new Part(system, selection, Map.of());
    }

    private static Part listed(
            @org.jspecify.annotations.Nullable CodeSystem known,
            String url,
            String version,
            List<FhirObject> concepts,
            @org.jspecify.annotations.Nullable CodeSystem partly) {
        Map<String, FhirObject> overrides = new HashMap<>();
        Set<String> codes = new LinkedHashSet<>();
        for (FhirObject concept : concepts) {
            String code = text(concept, "code");
            codes.add(code);
            if (concept.has("display") || concept.has("designation")) {
                overrides.put(code, concept);
            }
        }
        if (known != null) {
            return new Part(known, new Selection.Codes(codes), overrides);
        }
        // Nobody knows all codes of this system, so the list itself is what is known.
        List<FhirObject> described = new ArrayList<>();
        for (FhirObject concept : concepts) {
            Concept found =
                    partly == null ? null : partly.find(text(concept, "code")).orElse(null);
            described.add(found == null || concept.has("display") ? concept : found.detail());
        }
        String actual = partly == null ? version : partly.header().version();
        return new Part(ListedCodeSystem.fragment(url, actual, described), new Selection.Codes(codes), overrides);
    }

    private static Selection selection(FhirObject filter) {
        String property = text(filter, "property");
        String value = text(filter, "value");
        return switch (text(filter, "op")) {
            case "=" -> new Selection.PropertyIs(property, Set.of(value));
            case "in" -> new Selection.PropertyIs(property, values(value));
            case "not-in" -> new Selection.Not(new Selection.PropertyIs(property, values(value)));
            case "regex" -> new Selection.PropertyMatches(property, BoundedRegex.parse(value));
            case "is-a" -> new Selection.Below(value, true);
            case "descendent-of" -> new Selection.Below(value, false);
            case "is-not-a" -> new Selection.Not(new Selection.Below(value, true));
            case "generalizes" -> new Selection.Above(value);
            case "exists" ->
                value.equals("false")
                        ? new Selection.Not(new Selection.PropertyExists(property))
                        : new Selection.PropertyExists(property);
            default ->
                throw new TerminologyException(
                        Kind.UNSUPPORTED,
                        "filter: " + text(filter, "op")
                                + " (expected: =, in, not-in, regex, is-a, is-not-a, descendent-of, generalizes or exists)");
        };
    }

    private static Set<String> values(String list) {
        Set<String> values = new LinkedHashSet<>();
        for (String value : list.split(",")) {
            values.add(value.strip());
        }
        return values;
    }

    /** A value set that only has an expansion selects what stands in it. */
    private static Map<String, Part> expanded(FhirObject expansion) {
        Map<String, List<FhirObject>> bySystem = new LinkedHashMap<>();
        collect(expansion, bySystem);
        Map<String, Part> parts = new LinkedHashMap<>();
        bySystem.forEach((key, concepts) -> {
            Set<String> codes = new LinkedHashSet<>();
            concepts.forEach(concept -> codes.add(text(concept, "code")));
            CodeSystem system = ListedCodeSystem.fragment(Versions.url(key), Versions.version(key), concepts);
            parts.put(key, new Part(system, new Selection.Codes(codes), Map.of()));
        });
        return parts;
    }

    private static void collect(FhirObject parent, Map<String, List<FhirObject>> bySystem) {
        parent.objects("contains").forEach(contained -> {
            String version = text(contained, "version");
            String system = text(contained, "system");
            if (contained.has("code") && !(contained.get("abstract") instanceof FhirBoolean(boolean is) && is)) {
                bySystem.computeIfAbsent(version.isEmpty() ? system : system + "|" + version, key -> new ArrayList<>())
                        .add(contained);
            }
            collect(contained, bySystem);
        });
    }

    private static List<String> strings(@org.jspecify.annotations.Nullable FhirArray array) {
        List<String> strings = new ArrayList<>();
        if (array != null) {
            array.forEach(value -> {
                if (value instanceof FhirString(String text)) {
                    strings.add(text);
                }
            });
        }
        return strings;
    }

    private static String text(FhirObject object, String name) {
        String text = object.string(name);
        return text == null ? "" : text;
    }
}
