package city.haihe.fhir;

import city.haihe.fhir.FhirParseException.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks a parsed resource against the definitions: known elements, none missing, right shapes, values that their types
 * allow.
 */
final class ResourceCheck {

    /** Enough to find a value by in a message, which is not to repeat a whole body. */
    private static final int MAX_SHOWN = 40;

    private final R4 definitions;
    private final boolean inBundle;

    private ResourceCheck(R4 definitions, boolean inBundle) {
        this.definitions = definitions;
        this.inBundle = inBundle;
    }

    static void check(FhirObject resource, R4 definitions) {
        boolean inBundle = "Bundle".equals(resource.string("resourceType"));
        new ResourceCheck(definitions, inBundle).resource(resource, "");
    }

    static void checkEntry(FhirObject resource, String path, R4 definitions) {
        new ResourceCheck(definitions, true).resource(resource, path);
    }

    private void resource(FhirObject resource, String path) {
        String type = resource.string("resourceType");
        if (type == null || !definitions.isResourceType(type)) {
            throw new FhirParseException(
                    Kind.ELEMENT,
                    "resourceType: " + (type == null ? "none" : quote(type)) + " (expected: a FHIR R4 resource type)",
                    path.isEmpty() ? "resourceType" : path + ".resourceType");
        }
        object(resource, type, path.isEmpty() ? type : path, true);
    }

    private void object(FhirObject object, String shape, String path, boolean isResource) {
        if (object.isEmpty()) {
            throw new FhirParseException(Kind.ELEMENT, "an empty object (expected: at least one element)", path);
        }
        Map<String, String> chosen = new HashMap<>();
        for (int index = 0; index < object.size(); index++) {
            String name = object.nameAt(index);
            FhirValue value = object.valueAt(index);
            if (isResource && name.equals("resourceType")) {
                continue;
            }
            boolean beside = name.startsWith("_");
            String plain = beside ? name.substring(1) : name;
            R4.Member member = definitions.member(shape, plain);
            if (member == null || beside && !definitions.isPrimitive(member.type())) {
                throw new FhirParseException(
                        Kind.ELEMENT,
                        quote(name) + ": unknown (expected: an element of " + shape + ")",
                        path + "." + quote(name));
            }
            if (member.element().choice()) {
                String other = chosen.putIfAbsent(member.element().name(), plain);
                if (other != null && !other.equals(plain)) {
                    throw new FhirParseException(
                            Kind.ELEMENT,
                            name + ": beside " + other + " (expected: one of the two)",
                            path + "." + name);
                }
            }
            member(object, name, member, beside, value, path + "." + name);
        }
        for (ElementDefinition element : definitions.required(shape)) {
            requirePresent(object, element, path);
        }
        if (shape.equals("Reference") && object.string("reference") instanceof String reference) {
            reference(reference, path + ".reference");
        }
    }

    private static void requirePresent(FhirObject object, ElementDefinition element, String path) {
        for (String type : element.types()) {
            String name = element.member(type);
            // A primitive that has only extensions stands beside its name.
            if (object.has(name) || object.has("_" + name)) {
                return;
            }
        }
        String name = element.choice() ? element.name() + "[x]" : element.name();
        throw new FhirParseException(Kind.ELEMENT, name + ": missing (expected: a value)", path + "." + element.name());
    }

    private void reference(String text, String path) {
        String expected = References.violation(text, definitions, inBundle);
        if (expected != null) {
            throw new FhirParseException(Kind.VALUE, "\"" + quote(text) + "\" (expected: " + expected + ")", path);
        }
    }

    private void member(
            FhirObject parent, String name, R4.Member member, boolean beside, FhirValue value, String path) {
        if (!member.element().many()) {
            if (value instanceof FhirArray) {
                throw new FhirParseException(Kind.ELEMENT, "an array (expected: one value)", path);
            }
            single(member, beside, value, path);
            return;
        }
        if (!(value instanceof FhirArray array)) {
            throw new FhirParseException(Kind.ELEMENT, kindOf(value) + " (expected: an array)", path);
        }
        if (array.isEmpty()) {
            throw new FhirParseException(Kind.ELEMENT, "an empty array (expected: at least one value)", path);
        }
        boolean nullable = definitions.isPrimitive(member.type()) && (beside || parent.has("_" + name));
        for (int index = 0; index < array.size(); index++) {
            FhirValue item = array.get(index);
            if (!(item instanceof FhirNull) || !nullable) {
                single(member, beside, item, path + "[" + index + "]");
            }
        }
    }

    private void single(R4.Member member, boolean beside, FhirValue value, String path) {
        String type = member.type();
        if (beside) {
            if (!(value instanceof FhirObject object)) {
                throw new FhirParseException(Kind.ELEMENT, kindOf(value) + " (expected: an object)", path);
            }
            object(object, "Element", path, false);
            return;
        }
        if (definitions.isPrimitive(type)) {
            primitive(type, member.element().codes(), value, path);
            return;
        }
        if (!(value instanceof FhirObject object)) {
            throw new FhirParseException(Kind.ELEMENT, kindOf(value) + " (expected: an object)", path);
        }
        if (type.equals("Resource")) {
            resource(object, path);
        } else {
            object(object, member.element().shape(type), path, false);
        }
    }

    private static void primitive(String type, Set<String> codes, FhirValue value, String path) {
        String text = switch (value) {
            case FhirString(String string) -> Primitives.isText(type) ? string : null;
            case FhirNumber(String number) -> Primitives.isNumber(type) ? number : null;
            case FhirBoolean(boolean bool) -> type.equals("boolean") ? Boolean.toString(bool) : null;
            case FhirObject _, FhirArray _, FhirNull _ -> null;
        };
        if (text == null) {
            String expected =
                    Primitives.isNumber(type) ? "a number" : type.equals("boolean") ? "true or false" : "a string";
            throw new FhirParseException(Kind.ELEMENT, kindOf(value) + " (expected: " + expected + ")", path);
        }
        @Nullable String expected = Primitives.violation(type, text);
        if (expected != null) {
            throw new FhirParseException(Kind.VALUE, "\"" + quote(text) + "\" (expected: " + expected + ")", path);
        }
        if (!codes.isEmpty() && !codes.contains(text)) {
            throw new FhirParseException(
                    Kind.VALUE,
                    "\"" + quote(text) + "\" (expected: one of "
                            + String.join(
                                    ", ", codes.stream().sorted().limit(20).toList()) + ")",
                    path);
        }
    }

    private static String kindOf(FhirValue value) {
        return switch (value) {
            case FhirObject _ -> "an object";
            case FhirArray _ -> "an array";
            case FhirString _ -> "a string";
            case FhirNumber _ -> "a number";
            case FhirBoolean _ -> "a boolean";
            case FhirNull _ -> "null";
        };
    }

    /** The start of a text, fit for a message. */
    static String quote(String text) {
        String shown = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
        return shown.replaceAll("[\\p{Cntrl}\\p{Cs}]", "�");
    }
}
