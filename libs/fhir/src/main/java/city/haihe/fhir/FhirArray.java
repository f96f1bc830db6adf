package city.haihe.fhir;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** A JSON array. Mutable while a resource is built; not safe for use by several threads. */
public final class FhirArray implements FhirValue, Iterable<FhirValue> {

    private final List<FhirValue> values;

    /** An empty array. */
    public FhirArray() {
        this.values = new ArrayList<>(2);
    }

    /** An array of the given values, in their order. */
    public FhirArray(Collection<? extends FhirValue> values) {
        this.values = new ArrayList<>(values);
    }

    /** An array of the given values, in their order. */
    public static FhirArray of(FhirValue... values) {
        return new FhirArray(List.of(values));
    }

    /** Appends a value and answers this array. */
    public FhirArray add(FhirValue value) {
        values.add(value);
        return this;
    }

    /** Appends a string and answers this array. */
    public FhirArray add(String value) {
        return add(new FhirString(value));
    }

    /** Replaces the value at an index. */
    public void set(int index, FhirValue value) {
        values.set(index, value);
    }

    /** Puts a value before the one at an index; at the index of the end, behind all. */
    public void insert(int index, FhirValue value) {
        values.add(index, value);
    }

    /** Removes the value at an index. */
    public void remove(int index) {
        values.remove(index);
    }

    /** The value at an index. */
    public FhirValue get(int index) {
        return values.get(index);
    }

    /** How many values there are. */
    public int size() {
        return values.size();
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** A read-only view of the values. */
    public List<FhirValue> values() {
        return Collections.unmodifiableList(values);
    }

    /** The values that are objects, in order. */
    public Stream<FhirObject> objects() {
        return values.stream().filter(FhirObject.class::isInstance).map(FhirObject.class::cast);
    }

    @Override
    public Iterator<FhirValue> iterator() {
        return values().iterator();
    }

    @Override
    public FhirArray copy() {
        return new FhirArray(values.stream().map(FhirValue::copy).toList());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FhirArray array && values.equals(array.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return FhirJson.write(this);
    }
}
