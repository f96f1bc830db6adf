package city.haihe.fhir.patch;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirParseException;
import city.haihe.fhir.FhirValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Patch (RFC 6902). Decimals keep their digits and members their order. FHIR has no empty arrays and objects: what a
 * removal leaves empty goes too, once all operations are done.
 */
public final class JsonPatch implements ResourcePatch {

    /** More than any client has shown to need; each costs a walk. */
    private static final int MAX_OPERATIONS = 1_000;

    /** What copies may add in all: without a bound each could double the document. */
    private static final int MAX_COPIED_VALUES = 100_000;

    private final List<Operation> operations;

    private JsonPatch(List<Operation> operations) {
        this.operations = List.copyOf(operations);
    }

    /** What an operation does (RFC 6902 4). */
    private enum Kind {
        ADD,
        REMOVE,
        REPLACE,
        MOVE,
        COPY,
        TEST
    }

    /**
     * An operation.
     *
     * @param place where in the patch it stands
     * @param from where a move or copy takes its value
     * @param value what an add, replace or test has
     */
    private record Operation(
            String place,
            Kind kind,
            JsonPointer path,
            @Nullable JsonPointer from,
            @Nullable FhirValue value) {

        JsonPointer source() {
            if (from == null) {
                throw new IllegalStateException(place + ": no source (expected: one, as was checked)");
            }
            return from;
        }

        FhirValue given() {
            if (value == null) {
                throw new IllegalStateException(place + ": no value (expected: one, as was checked)");
            }
            return value.copy();
        }
    }

    /**
     * Reads a patch in UTF-8.
     *
     * @throws FhirParseException where it is no JSON
     * @throws PatchException where it is no patch
     */
    public static JsonPatch parse(byte[] json) {
        return of(FhirJsonParser.parseArray(json));
    }

    /**
     * Reads a patch that was parsed.
     *
     * @throws PatchException where it is none
     */
    public static JsonPatch of(FhirArray document) {
        if (document.size() > MAX_OPERATIONS) {
            throw PatchException.malformed(
                    "patch", "operations", Integer.toString(document.size()), "at most " + MAX_OPERATIONS);
        }
        List<Operation> operations = new ArrayList<>(document.size());
        for (int index = 0; index < document.size(); index++) {
            operations.add(operation("operation[" + index + "]", document.get(index)));
        }
        return new JsonPatch(operations);
    }

    private static Operation operation(String place, FhirValue value) {
        if (!(value instanceof FhirObject object)) {
            throw PatchException.malformed(place, "operation", "no object", "an object with op and path");
        }
        Kind kind = kind(place, object.string("op"));
        JsonPointer path = pointer(place, "path", object);
        boolean moves = kind == Kind.MOVE || kind == Kind.COPY;
        boolean carries = kind == Kind.ADD || kind == Kind.REPLACE || kind == Kind.TEST;
        FhirValue given = object.get("value");
        if (carries && given == null) {
            throw PatchException.malformed(place, "value", "none", "the value");
        }
        JsonPointer from = moves ? pointer(place, "from", object) : null;
        if (kind == Kind.MOVE && from != null && path.isInside(from)) {
            throw PatchException.malformed(place, "path", path.text(), "a place outside of what moves");
        }
        if (path.isRoot() && kind == Kind.REMOVE) {
            throw PatchException.malformed(place, "path", "the whole resource", "a place in it");
        }
        return new Operation(place, kind, path, from, carries ? given : null);
    }

    private static Kind kind(String place, @Nullable String op) {
        return switch (op) {
            case "add" -> Kind.ADD;
            case "remove" -> Kind.REMOVE;
            case "replace" -> Kind.REPLACE;
            case "move" -> Kind.MOVE;
            case "copy" -> Kind.COPY;
            case "test" -> Kind.TEST;
            case null, default ->
                throw PatchException.malformed(
                        place, "op", op == null ? "none" : op, "add, remove, replace, move, copy or test");
        };
    }

    private static JsonPointer pointer(String place, String name, FhirObject operation) {
        String text = operation.string(name);
        JsonPointer pointer = text == null ? null : JsonPointer.parse(text);
        if (pointer == null) {
            throw PatchException.malformed(place, name, text == null ? "none" : text, "a JSON pointer such as /active");
        }
        return pointer;
    }

    @Override
    public FhirObject apply(FhirObject resource) {
        Run run = new Run(resource);
        for (Operation operation : operations) {
            run.apply(operation);
        }
        return run.result();
    }

    /** One application of the patch. */
    private static final class Run {

        private FhirValue root;
        private int copied;

        /** Arrays and objects that a removal left empty. */
        private final Set<FhirValue> emptied = Collections.newSetFromMap(new IdentityHashMap<>());

        Run(FhirObject resource) {
            this.root = resource;
        }

        FhirObject result() {
            if (!(root instanceof FhirObject resource)) {
                throw PatchException.notApplicable("patch", "result", "no object", "a resource");
            }
            if (!emptied.isEmpty()) {
                prune(resource);
            }
            return resource;
        }

