package city.haihe.fhir.path;

import city.haihe.fhir.R4;
import org.jspecify.annotations.Nullable;

/**
 * A type as an expression names it.
 *
 * @param namespace {@code System}, {@code FHIR}, or null where none was written
 * @param name the type's name
 */
record TypeName(@Nullable String namespace, String name) {

    /** Whether a name may be a type's at an expression's start: primitive types, such as code, are elements' names there. */
    static boolean mayStart(String name) {
        return !name.isEmpty() && Character.isUpperCase(name.charAt(0));
    }

    /** Whether there is such a type. */
    boolean isKnown(R4 definitions) {
        boolean system = isSystem(name) && !"FHIR".equals(namespace);
        return system || definitions.isType(name) && !"System".equals(namespace);
    }

    /** Whether an item is of the type or of one that is derived from it. */
    boolean admits(Item item, R4 definitions) {
        return switch (item) {
            case Element element -> !"System".equals(namespace) && definitions.isKindOf(element.type(), name);
            case SystemValue value -> !"FHIR".equals(namespace) && (value.type().equals(name) || name.equals("Any"));
        };
    }

    /**
     * Whether {@code as} and {@code ofType} keep an item. A primitive type is kept by its own name only: a code is no string to
     * them, though it is to {@code is}.
     */
    boolean keeps(Item item, R4 definitions) {
        if (item instanceof Element element && definitions.isPrimitive(element.type())) {
            return !"System".equals(namespace) && element.type().equals(name);
        }
        return admits(item, definitions);
    }

    private static boolean isSystem(String name) {
        return switch (name) {
            case "Any", "Boolean", "String", "Integer", "Decimal", "Date", "DateTime", "Time", "Quantity" -> true;
            default -> false;
        };
    }
}
