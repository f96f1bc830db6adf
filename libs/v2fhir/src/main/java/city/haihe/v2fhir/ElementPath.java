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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The path of an element below a resource or element: {@code period.start}, {@code identifier[]} (appends),
 * {@code dosageInstruction[last].route} (in the last of a list, which is made where there is none),
 * {@code extension(NAME).valueString} (appends an extension), {@code requester(Practitioner).address[]} (in the resource
 * that the message mentions there), {@code $} (the members of the value become the element's own).
 */
final class ElementPath {

    /** The path of the element itself. */
    static final String SELF = "$";

    private static final Pattern EXTENSION = Pattern.compile("extension\\(([^)]+)\\)(\\[])?");
    private static final Pattern STEP = Pattern.compile("([A-Za-z_]+)(\\[]|\\[last])?(?:\\(([A-Za-z]+)\\))?");

    private static final Set<String> NEVER_CLEARED = Set.of("identifier", "extension");

    /** How a step treats a list. */
    private enum Place {
        ONE,
        NEW,
        LAST
    }

    private record Step(
            String name,
            Place place,
            @Nullable String extensionUrl,
            @Nullable String followed) {

        boolean appends() {
            return place == Place.NEW;
        }
    }

    private final Step[] steps;

    private ElementPath(List<Step> steps) {
        this.steps = steps.toArray(Step[]::new);
    }

    /** Parses a path; extensions are named by their alias among the systems. */
    static ElementPath parse(String text, Map<String, String> systems) {
        return new ElementPath(
                text.equals(SELF)
                        ? List.of()
                        : Arrays.stream(text.split("\\."))
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
            return new Step("extension", Place.NEW, url, null);
        }
        Matcher step = STEP.matcher(part);
        if (!step.matches()) {
            throw new IllegalArgumentException(
                    "element: " + part + " (expected: name, name[], name[last] or name(Type))");
        }
        String list = step.group(2);
        Place place = list == null ? Place.ONE : list.equals("[]") ? Place.NEW : Place.LAST;
        return new Step(step.group(1), place, null, step.group(3));
    }

    /** The top-level element; an empty text for the element itself. */
    String first() {
        return steps.length == 0 ? "" : steps[0].name();
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

    /** The names on the way, for checks; a type in parentheses stands for the resource that is followed. */
    List<String> names() {
        return Arrays.stream(steps)
                .flatMap(step -> step.followed() == null
                        ? Stream.of(step.name())
                        : Stream.of(step.name(), '(' + step.followed() + ')'))
                .toList();
    }

    /** Whether writing appends to a list. */
    boolean appends() {
        return steps.length > 0 && steps[steps.length - 1].appends();
    }

    /** Whether something is there already. */
    boolean isSet(Run run, FhirObject target) {
        if (steps.length == 0) {
            return !target.isEmpty();
        }
        FhirObject object = parent(run, target, false);
        return object != null && object.has(steps[steps.length - 1].name());
    }

    /** The text that is there, or null. */
    @Nullable
    String text(FhirObject target) {
        return steps.length == 1 && target.get(steps[0].name()) instanceof FhirString(String text) ? text : null;
    }

    /** Writes a value, making what is missing on the way; answers false where there is nothing to write it to. */
    boolean write(Run run, FhirObject target, FhirValue value) {
        if (steps.length == 0) {
            if (value instanceof FhirObject members) {
                members.forEach(target::put);
            }
            return value instanceof FhirObject;
        }
        FhirObject object = parent(run, target, true);
        if (object == null) {
            return false;
        }
        Step step = steps[steps.length - 1];
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
        return true;
    }

    /** The object that has the last step's element, or null where there is none and none is to be made. */
    private @Nullable FhirObject parent(Run run, FhirObject target, boolean make) {
        FhirObject object = target;
        for (int index = 0; index < steps.length - 1; index++) {
            Step step = steps[index];
            FhirObject next = make && step.followed() == null ? below(object, step) : existing(object, step);
            if (next != null && step.followed() != null) {
                OpenResource mentioned = run.mentioned(next);
                // A role that has no identity is told by its person: the path goes on from there.
                while (mentioned != null
                        && index < steps.length - 1
                        && !mentioned.type().equals(steps[index].followed())) {
                    index++;
                }
                next = mentioned == null || index == steps.length - 1 ? null : mentioned.content();
            }
            if (next == null) {
                return null;
            }
            object = next;
        }
        return object;
    }

    private static @Nullable FhirObject existing(FhirObject object, Step step) {
        if (step.place() == Place.ONE) {
            return object.object(step.name());
        }
        FhirArray array = object.array(step.name());
        return array != null && array.size() > 0 && array.get(array.size() - 1) instanceof FhirObject last
                ? last
                : null;
    }

    private static FhirObject below(FhirObject object, Step step) {
        FhirObject known = step.appends() ? null : existing(object, step);
        if (known != null) {
            return known;
        }
        FhirObject element = new FhirObject();
        if (step.extensionUrl() != null) {
            element.put("url", step.extensionUrl());
        }
        if (step.place() == Place.ONE) {
            object.put(step.name(), element);
        } else {
            object.append(step.name(), element);
        }
        return element;
    }
}
