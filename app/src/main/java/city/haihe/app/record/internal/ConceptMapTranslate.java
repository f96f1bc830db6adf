package city.haihe.app.record.internal;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.terminology.ConceptTranslation;
import city.haihe.fhir.terminology.ConceptTranslation.Match;
import city.haihe.fhir.terminology.TerminologyException;
import city.haihe.fhir.terminology.Versions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code ConceptMap/$translate}: a code in another code system (FHIR R4 {@code ConceptMap/$translate}). Without a map in the
 * request every stored one is used that knows the code's system.
 */
final class ConceptMapTranslate extends TerminologyOperation {

    ConceptMapTranslate(RecordEngine engine) {
        super(
                engine,
                "ConceptMap",
                "translate",
                Set.of(Level.TYPE, Level.INSTANCE),
                List.of(
                        "url",
                        "conceptMap",
                        "conceptMapVersion",
                        "code",
                        "system",
                        "version",
                        "coding",
                        "codeableConcept",
                        "source",
                        "target",
                        "targetsystem",
                        "reverse"));
    }

    @Override
    FhirObject answer(OperationRequest request, OperationInputs inputs, KnownTerminology known) {
        boolean reverse = isTrue(inputs, "reverse");
        Function<String, Optional<FhirObject>> others =
                canonical -> known.conceptMap(Versions.url(canonical), Versions.version(canonical));
        List<Match> matches = new ArrayList<>();
        for (AskedCoding asked : AskedCoding.all(inputs, "coding", "code", "system", "version")) {
            ConceptTranslation translation =
                    new ConceptTranslation(asked.system(), asked.code(), inputs.text("targetsystem"), reverse);
            for (FhirObject map : maps(request, inputs, known, asked, reverse)) {
                if (isOf(map, "source", inputs.text("source")) && isOf(map, "target", inputs.text("target"))) {
                    matches.addAll(translation.by(map, others));
                }
            }
        }
        return answer(matches.stream().distinct().toList());
    }

    private List<FhirObject> maps(
            OperationRequest request,
            OperationInputs inputs,
            KnownTerminology known,
            AskedCoding asked,
            boolean reverse) {
        if (request.level() == Level.INSTANCE) {
            return List.of(instance(request, known).resource());
        }
        FhirObject given = inputs.resource("conceptMap").orElse(null);
        if (given != null) {
            return List.of(given);
        }
        String url = inputs.text("url");
        if (!url.isEmpty()) {
            String version = inputs.text("conceptMapVersion");
            return List.of(known.conceptMap(Versions.url(url), version.isEmpty() ? Versions.version(url) : version)
                    .orElseThrow(() -> new TerminologyException(
                            TerminologyException.Kind.UNKNOWN,
                            "concept map: " + RecordErrors.quote(url)
                                    + " (expected: the url of a stored concept map)")));
        }
        String system = OperationRequest.required("system", asked.system());
        return known.conceptMaps(reverse ? "target-system" : "source-system", system);
    }

    /** Whether the map is from or to the value set; a question that names none asks for any. */
    private static boolean isOf(FhirObject map, String side, String valueSet) {
        return valueSet.isEmpty()
                || valueSet.equals(map.string(side + "Canonical"))
                || valueSet.equals(map.string(side + "Uri"));
    }

    private static FhirObject answer(List<Match> matches) {
        boolean found = matches.stream().anyMatch(Match::matches);
        FhirObject answer =
                OperationAnswer.parameters(OperationAnswer.part("result").put("valueBoolean", found));
        if (!found) {
            answer.append("parameter", OperationAnswer.part("message").put("valueString", "no map has a translation"));
        }
        for (Match match : matches) {
            FhirArray parts = FhirArray.of(OperationAnswer.part("equivalence").put("valueCode", match.equivalence()));
            if (match.coding().has("code")) {
                parts.add(OperationAnswer.part("concept").put("valueCoding", match.coding()));
            }
            match.products().forEach(product -> parts.add(product(product)));
            if (!match.map().isEmpty()) {
                parts.add(OperationAnswer.part("source").put("valueUri", match.map()));
            }
            answer.append("parameter", OperationAnswer.part("match").put("part", parts));
        }
        return answer;
    }

    private static FhirObject product(FhirObject product) {
        FhirObject coding = new FhirObject()
                .putIfPresent("system", product.string("system"))
                .putIfPresent("code", product.string("value"))
                .putIfPresent("display", product.string("display"));
        FhirArray parts = new FhirArray();
        String property = product.string("property");
        if (property != null) {
            parts.add(OperationAnswer.part("element").put("valueUri", property));
        }
        parts.add(OperationAnswer.part("concept").put("valueCoding", coding));
        return OperationAnswer.part("product").put("part", parts);
    }
}
