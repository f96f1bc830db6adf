package city.haihe.fhir;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object: a resource, a complex element, or a Bundle. Keeps its members in the order they were put; a FHIR object
 * rarely has more than a dozen, so they are found by a walk, which is faster than hashing. Mutable while it is built; not
 * safe for use by several threads.
 */
public final class FhirObject implements FhirValue {

    private static final int INITIAL_MEMBERS = 6;

    private String[] names = new String[INITIAL_MEMBERS];
    private FhirValue[] values = new FhirValue[INITIAL_MEMBERS];
    private int size;

    /** An object with the member {@code resourceType}. */
    public static FhirObject resource(String type) {
        return new FhirObject().put("resourceType", type);
    }

    /** The value of a member, or null where there is none. */
    public @Nullable FhirValue get(String name) {
        int index = indexOf(name);
        return index < 0 ? null : values[index];
    }

    /** Whether there is such a member. */
    public boolean has(String name) {
        return indexOf(name) >= 0;
    }

    /** The text of a string member, or null where the member is absent or of another kind. */
    public @Nullable String string(String name) {
        return get(name) instanceof FhirString string ? string.value() : null;
    }

    /** An object member, or null where the member is absent or of another kind. */
    public @Nullable FhirObject object(String name) {
        return get(name) instanceof FhirObject object ? object : null;
    }

    /** An array member, or null where the member is absent or of another kind. */
    public @Nullable FhirArray array(String name) {
        return get(name) instanceof FhirArray array ? array : null;
    }

    /** The objects of an array member, in order; none where the member is absent or of another kind. */
    public Stream<FhirObject> objects(String name) {
        FhirArray array = array(name);
        return array == null ? Stream.empty() : array.objects();
    }

    /** Sets a member, in its place where it exists, else at the end; answers this object. */
    public FhirObject put(String name, FhirValue value) {
        int index = indexOf(name);
        if (index >= 0) {
            values[index] = value;
            return this;
        }
        if (size == names.length) {
            names = Arrays.copyOf(names, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        names[size] = name;
        values[size] = value;
        size++;
        return this;
    }

    /** Sets a string member. */
    public FhirObject put(String name, String value) {
        return put(name, new FhirString(value));
    }

    /** Sets a boolean member. */
    public FhirObject put(String name, boolean value) {
        return put(name, new FhirBoolean(value));
    }

    /** Sets an integer member. */
    public FhirObject put(String name, long value) {
        return put(name, new FhirNumber(Long.toString(value)));
    }

    /** Sets a string member unless the value is null. */
    public FhirObject putIfPresent(String name, @Nullable String value) {
        return value == null ? this : put(name, value);
    }

    /** Sets a member unless the value is null. */
    public FhirObject putIfPresent(String name, @Nullable FhirValue value) {
        return value == null ? this : put(name, value);
    }

    /** Appends a value to an array member, which is made where it is absent; answers this object. */
    public FhirObject append(String name, FhirValue value) {
        FhirArray array = array(name);
        if (array == null) {
            array = new FhirArray();
            put(name, array);
        }
        array.add(value);
        return this;
    }

    /** Removes a member and answers whether there was one. */
    public boolean remove(String name) {
        int index = indexOf(name);
        if (index < 0) {
            return false;
        }
        System.arraycopy(names, index + 1, names, index, size - index - 1);
        System.arraycopy(values, index + 1, values, index, size - index - 1);
        size--;
        return true;
    }

    /** How many members there are. */
    public int size() {
        return size;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** The name of the member at an index. */
    public String nameAt(int index) {
        return names[index];
    }

    /** The value of the member at an index. */
    public FhirValue valueAt(int index) {
        return values[index];
    }

    /** Visits the members in order. The object must not be changed meanwhile. */
    public void forEach(BiConsumer<String, FhirValue> visitor) {
        for (int index = 0; index < size; index++) {
            visitor.accept(names[index], values[index]);
        }
    }

    /** The member {@code resourceType}, or an empty string for what is no resource. */
    public String resourceType() {
        String type = string("resourceType");
        return type == null ? "" : type;
    }

    /** The member {@code id}, or null. */
    public @Nullable String id() {
        return string("id");
    }

    @Override
    public FhirObject copy() {
        FhirObject copy = new FhirObject();
        copy.names = names.clone();
        copy.values = new FhirValue[values.length];
        for (int index = 0; index < size; index++) {
            copy.values[index] = values[index].copy();
        }
        copy.size = size;
        return copy;
    }

    private int indexOf(String name) {
        for (int index = 0; index < size; index++) {
            if (names[index].equals(name)) {
                return index;
            }
        }
        return -1;
    }

    /** Equal members in any order make equal objects, as JSON has it. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof FhirObject object) || object.size != size) {
            return false;
        }
        for (int index = 0; index < size; index++) {
            if (!values[index].equals(object.get(names[index]))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (int index = 0; index < size; index++) {
            hash += names[index].hashCode() ^ values[index].hashCode();
        }
        return hash;
    }

    @Override
    public String toString() {
        return FhirJson.write(this);
    }
}
