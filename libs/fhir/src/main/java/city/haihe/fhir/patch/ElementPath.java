package city.haihe.fhir.patch;

import city.haihe.fhir.FhirObject;
import city.haihe.fhir.path.Element;
import city.haihe.fhir.path.Environment;
import city.haihe.fhir.path.FhirPath;
import city.haihe.fhir.path.FhirPathException;
import city.haihe.fhir.path.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The FHIRPath that says which elements of a resource a patch changes. */
final class ElementPath {

    /** A path of that length costs more to understand than any patch is worth. */
    private static final int MAX_LENGTH = 2_000;

    /** A path that ends with the name of an element, and what stands before it. */
    private static final Pattern LIST =
            Pattern.compile("(?:(.*)\\.)?\\s*`?([A-Za-z][A-Za-z0-9]*)`?\\s*", Pattern.DOTALL);

    private final String place;
    private final FhirPath path;
    private final Environment environment;

    private ElementPath(String place, FhirPath path, Environment environment) {
        this.place = place;
        this.path = path;
        this.environment = environment;
    }

    static ElementPath parse(String place, String text, Environment environment) {
        return new ElementPath(place, compile(place, text), environment);
    }

    private static FhirPath compile(String place, String text) {
        if (text.length() > MAX_LENGTH) {
            throw PatchException.malformed(place, "path", text, "at most " + MAX_LENGTH + " characters");
        }
        try {
            return FhirPath.compile(text);
        } catch (FhirPathException malformed) {
            throw new PatchException(
                    PatchException.Kind.MALFORMED, "path: " + String.valueOf(malformed.getMessage()), place);
        }
    }

    /** All elements it leads to, each of them in the resource. */
    List<Element> find(FhirObject resource) {
        return find(path, resource);
    }

    private List<Element> find(FhirPath expression, FhirObject resource) {
        List<Item> items = guarded(() -> {
            expression.check(resource.resourceType());
            return expression.evaluate(resource, environment);
        });
        List<Element> elements = new ArrayList<>(items.size());
        for (Item item : items) {
            if (!(item instanceof Element element) || !isIn(element, resource)) {
                throw PatchException.notApplicable(
                        place, "path", expression.toString(), "elements of the resource that is patched");
            }
            elements.add(element);
        }
        return elements;
    }

    private static boolean isIn(Element element, FhirObject resource) {
        Element top = element;
        for (Element parent = top.parent(); parent != null; parent = top.parent()) {
            top = parent;
        }
        return top.value() == resource;
    }

    private <T> T guarded(Supplier<T> evaluation) {
        try {
            return evaluation.get();
        } catch (FhirPathException refused) {
            throw new PatchException(
                    PatchException.Kind.NOT_APPLICABLE, "path: " + String.valueOf(refused.getMessage()), place);
        }
    }

    /** The only element it leads to. */
    Element one(FhirObject resource) {
        return only(path, resource);
    }

    private Element only(FhirPath expression, FhirObject resource) {
        List<Element> found = find(expression, resource);
        if (found.size() != 1) {
            throw PatchException.notApplicable(
                    place,
                    expression.toString(),
                    found.isEmpty() ? "nothing there" : found.size() + " elements",
                    "one element");
        }
        return found.getFirst();
    }

    /**
     * A list of elements, which may be absent.
     *
     * @param parent what has the list
     * @param name the element's name
     */
    record ElementList(Element parent, String name) {}

    /** The list it leads to: its last step names an element. */
    ElementList list(FhirObject resource) {
        Matcher matcher = LIST.matcher(path.toString());
        if (!matcher.matches()) {
            throw PatchException.malformed(place, "path", path.toString(), "a list of elements such as Patient.name");
        }
        String before = matcher.group(1) == null ? "$this" : matcher.group(1);
        return new ElementList(only(compile(place, before), resource), matcher.group(2));
    }
}
