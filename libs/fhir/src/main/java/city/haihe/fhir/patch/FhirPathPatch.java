package city.haihe.fhir.patch;

import city.haihe.fhir.ElementDefinition;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirNull;
import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirValue;
import city.haihe.fhir.R4;
import city.haihe.fhir.path.Element;
import city.haihe.fhir.path.Environment;
import java.util.ArrayList;
import java.util.List;

/** A FHIRPath Patch: operations in a Parameters resource (FHIR R4, "FHIRPath Patch"). */
public final class FhirPathPatch implements ResourcePatch {

    /** More than any client has shown to need; each costs a walk. */
    private static final int MAX_OPERATIONS = 1_000;

    private final List<Operation> operations;

    private FhirPathPatch(List<Operation> operations) {
        this.operations = List.copyOf(operations);
    }

    /** One change. */
    private interface Operation {
        void apply(FhirObject resource);
    }

    /**
     * Reads a patch.
     *
     * @param environment what its paths may ask of the world
     * @throws PatchException where it is no patch
     */
    public static FhirPathPatch of(FhirObject parameters, Environment environment) {
        List<Operation> operations = new ArrayList<>();
        for (FhirObject parameter : parameters.objects("parameter").toList()) {
            String place = "parameter[" + operations.size() + "]";
            if (!"operation".equals(parameter.string("name"))) {
                throw PatchException.malformed(
                        place, "name", String.valueOf(parameter.string("name")), "operation, as all of a patch");
            }
            if (operations.size() == MAX_OPERATIONS) {
                throw PatchException.malformed("patch", "operations", "more", "at most " + MAX_OPERATIONS);
            }
            operations.add(operation(new PatchParts(place, parameter), environment));
        }
        if (operations.isEmpty()) {
            throw PatchException.malformed("patch", "operations", "none", "a Parameters with an operation");
        }
        return new FhirPathPatch(operations);
    }

    private static Operation operation(PatchParts parts, Environment environment) {
        ElementPath path = ElementPath.parse(parts.place(), parts.text("path"), environment);
        return switch (parts.text("type")) {
            case "add" -> {
                String name = parts.text("name");
                FhirObject value = parts.part("value");
                yield resource -> add(parts, path.one(resource), name, value);
            }
            case "insert" -> {
                FhirObject value = parts.part("value");
                int index = parts.index("index");
                yield resource -> insert(parts, path.list(resource), index, value);
            }
            case "delete" -> resource -> delete(parts, path.find(resource));
            case "replace" -> {
                FhirObject value = parts.part("value");
                yield resource -> replace(parts, path.one(resource), value);
            }
            case "move" -> {
                int source = parts.index("source");
                int destination = parts.index("destination");
                yield resource -> move(parts, path.list(resource), source, destination);
            }
            default ->
                throw PatchException.malformed(
                        parts.place(), "type", parts.text("type"), "add, insert, delete, replace or move");
        };
    }

    @Override
    public FhirObject apply(FhirObject resource) {
        operations.forEach(operation -> operation.apply(resource));
        return resource;
    }

    private static void add(PatchParts parts, Element node, String name, FhirObject value) {
        if (node.isPrimitive()) {
            addToPrimitive(parts, node, name, value);
            return;
        }
        if (!(node.value() instanceof FhirObject object)) {
            throw PatchException.notApplicable(parts.place(), "path", "a value", "an element that has elements");
        }
        ElementDefinition element = element(parts, node.shape(), name);
        PatchValue made = PatchValue.of(parts.place(), value, element);
        if (element.many()) {
            object.append(made.member(), made.value());
            if (object.array("_" + made.member()) instanceof FhirArray beside) {
                beside.add(FhirNull.NULL);
            }
            return;
        }
        for (String type : element.types()) {
            if (object.has(element.member(type))) {
                throw PatchException.notApplicable(
                        parts.place(), name, "there already", "replace, for an element that does not repeat");
            }
        }
        object.put(made.member(), made.value());
    }

    /** What a primitive has beside its value stands in an object of its own (FHIR R4 2.6.2.3). */
    private static void addToPrimitive(PatchParts parts, Element node, String name, FhirObject value) {
        ElementDefinition element = element(parts, "Element", name);
        PatchValue made = PatchValue.of(parts.place(), value, element);
        FhirObject holder = ElementPlace.holder(node);
        String member = "_" + node.member();
        FhirObject beside;
        if (node.index() < 0) {
            FhirObject known = holder.object(member);
            beside = known == null ? new FhirObject() : known;
            holder.put(member, beside);
        } else {
            FhirArray known = holder.array(member);
            FhirArray all = known == null ? new FhirArray() : known;
            while (all.size() <= node.index()) {
                all.add(FhirNull.NULL);
            }
            beside = all.get(node.index()) instanceof FhirObject object ? object : new FhirObject();
            all.set(node.index(), beside);
            holder.put(member, all);
        }
        if (element.many()) {
            beside.append(made.member(), made.value());
        } else {
            beside.put(made.member(), made.value());
        }
    }

