package city.haihe.fhir.path;

import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.Narrative;
import city.haihe.fhir.path.Environment.Profiles;
import city.haihe.fhir.path.Environment.Terminology;
import city.haihe.fhir.path.Function.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The functions that FHIR R4 adds (FHIR R4 2.9.1.4). */
final class FhirFunctions {

    private FhirFunctions() {}

    static List<Function> all() {
        return List.of(
                new Function("extension", 1, 1, FhirFunctions::extension),
                new Function("hasValue", 0, 0, call -> Evaluation.truth(primitive(call) != null)),
                new Function("getValue", 0, 0, FhirFunctions::value),
                new Function("resolve", 0, 0, FhirFunctions::resolve),
                new Function("memberOf", 1, 1, FhirFunctions::memberOf),
                new Function("subsumes", 1, 1, call -> subsumes(call, true)),
                new Function("subsumedBy", 1, 1, call -> subsumes(call, false)),
                new Function("conformsTo", 1, 1, FhirFunctions::conformsTo),
                new Function("htmlChecks", 0, 0, FhirFunctions::htmlChecks),
                new Function("checkModifiers", 1, Integer.MAX_VALUE, FhirFunctions::checkModifiers));
    }

    private static List<Item> extension(Call call) {
        String url = StringFunctions.text(call, call.argument(0));
        List<Item> found = new ArrayList<>();
        for (Item item : call.input()) {
            if (item instanceof Element element) {
                element.children("extension", extension -> {
                    if (extension instanceof Element candidate
                            && candidate.value() instanceof FhirObject object
                            && url != null
                            && url.equals(object.string("url"))) {
                        found.add(extension);
                    }
                });
            }
        }
        return found;
    }

    private static @Nullable SystemValue primitive(Call call) {
        if (call.input().size() != 1) {
            return null;
        }
        return switch (call.input().getFirst()) {
            case Element element -> element.isPrimitive() ? Conversions.system(element) : null;
            case SystemValue value -> value;
        };
    }

    private static List<Item> value(Call call) {
        SystemValue value = primitive(call);
        return value == null ? List.of() : List.of(value);
    }

    /** What does not resolve is left out (FHIR R4 2.9.1.4). */
    private static List<Item> resolve(Call call) {
        List<Item> found = new ArrayList<>();
        for (Item item : call.input()) {
            call.evaluation().budget().step();
            String reference = reference(item);
            Element target = reference == null || reference.isEmpty() ? null : resolve(call, item, reference);
            if (target != null) {
                found.add(target);
            }
        }
        return found;
    }

    private static @Nullable String reference(Item item) {
        return switch (item) {
            case Element element ->
                element.value() instanceof FhirObject object
                        ? object.string("reference")
                        : element.value() instanceof FhirString(String text) ? text : null;
            case SystemValue value -> value instanceof SystemValue.StringValue(String text) ? text : null;
        };
    }

    private static @Nullable Element resolve(Call call, Item item, String reference) {
        if (item instanceof Element element) {
            if (reference.startsWith("#")) {
                return contained(element.rootResource(), reference.substring(1));
            }
            Element inBundle = entry(element, reference);
            if (inBundle != null) {
                return inBundle;
            }
        }
        return call.evaluation()
                .environment()
                .resolver()
                .resolve(reference)
                .map(Element::root)
                .orElse(null);
    }

    private static @Nullable Element contained(Element container, String id) {
        if (id.isEmpty()) {
            return container;
        }
        return first(container.children(), "contained", id);
    }

    private static @Nullable Element first(List<Item> children, String member, String id) {
        for (Item child : children) {
            if (child instanceof Element element
                    && element.member().equals(member)
                    && element.value() instanceof FhirObject object
                    && id.equals(object.string("id"))) {
                return element;
            }
        }
        return null;
    }

    /** An entry of the Bundle that the element is in, by its full URL (FHIR R4 2.36.4). */
    private static @Nullable Element entry(Element element, String reference) {
        Element bundle = element;
        while (bundle != null && !bundle.type().equals("Bundle")) {
            bundle = bundle.parent();
        }
        List<Item> entries = new ArrayList<>();
        if (bundle != null) {
            bundle.children("entry", entries::add);
        }
        for (Item entry : entries) {
            if (entry instanceof Element candidate && candidate.value() instanceof FhirObject object) {
                String url = object.string("fullUrl");
                if (url != null && (url.equals(reference) || url.endsWith("/" + reference))) {
                    List<Item> resources = new ArrayList<>();
                    candidate.children("resource", resources::add);
                    return !resources.isEmpty() && resources.getFirst() instanceof Element found ? found : null;
                }
            }
        }
        return null;
    }

    private static Terminology terminology(Call call) {
        Terminology terminology = call.evaluation().environment().terminology();
        if (terminology == null) {
            throw call.error("no terminology here", "an expression that needs none");
        }
        return terminology;
    }

    private static List<Item> memberOf(Call call) {
        Item item = Evaluation.single(call.input(), "memberOf()");
        String valueSet = StringFunctions.text(call, call.argument(0));
        return item == null || valueSet == null
                ? List.of()
                : answer(terminology(call).memberOf(item, valueSet));
    }

    private static List<Item> subsumes(Call call, boolean forward) {
        Item item = Evaluation.single(call.input(), call.name() + "()");
        Item other = Evaluation.single(call.argument(0), call.name() + "()");
        if (item == null || other == null) {
            return List.of();
        }
        Terminology terminology = terminology(call);
        return answer(forward ? terminology.subsumes(item, other) : terminology.subsumes(other, item));
    }

    private static List<Item> answer(Optional<Boolean> known) {
        return known.map(Evaluation::truth).orElse(List.of());
    }

    private static List<Item> conformsTo(Call call) {
        Item item = Evaluation.single(call.input(), "conformsTo()");
        String profile = StringFunctions.text(call, call.argument(0));
        if (item == null || profile == null) {
            return List.of();
        }
        Profiles profiles = call.evaluation().environment().profiles();
        if (profiles == null || !(item instanceof Element element)) {
            throw call.error("no profiles here", "an expression that needs none");
        }
        boolean conforms = profiles.conformsTo(element, profile)
                .orElseThrow(() -> call.error("an unknown profile", "the canonical address of a profile"));
        return Evaluation.truth(conforms);
    }

    private static List<Item> htmlChecks(Call call) {
        for (Item item : call.input()) {
            String text = StringFunctions.text(call, List.of(item));
            if (text != null && !Narrative.allows(text)) {
                return Evaluation.truth(false);
            }
        }
        return call.input().isEmpty() ? List.of() : Evaluation.truth(true);
    }

    /** Refuses modifier extensions that are not named, and answers the input. */
    private static List<Item> checkModifiers(Call call) {
        List<String> known = new ArrayList<>();
        for (int index = 0; index < call.size(); index++) {
            String url = StringFunctions.text(call, call.argument(index));
            if (url != null) {
                known.add(url);
            }
        }
        for (Item item : call.input()) {
            if (item instanceof Element element) {
                element.children("modifierExtension", extension -> {
                    if (extension instanceof Element found
                            && found.value() instanceof FhirObject object
                            && !known.contains(String.valueOf(object.string("url")))) {
                        throw call.error("an unknown modifier extension", "those that are named only");
                    }
                });
            }
        }
        return call.input();
    }
}
