package city.haihe.v2fhir;

import city.haihe.fhir.FhirObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Resources that become one message, each under the reference by which the others name it. Made by one thread. */
public final class MessageContent {

    private final Map<String, FhirObject> resources = new LinkedHashMap<>();
    private final Map<String, String> otherNames = new HashMap<>();

    /** The resources of a Bundle: under their {@code fullUrl}, and under type and id where they have one (FHIR R4 2.36.4). */
    public static MessageContent ofBundle(FhirObject bundle) {
        MessageContent content = new MessageContent();
        bundle.objects("entry").forEach(entry -> {
            FhirObject resource = entry.object("resource");
            if (resource != null) {
                content.add(entry.string("fullUrl"), resource);
            }
        });
        return content;
    }

    /** Adds a resource under its type and id. */
    public MessageContent add(FhirObject resource) {
        return add(null, resource);
    }

    /** Adds a resource under a reference, and under its type and id where it has one. */
    public MessageContent add(@Nullable String reference, FhirObject resource) {
        String id = resource.id();
        String address =
                id == null ? resource.resourceType() + '#' + resources.size() : resource.resourceType() + '/' + id;
        String name = reference == null ? address : reference;
        resources.put(name, resource);
        otherNames.put(address, name);
        return this;
    }

    /** Whether a resource is there under the reference. */
    public boolean has(String reference) {
        return nameOf(reference) != null;
    }

    /** The types that are there. */
    public List<String> types() {
        return resources.values().stream()
                .map(FhirObject::resourceType)
                .distinct()
                .toList();
    }

    @Nullable
    String nameOf(String reference) {
        return resources.containsKey(reference) ? reference : otherNames.get(reference);
    }

    @Nullable
    Element named(String reference) {
        String name = nameOf(reference);
        FhirObject resource = name == null ? null : resources.get(name);
        return name == null || resource == null ? null : Element.resource(name, resource);
    }

    List<Element> ofType(String type) {
        List<Element> found = new ArrayList<>();
        resources.forEach((name, resource) -> {
            if (resource.resourceType().equals(type)) {
                found.add(Element.resource(name, resource));
            }
        });
        return found;
    }

    List<Element> all() {
        List<Element> all = new ArrayList<>();
        resources.forEach((name, resource) -> all.add(Element.resource(name, resource)));
        return all;
    }
}