    private static void insert(PatchParts parts, ElementPath.ElementList list, int index, FhirObject value) {
        ElementDefinition element = repeating(parts, list);
        PatchValue made = PatchValue.of(parts.place(), value, element);
        FhirObject holder = object(parts, list.parent());
        FhirArray known = holder.array(made.member());
        FhirArray array = known == null ? new FhirArray() : known;
        if (index > array.size()) {
            throw PatchException.notApplicable(
                    parts.place(), "index", Integer.toString(index), "at most " + array.size());
        }
        array.insert(index, made.value());
        holder.put(made.member(), array);
        FhirArray beside = holder.array("_" + made.member());
        if (beside != null && index <= beside.size()) {
            beside.insert(index, FhirNull.NULL);
        }
    }

    private static void delete(PatchParts parts, List<Element> found) {
        if (found.size() > 1) {
            throw PatchException.notApplicable(
                    parts.place(), "path", found.size() + " elements", "at most one element to delete");
        }
        if (found.isEmpty()) {
            // What is not there need not be deleted.
            return;
        }
        ElementPlace.remove(requireElement(parts, found.getFirst()));
    }

    private static Element requireElement(PatchParts parts, Element node) {
        if (node.parent() == null) {
            throw PatchException.malformed(parts.place(), "path", "the whole resource", "an element of it");
        }
        return node;
    }

    private static void replace(PatchParts parts, Element node, FhirObject value) {
        Element parent = requireElement(parts, node).parent();
        if (parent == null) {
            return;
        }
        for (ElementDefinition element :
                R4.definitions().elements(parent.shape()).values()) {
            if (element.types().stream().anyMatch(type -> element.member(type).equals(node.member()))) {
                PatchValue made = PatchValue.of(parts.place(), value, element);
                if (made.member().equals(node.member())) {
                    ElementPlace.replace(node, made.value());
                } else {
                    ElementPlace.holder(node).remove(node.member());
                    ElementPlace.holder(node).remove("_" + node.member());
                    ElementPlace.holder(node).put(made.member(), made.value());
                }
                return;
            }
        }
    }

    private static void move(PatchParts parts, ElementPath.ElementList list, int source, int destination) {
        repeating(parts, list);
        FhirObject holder = object(parts, list.parent());
        FhirArray array = holder.array(list.name());
        int size = array == null ? 0 : array.size();
        if (array == null || source >= size || destination >= size) {
            throw PatchException.notApplicable(
                    parts.place(), "index", source + " to " + destination, "two of " + size + " places from 0");
        }
        move(array, source, destination);
        FhirArray beside = holder.array("_" + list.name());
        if (beside != null) {
            while (beside.size() < size) {
                beside.add(FhirNull.NULL);
            }
            move(beside, source, destination);
        }
    }

    private static void move(FhirArray array, int source, int destination) {
        FhirValue moved = array.get(source);
        array.remove(source);
        array.insert(destination, moved);
    }

    private static ElementDefinition repeating(PatchParts parts, ElementPath.ElementList list) {
        ElementDefinition element = element(parts, list.parent().shape(), list.name());
        if (!element.many()) {
            throw PatchException.notApplicable(
                    parts.place(), list.name(), "an element that does not repeat", "one that does");
        }
        return element;
    }

    private static FhirObject object(PatchParts parts, Element node) {
        if (node.value() instanceof FhirObject object) {
            return object;
        }
        throw PatchException.notApplicable(parts.place(), "path", "a value", "an element that has elements");
    }

    private static ElementDefinition element(PatchParts parts, String shape, String name) {
        String plain = name.endsWith("[x]") ? name.substring(0, name.length() - "[x]".length()) : name;
        ElementDefinition element = R4.definitions().elements(shape).get(plain);
        if (element == null) {
            R4.Member member = R4.definitions().member(shape, plain);
            element = member == null ? null : member.element();
        }
        if (element == null) {
            throw PatchException.notApplicable(parts.place(), name, "unknown", "an element of " + shape);
        }
        return element;
    }

    /**
     * The named parts of one operation.
     *
     * @param place which operation, for messages
     */
    private record PatchParts(String place, FhirObject operation) {

        FhirObject part(String name) {
            List<FhirObject> found = operation
                    .objects("part")
                    .filter(part -> name.equals(part.string("name")))
                    .toList();
            if (found.size() != 1) {
                throw PatchException.malformed(place, "parts " + name, Integer.toString(found.size()), "one");
            }
            return found.getFirst();
        }

        String text(String name) {
            FhirObject part = part(name);
            String text = part.string("valueString");
            String read = text == null ? part.string("valueCode") : text;
            if (read == null) {
                throw PatchException.malformed(place, name, "no text", "a valueString or valueCode");
            }
            return read;
        }

        int index(String name) {
            if (part(name).get("valueInteger") instanceof FhirNumber(String text)) {
                int index = JsonPointer.index(text);
                if (index >= 0) {
                    return index;
                }
            }
            throw PatchException.malformed(place, name, "no index", "a valueInteger from 0");
        }
    }
}
