package city.haihe.fhir.terminology;

import city.haihe.fhir.FhirBoolean;
import city.haihe.fhir.FhirObject;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A code system whose concepts stand in a CodeSystem resource, or that only a value set lists, kept in memory. */
public final class ListedCodeSystem implements CodeSystem {

    /** Deeper nesting than any classification has; the JSON itself ends before. */
    private static final int MAX_DEPTH = 60;

    /** What {@link #children} answers at most. */
    private static final int MAX_CHILDREN = 500;

    private Header header;
    private final List<Concept> concepts = new ArrayList<>();
    private final Map<String, Integer> byCode = new HashMap<>();
    private final List<List<Integer>> parents = new ArrayList<>();
    private final List<List<Integer>> children = new ArrayList<>();
    private final Function<String, String> key;

    private ListedCodeSystem(Header header) {
        this.header = header;
        this.key = header.caseSensitive() ? Function.identity() : code -> code.toLowerCase(Locale.ROOT);
    }

    /** The concepts of a CodeSystem resource. */
    public static ListedCodeSystem of(FhirObject resource) {
        boolean caseSensitive = !(resource.get("caseSensitive") instanceof FhirBoolean(boolean value)) || value;
        ListedCodeSystem built = new ListedCodeSystem(header(resource, caseSensitive, false, 0));
        resource.objects("concept").forEach(concept -> built.add(concept, -1, 0));
        built.addRelations();
        boolean hierarchical = built.parents.stream().anyMatch(above -> !above.isEmpty());
        built.header = header(resource, caseSensitive, hierarchical, built.concepts.size());
        return built;
    }

    /** Concepts of a code system that nobody has described; of a code that is there twice the first stands. */
    public static ListedCodeSystem fragment(String url, String version, List<FhirObject> concepts) {
        FhirObject resource =
                new FhirObject().put("url", url).put("version", version).put("content", "fragment");
        concepts.forEach(concept -> resource.append("concept", concept));
        return of(resource);
    }

    /** These concepts and those of another fragment. */
    public ListedCodeSystem plus(ListedCodeSystem other) {
        List<FhirObject> all = new ArrayList<>();
        concepts.forEach(concept -> all.add(concept.detail()));
        other.concepts.forEach(concept -> all.add(concept.detail()));
        return fragment(header.url(), header.version(), all);
    }

    private static Header header(FhirObject resource, boolean caseSensitive, boolean hierarchical, int concepts) {
        return new Header(
                text(resource, "url", ""),
                text(resource, "version", ""),
                text(resource, "name", ""),
                text(resource, "content", "complete"),
                caseSensitive,
                hierarchical,
                concepts);
    }

    private static String text(FhirObject object, String name, String otherwise) {
        String text = object.string(name);
        return text == null ? otherwise : text;
    }

    private int add(FhirObject definition, int parent, int level) {
        String code = text(definition, "code", "");
        if (level > MAX_DEPTH) {
            throw new TerminologyException(
                    TerminologyException.Kind.INVALID,
                    "concept: nested deeper than " + MAX_DEPTH + " (expected: at most that)");
        }
        int position = concepts.size();
        if (byCode.putIfAbsent(key.apply(code), position) != null) {
            return position - 1;
        }
        FhirObject detail = new FhirObject().put("code", code);
        for (String kept : List.of("display", "definition", "designation", "property")) {
            detail.putIfPresent(kept, definition.get(kept));
        }
        concepts.add(new Concept(code, position, position, level, detail));
        parents.add(new ArrayList<>());
        children.add(new ArrayList<>());
        if (parent >= 0) {
            relate(position, parent);
        }
        int last = position;
        for (FhirObject child : definition.objects("concept").toList()) {
            last = Math.max(last, add(child, position, level + 1));
        }
        concepts.set(position, new Concept(code, position, last, level, detail));
        return last;
    }

    private void relate(int child, int parent) {
        if (child != parent && !parents.get(child).contains(parent)) {
            parents.get(child).add(parent);
            children.get(parent).add(child);
        }
    }

    /** Relations that are told as properties, beside or instead of nesting (FHIR R4 4.8.10). */
    private void addRelations() {
        for (Concept concept : List.copyOf(concepts)) {
            for (String parent : concept.values("parent")) {
                find(parent).ifPresent(above -> relate(concept.position(), above.position()));
            }
            for (String parent : concept.values("subsumedBy")) {
                find(parent).ifPresent(above -> relate(concept.position(), above.position()));
            }
            for (String child : concept.values("child")) {
                find(child).ifPresent(below -> relate(below.position(), concept.position()));
            }
        }
    }

    @Override
    public Header header() {
        return header;
    }

    @Override
    public Optional<Concept> find(String code) {
        Integer position = byCode.get(key.apply(code));
        return position == null ? Optional.empty() : Optional.of(concepts.get(position));
    }

    @Override
    public boolean isBelow(Concept concept, Concept ancestor) {
        return concept.position() != ancestor.position()
                && reached(concept.position(), parents).get(ancestor.position());
    }

    /** All positions that relations lead to, with the first; a circle ends where it began. */
    private static BitSet reached(int from, List<List<Integer>> relations) {
        BitSet reached = new BitSet();
        List<Integer> open = new ArrayList<>(List.of(from));
        reached.set(from);
        while (!open.isEmpty()) {
            for (int next : relations.get(open.removeLast())) {
                if (!reached.get(next)) {
                    reached.set(next);
                    open.add(next);
                }
            }
        }
        return reached;
    }

    @Override
    public List<Concept> parents(Concept concept) {
        return parents.get(concept.position()).stream().map(concepts::get).toList();
    }

    @Override
    public List<Concept> children(Concept concept) {
        return children.get(concept.position()).stream()
                .limit(MAX_CHILDREN)
                .map(concepts::get)
                .toList();
    }

    @Override
    public long count(Selection selection) {
        return selected(selection).cardinality();
    }

    @Override
    public List<Concept> select(Selection selection, long offset, int count) {
        return selected(selection).stream()
                .skip(offset)
                .limit(count)
                .mapToObj(concepts::get)
                .toList();
    }

    private BitSet selected(Selection selection) {
        BitSet selected = new BitSet(concepts.size());
        switch (selection) {
            case Selection.All _ -> selected.set(0, concepts.size());
            case Selection.Codes(var codes) ->
                codes.forEach(code -> find(code).ifPresent(concept -> selected.set(concept.position())));
            case Selection.Below(String code, boolean self) ->
                find(code).ifPresent(top -> selected.or(without(top, self, children)));
            case Selection.Above(String code) ->
                find(code).ifPresent(bottom -> selected.or(without(bottom, true, parents)));
            case Selection.And(List<Selection> all) -> {
                selected.set(0, concepts.size());
                all.forEach(each -> selected.and(selected(each)));
            }
            case Selection.Or(List<Selection> any) -> any.forEach(each -> selected.or(selected(each)));
            case Selection.Not(Selection other) -> {
                selected.set(0, concepts.size());
                selected.andNot(selected(other));
            }
            case Selection.PropertyIs _,
                    Selection.PropertyMatches _,
                    Selection.PropertyExists _,
                    Selection.Text _,
                    Selection.Active _ -> {
                for (Concept concept : concepts) {
                    if (matches(selection, concept)) {
                        selected.set(concept.position());
                    }
                }
            }
        }
        return selected;
    }

    private static BitSet without(Concept from, boolean self, List<List<Integer>> relations) {
        BitSet reached = reached(from.position(), relations);
        if (!self) {
            reached.clear(from.position());
        }
        return reached;
    }
}
