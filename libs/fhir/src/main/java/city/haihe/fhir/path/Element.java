package city.haihe.fhir.path;

import city.haihe.fhir.ElementDefinition;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirNull;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import city.haihe.fhir.R4;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An element of a resource, or a resource: its JSON, its FHIR type, and where it stands. */
public final class Element implements Item {

    private static final R4 DEFINITIONS = R4.definitions();
    private static final int NO_INDEX = -1;

    private final @Nullable FhirValue value;
    private final @Nullable FhirObject companion;
    private final String type;
    private final String shape;
    private final @Nullable Element parent;
    private final String member;
    private final int index;

    private Element(
            @Nullable FhirValue value,
            @Nullable FhirObject companion,
            String type,
            String shape,
            @Nullable Element parent,
            String member,
            int index) {
        this.value = value;
        this.companion = companion;
        this.type = type;
        this.shape = shape;
        this.parent = parent;
        this.member = member;
        this.index = index;
    }

    /** A resource that stands by itself. */
    public static Element root(FhirObject resource) {
        return root(resource, resource.resourceType());
    }

    /** A value of a FHIR type that stands by itself. */
    public static Element root(FhirValue value, String type) {
        return new Element(value, null, type, type, null, "", NO_INDEX);
    }

    @Override
    public String type() {
        return type;
    }

    /** Where the definitions have its children: its type, or the path of a backbone element. */
    public String shape() {
        return shape;
    }

    /** Its JSON; null for a primitive that has extensions or an id only. */
    public @Nullable FhirValue value() {
        return value;
    }

    /** The JSON object that holds the id and the extensions of a primitive, or null. */
    public @Nullable FhirObject companion() {
        return companion;
    }

    /** The element that it is part of, or null. */
    public @Nullable Element parent() {
        return parent;
    }

    /** The name of its member in the JSON of its parent, such as {@code valueQuantity}; empty where it has no parent. */
    public String member() {
        return member;
    }

    /** Its index in the JSON array, or -1 where it stands in none. */
    public int index() {
        return index;
    }

    /** Whether its type is one of the primitive types. */
    public boolean isPrimitive() {
        return DEFINITIONS.isPrimitive(type);
    }

    /** Whether it is a resource. */
    public boolean isResource() {
        return DEFINITIONS.isResourceType(type);
    }

    /** The resource that it is or is part of: the nearest. */
    Element resource() {
        Element at = this;
        while (at.parent != null && !at.isResource()) {
            at = at.parent;
        }
        return at;
    }

    /** The resource that contains its resource, or its resource where that is not contained. */
    Element rootResource() {
        Element resource = resource();
        return resource.member.equals("contained") && resource.parent != null ? resource.parent.resource() : resource;
    }

    /** Where it stands, such as {@code Patient.name[0].given[1]}, by the names of JSON. */
    public String path() {
        if (parent == null) {
            return type;
        }
        return parent.path() + "." + member + (index == NO_INDEX ? "" : "[" + index + "]");
    }

    /** Gives the children of a name, whatever type a choice has; none where the definitions have no such element. */
    void children(String name, Consumer<Item> consumer) {
        if (name.equals("value") && isPrimitive()) {
            addSystemValue(consumer);
            return;
        }
        FhirObject object = object();
        ElementDefinition element = DEFINITIONS.elements(shape).get(name);
        if (element == null || object == null) {
            return;
        }
        if (!element.choice()) {
            add(object, name, element, element.types().getFirst(), consumer);
            return;
        }
        for (int at = 0; at < object.size(); at++) {
            R4.Member found = member(object, at);
            if (found != null && found.element() == element) {
                add(object, plain(object, at), element, found.type(), consumer);
            }
        }
    }

    /** Gives all children, in the order of the JSON. */
    void children(Consumer<Item> consumer) {
        FhirObject object = object();
        for (int at = 0; object != null && at < object.size(); at++) {
            R4.Member found = member(object, at);
            if (found != null) {
                add(object, plain(object, at), found.element(), found.type(), consumer);
            }
        }
    }

    /** The object that holds the children. */
    private @Nullable FhirObject object() {
        return value instanceof FhirObject object ? object : companion;
    }

    /** The definition of a member; null where there is none, or where it was given with the value that it belongs to. */
    private R4.@Nullable Member member(FhirObject object, int at) {
        String name = object.nameAt(at);
        if (!name.startsWith("_")) {
            return DEFINITIONS.member(shape, name);
        }
        String plain = name.substring(1);
        return object.has(plain) ? null : DEFINITIONS.member(shape, plain);
    }

    private static String plain(FhirObject object, int at) {
        String name = object.nameAt(at);
        return name.startsWith("_") ? name.substring(1) : name;
    }

    /** The System value of a primitive is its child {@code value} (FHIR R4 2.1.0.6). */
    private void addSystemValue(Consumer<Item> consumer) {
        SystemValue system = Conversions.system(this);
        if (system != null) {
            consumer.accept(system);
        }
    }

    private void add(
            FhirObject object, String name, ElementDefinition element, String declared, Consumer<Item> consumer) {
        FhirValue found = object.get(name);
        FhirValue beside = DEFINITIONS.isPrimitive(declared) ? object.get("_" + name) : null;
        FhirArray values = found instanceof FhirArray array ? array : null;
        FhirArray companions = beside instanceof FhirArray array ? array : null;
        if (values == null && companions == null) {
            addOne(found, beside, element, declared, name, NO_INDEX, consumer);
            return;
        }
        int size = Math.max(values == null ? 0 : values.size(), companions == null ? 0 : companions.size());
        for (int at = 0; at < size; at++) {
            FhirValue one = values != null && at < values.size() ? values.get(at) : null;
            FhirValue oneBeside = companions != null && at < companions.size() ? companions.get(at) : null;
            addOne(one, oneBeside, element, declared, name, at, consumer);
        }
    }

    private void addOne(
            @Nullable FhirValue found,
            @Nullable FhirValue beside,
            ElementDefinition element,
            String declared,
            String name,
            int at,
            Consumer<Item> consumer) {
        FhirValue own = found instanceof FhirNull ? null : found;
        FhirObject extra = beside instanceof FhirObject object ? object : null;
        if (own == null && extra == null) {
            return;
        }
        if (own instanceof FhirObject object && object.get("resourceType") instanceof FhirString(String resource)) {
            consumer.accept(new Element(own, null, resource, resource, this, name, at));
            return;
        }
        String shown = declared.startsWith("#") ? "BackboneElement" : declared;
        consumer.accept(new Element(own, extra, shown, element.shape(declared), this, name, at));
    }

    /** Its children, in the order of the JSON. */
    public List<Item> children() {
        List<Item> children = new ArrayList<>();
        children(children::add);
        return children;
    }

    @Override
    public String text() {
        SystemValue system = Conversions.system(this);
        if (system != null && isPrimitive()) {
            return system.text();
        }
        return value == null ? "" : FhirJson.write(value);
    }

    /** Its path and nothing of its content, which may be personal. */
    @Override
    public String toString() {
        return path();
    }
}
