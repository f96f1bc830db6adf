package city.haihe.app.record.internal;

import city.haihe.fhir.FhirObject;
import city.haihe.fhir.terminology.ComposedValueSet;
import city.haihe.fhir.terminology.ConceptText;
import city.haihe.fhir.terminology.Expansion;
import city.haihe.fhir.terminology.Selection;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * {@code ValueSet/$expand}: the codes of a value set (FHIR R4 {@code ValueSet/$expand}). What has a hierarchy is answered as a
 * tree, unless a part of it is asked for: pages and filters are flat.
 */
final class ValueSetExpand extends TerminologyOperation {

    private static final String EXCLUDE_NESTED = "excludeNested";

    /** Parameters that decide what is answered, and are told in the answer. */
    private static final List<String> TOLD = List.of(
            "filter",
            "offset",
            "count",
            "includeDesignations",
            "activeOnly",
            EXCLUDE_NESTED,
            "excludeNotForUI",
            "displayLanguage");

    private static final Set<String> NUMBERS = Set.of("offset", "count");
    private static final Set<String> TEXTS = Set.of("filter", "displayLanguage");

    private final RecordEngine engine;

    ValueSetExpand(RecordEngine engine) {
        super(
                engine,
                "ValueSet",
                "expand",
                Set.of(Level.TYPE, Level.INSTANCE),
                java.util.stream.Stream.concat(
                                java.util.stream.Stream.of("url", "valueSet", "valueSetVersion", "includeDefinition"),
                                TOLD.stream())
                        .toList());
        this.engine = engine;
    }

    @Override
    FhirObject answer(OperationRequest request, OperationInputs inputs, KnownTerminology known) {
        FhirObject resource = AskedValueSet.resource(this, request, inputs, known);
        ComposedValueSet valueSet = narrowed(AskedValueSet.composed(resource, known), inputs);
        int offset = number(inputs, "offset", 0);
        int count = number(inputs, "count", -1);
        boolean nested = isNested(inputs, valueSet, count, offset);
        Expansion.Page page = new Expansion(
                        valueSet,
                        nested ? 0 : offset,
                        nested && count != 0 ? -1 : count,
                        nested,
                        inputs.text("displayLanguage"),
                        isTrue(inputs, "includeDesignations"))
                .page();
        FhirObject expansion = new FhirObject()
                .put("identifier", "urn:uuid:" + UUID.randomUUID())
                .put(
                        "timestamp",
                        engine.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("total", page.total());
        if (!nested) {
            expansion.put("offset", offset);
        }
        tell(inputs, expansion);
        if (!page.contains().isEmpty()) {
            expansion.put("contains", page.contains());
        }
        return described(resource, isTrue(inputs, "includeDefinition")).put("expansion", expansion);
    }

    private static ComposedValueSet narrowed(ComposedValueSet valueSet, OperationInputs inputs) {
        Selection further = Selection.ALL;
        List<String> words = ConceptText.words(inputs.text("filter"));
        if (!words.isEmpty()) {
            further = Selection.and(further, new Selection.Text(words));
        }
        if (isTrue(inputs, "activeOnly")) {
            further = Selection.and(further, new Selection.Active());
        }
        if (isTrue(inputs, "excludeNotForUI")) {
            further = Selection.and(
                    further, new Selection.Not(new Selection.PropertyIs("notSelectable", Set.of("true"))));
        }
        Map<String, ComposedValueSet.Part> parts = new LinkedHashMap<>(valueSet.parts());
        Selection narrower = further;
        parts.replaceAll((key, part) -> part.narrowed(narrower));
        return new ComposedValueSet(valueSet.url(), valueSet.version(), parts);
    }

    /** Pages of a tree are not defined, so a request for a page is one for a list unless it says otherwise. */
    private static boolean isNested(OperationInputs inputs, ComposedValueSet valueSet, int count, int offset) {
        boolean hierarchical =
                valueSet.all().stream().anyMatch(part -> part.system().header().hierarchical());
        if (!hierarchical || isTrue(inputs, EXCLUDE_NESTED)) {
            return false;
        }
        boolean partial = count >= 0 || offset > 0 || !inputs.text("filter").isEmpty();
        return !partial || !inputs.text(EXCLUDE_NESTED).isEmpty();
    }

    private static void tell(OperationInputs inputs, FhirObject expansion) {
        for (String name : TOLD) {
            String text = inputs.text(name);
            if (text.isEmpty()) {
                continue;
            }
            FhirObject parameter = new FhirObject().put("name", name);
            if (NUMBERS.contains(name)) {
                parameter.put("valueInteger", Long.parseLong(text));
            } else if (TEXTS.contains(name)) {
                parameter.put("valueString", text);
            } else {
                parameter.put("valueBoolean", text.equals("true"));
            }
            expansion.append("parameter", parameter);
        }
    }

    /** The value set's description, with its definition where that is wanted. */
    private static FhirObject described(FhirObject resource, boolean definition) {
        FhirObject described = FhirObject.resource("ValueSet");
        for (String kept : List.of("id", "meta", "url", "version", "name", "title", "status")) {
            described.putIfPresent(kept, resource.get(kept));
        }
        if (!described.has("status")) {
            described.put("status", "active");
        }
        if (definition) {
            described.putIfPresent("compose", resource.get("compose"));
        }
        return described;
    }
}