        void apply(Operation operation) {
            JsonPointer path = operation.path();
            switch (operation.kind()) {
                case ADD -> add(operation, operation.given());
                case REMOVE -> remove(operation, path);
                case REPLACE -> replace(operation, operation.given());
                case MOVE -> {
                    FhirValue moved = find(operation, operation.source());
                    if (!operation.source().isRoot()) {
                        remove(operation, operation.source());
                    }
                    add(operation, moved);
                }
                case COPY -> {
                    FhirValue source = find(operation, operation.source());
                    copied += Extent.count(source);
                    if (copied > MAX_COPIED_VALUES) {
                        throw PatchException.notApplicable(
                                operation.place(),
                                "copies",
                                copied + " values",
                                "at most " + MAX_COPIED_VALUES + " in all");
                    }
                    add(operation, source.copy());
                }
                case TEST -> {
                    if (!same(find(operation, path), operation.given())) {
                        throw PatchException.notApplicable(
                                operation.place(), path.text(), "another value", "the value that is tested for");
                    }
                }
            }
        }

        private FhirValue find(Operation operation, JsonPointer pointer) {
            FhirValue found = pointer.find(root);
            if (found == null) {
                throw missing(operation, pointer);
            }
            return found;
        }

        private static PatchException missing(Operation operation, JsonPointer pointer) {
            return PatchException.notApplicable(
                    operation.place(), pointer.text(), "nothing there", "a place in the resource");
        }

        private void add(Operation operation, FhirValue value) {
            JsonPointer path = operation.path();
            requireShallow(operation, value);
            if (path.isRoot()) {
                root = value;
                return;
            }
            switch (path.parent(root)) {
                case FhirObject object -> object.put(path.last(), value);
                case FhirArray array -> {
                    int index = path.last().equals(JsonPointer.END) ? array.size() : JsonPointer.index(path.last());
                    if (index < 0 || index > array.size()) {
                        throw missing(operation, path);
                    }
                    array.insert(index, value);
                }
                case null, default -> throw missing(operation, path);
            }
        }

        private static void requireShallow(Operation operation, FhirValue value) {
            int depth = operation.path().tokens().size() + Extent.depth(value);
            if (depth > FhirJsonParser.MAX_NESTING) {
                throw PatchException.notApplicable(
                        operation.place(), "nesting", "too deep", "at most " + FhirJsonParser.MAX_NESTING + " levels");
            }
        }

        private void remove(Operation operation, JsonPointer pointer) {
            FhirValue parent = pointer.parent(root);
            boolean removed = false;
            boolean empty = false;
            if (parent instanceof FhirObject object) {
                removed = object.remove(pointer.last());
                empty = object.isEmpty();
            } else if (parent instanceof FhirArray array) {
                int index = JsonPointer.index(pointer.last());
                removed = index >= 0 && index < array.size();
                if (removed) {
                    array.remove(index);
                }
                empty = array.isEmpty();
            }
            if (parent == null || !removed) {
                throw missing(operation, pointer);
            }
            if (empty) {
                emptied.add(parent);
            }
        }

        private void replace(Operation operation, FhirValue value) {
            JsonPointer path = operation.path();
            requireShallow(operation, value);
            find(operation, path);
            switch (path.parent(root)) {
                case null -> root = value;
                case FhirObject object -> object.put(path.last(), value);
                case FhirArray array -> array.set(JsonPointer.index(path.last()), value);
                default -> throw missing(operation, path);
            }
        }

        /** Takes out what was emptied and is still empty; answers whether nothing is left of the value itself. */
        private boolean prune(FhirValue value) {
            boolean shrunk = emptied.contains(value);
            if (value instanceof FhirObject object) {
                for (int index = object.size() - 1; index >= 0; index--) {
                    if (prune(object.valueAt(index))) {
                        object.remove(object.nameAt(index));
                        shrunk = true;
                    }
                }
                return shrunk && object.isEmpty();
            }
            if (value instanceof FhirArray array) {
                for (int index = array.size() - 1; index >= 0; index--) {
                    if (prune(array.get(index))) {
                        array.remove(index);
                        shrunk = true;
                    }
                }
                return shrunk && array.isEmpty();
            }
            return false;
        }
    }

    /** Whether two values are equal (RFC 6902 4.6): numbers by what they are worth. */
    private static boolean same(FhirValue one, FhirValue other) {
        if (one instanceof FhirNumber number && other instanceof FhirNumber tested) {
            return sameNumber(number, tested);
        }
        if (one instanceof FhirArray array && other instanceof FhirArray tested) {
            if (array.size() != tested.size()) {
                return false;
            }
            for (int index = 0; index < array.size(); index++) {
                if (!same(array.get(index), tested.get(index))) {
                    return false;
                }
            }
            return true;
        }
        if (one instanceof FhirObject object && other instanceof FhirObject tested) {
            if (object.size() != tested.size()) {
                return false;
            }
            for (int index = 0; index < object.size(); index++) {
                FhirValue value = tested.get(object.nameAt(index));
                if (value == null || !same(object.valueAt(index), value)) {
                    return false;
                }
            }
            return true;
        }
        return one.equals(other);
    }

    private static boolean sameNumber(FhirNumber number, FhirNumber tested) {
        if (number.equals(tested)) {
            return true;
        }
        try {
            return number.toBigDecimal().compareTo(tested.toBigDecimal()) == 0;
        } catch (NumberFormatException beyond) {
            // Its exponent is greater than any number's that a resource may hold.
            return false;
        }
    }
}
