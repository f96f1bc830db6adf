package city.haihe.v2fhir;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The path of an element below a resource or element: {@code period.start}, {@code identifier[]} (appends),
 * {@code extension(NAME).valueString} (appends an extension).
 */
final class ElementPath {

    private static final Pattern EXTENSION = Pattern.compile("extension\\(([^)]+)\\)(\\[])?");

    private static final Set<String> NEVER_CLEARED = Set.of("identifier", "extension");

    private record Step(
            String name, boolean appends, @Nullable String extensionUrl) {}

    private final Step[] steps;

    private ElementPath(List<Step> steps) {
        this.steps = steps.toArray(Step[]::new);
    }

    /** Parses a path; extensions are named by their alias among the systems. */
    static ElementPath parse(String text, Map<String, String> systems) {
        return new ElementPath(Arrays.stream(text.split("\\."))
                .map(part -> step(part, systems))
                .toList());
    }

    private static Step step(String part, Map<String, String> systems) {
        Matcher extension = EXTENSION.matcher(part);
        if (extension.matches()) {
            String url = systems.get(extension.group(1));
            if (url == null) {
                throw new IllegalArgumentException(
                        "extension: " + extension.group(1) + " (expected: a name in systems.map)");
            }
            return new Step("extension", true, url);
        }
        boolean appends = part.endsWith("[]");
        return new Step(appends ? part.substring(0, part.length() - 2) : part, appends, null);
    }

    /** The top-level element. */
    String first() {
        return steps[0].name();
    }

    /** Whether the null text may delete the element: not where other fields have a share in it. */
    boolean isClearable() {
        if (steps.length == 2) {
            return ResourceChange.isMergedByMember(first()) && !steps[0].appends();
        }
        return steps.length == 1 && !NEVER_CLEARED.contains(first()) && first().charAt(0) != '_';
    }

    /** The element as {@link ResourceChange#cleared} names it: {@code birthDate}, or {@code period.end}. */
    String cleared() {
        return steps.length == 1 ? first() : first() + '.' + steps[1].name();
    }

    /** The names on the way, for checks. */
    List<String> names() {
        return Arrays.stream(steps).map(Step::name).toList();
    }

    /** Whether writing appends to a list. */
    boolean appends() {
        return steps[steps.length - 1].appends();
    }

    /** Whether something is there already. */
    boolean isSet(FhirObject target) {
        FhirObject object = target;
        for (int index = 0; index < steps.length - 1; index++) {
            FhirObject next = object.object(steps[index].name());
            if (next == null) {
                return false;
            }
            object = next;
        }
        return object.has(steps[steps.length - 1].name());
    }

    /** The text that is there, or null. */
    @Nullable
    String text(FhirObject target) {
        return steps.length == 1 && target.get(steps[0].name()) instanceof FhirString(String text) ? text : null;
    }

    /** Writes a value, making what is missing on the way. */
    void write(FhirObject target, FhirValue value) {
        FhirObject object = target;
        int last = steps.length - 1;
        for (int index = 0; index < last; index++) {
            object = below(object, steps[index]);
        }
        Step step = steps[last];
        if (!step.appends()) {
            object.put(step.name(), value);
        } else if (value instanceof FhirArray values) {
            for (FhirValue each : values.values()) {
                object.append(step.name(), each);
            }
        } else if (step.extensionUrl() != null && value instanceof FhirObject members) {
            FhirObject extension = new FhirObject().put("url", step.extensionUrl());
            members.forEach(extension::put);
            object.append(step.name(), extension);
        } else {
            object.append(step.name(), value);
        }
    }

    private static FhirObject below(FhirObject object, Step step) {
        if (step.appends()) {
            FhirObject element = new FhirObject();
            if (step.extensionUrl() != null) {
                element.put("url", step.extensionUrl());
            }
            FhirArray array = object.array(step.name());
            if (array == null) {
                object.put(step.name(), FhirArray.of(element));
            } else {
                array.add(element);
            }
            return element;
        }
        FhirObject next = object.object(step.name());
        if (next == null) {
            next = new FhirObject();
            object.put(step.name(), next);
        }
        return next;
    }
}
