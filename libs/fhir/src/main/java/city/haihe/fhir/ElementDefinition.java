package city.haihe.fhir;

import java.util.List;
import java.util.Set;

/**
 * An element as the definitions have it.
 *
 * @param name its name; of a choice without {@code [x]}
 * @param required whether it must be there
 * @param many whether it repeats
 * @param choice whether its JSON name ends with its type, as {@code valueQuantity} does
 * @param types the types it may have; {@code #Path} for one that is defined elsewhere
 * @param path where its own children are defined, for an element of type BackboneElement or Element
 * @param codes the only codes it may have, or none where they are not checked
 * @param system the system that all its codes belong to, or empty
 * @param summary whether a summary of the resource shows it
 */
public record ElementDefinition(
        String name,
        boolean required,
        boolean many,
        boolean choice,
        List<String> types,
        String path,
        Set<String> codes,
        String system,
        boolean summary) {

    public ElementDefinition {
        types = List.copyOf(types);
        codes = Set.copyOf(codes);
    }

    /** The name that JSON has for it where it is of the type. */
    public String member(String type) {
        return choice ? name + Character.toUpperCase(type.charAt(0)) + type.substring(1) : name;
    }

    /** Where the children of an element of the type are defined. */
    public String shape(String type) {
        if (type.startsWith("#")) {
            return type.substring(1);
        }
        return type.equals("BackboneElement") || type.equals("Element") ? path : type;
    }
}
