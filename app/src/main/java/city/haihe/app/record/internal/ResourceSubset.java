package city.haihe.app.record.internal;

import city.haihe.app.record.StoredResource;
import city.haihe.app.record.internal.ResultForm.Summary;
import city.haihe.fhir.ElementDefinition;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirValue;
import city.haihe.fhir.R4;
import java.util.HashSet;
import java.util.Set;

/**
 * Cuts resources down to what {@code _summary} or {@code _elements} asks for, and marks them as cut
 * (FHIR R4 3.1.1.5.8, 3.1.1.5.9). Elements that a resource must have stay.
 */
final class ResourceSubset {

    private static final String TAG_SYSTEM = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";

    /** Members that every resource keeps. */
    private static final Set<String> ALWAYS = Set.of("resourceType", "id", "meta");

    private final R4 definitions = R4.definitions();
    private final ResultForm form;

    ResourceSubset(ResultForm form) {
        this.form = form;
    }

    /** The body of a match, or of a resource that was included. */
    byte[] body(StoredResource resource, boolean match) {
        if (form.whole()) {
            return resource.body();
        }
        Set<String> elements = elements(resource.type(), match);
        if (!form.elements().isEmpty() && elements.isEmpty()) {
            return resource.body();
        }
        return FhirJson.toBytes(marked(cut(resource.resource(), resource.type(), elements)));
    }

    /** The elements that were named for resources of the type; a name without a type is one of the matches'. */
    private Set<String> elements(String type, boolean match) {
        Set<String> named = new HashSet<>();
        for (String name : form.elements()) {
            int dot = name.indexOf('.');
            if (dot < 0 ? match : name.substring(0, dot).equals(type)) {
                named.add(name.substring(dot + 1));
            }
        }
        return named;
    }

    private FhirObject cut(FhirObject resource, String type, Set<String> elements) {
        FhirObject subset = new FhirObject();
        resource.forEach((name, value) -> {
            if (ALWAYS.contains(name)) {
                subset.put(name, value);
                return;
            }
            R4.Member member = definitions.member(type, plain(name));
            if (member != null && isKept(member.element(), plain(name), elements)) {
                subset.put(name, form.summary() == Summary.TRUE ? summary(value, member) : value);
            }
        });
        return subset;
    }

    private boolean isKept(ElementDefinition element, String name, Set<String> elements) {
        if (element.required()) {
            return true;
        }
        return switch (form.summary()) {
            case TRUE -> element.summary();
            case TEXT -> name.equals("text");
            case DATA -> !name.equals("text");
            case FALSE, COUNT -> elements.contains(name) || elements.contains(element.name());
        };
    }

    /** Of a backbone element a summary shows what is marked in it; a value of a data type it shows whole. */
    private FhirValue summary(FhirValue value, R4.Member member) {
        String type = member.type();
        if (!type.startsWith("#") && !type.equals("BackboneElement") && !type.equals("Element")) {
            return value;
        }
        String shape = member.element().shape(type);
        return switch (value) {
            case FhirArray array ->
                new FhirArray(array.values().stream()
                        .map(item -> summary(item, member))
                        .toList());
            case FhirObject object -> {
                FhirObject subset = new FhirObject();
                object.forEach((name, child) -> {
                    R4.Member known = definitions.member(shape, plain(name));
                    if (known != null
                            && (known.element().summary() || known.element().required())) {
                        subset.put(name, summary(child, known));
                    }
                });
                yield subset;
            }
            default -> value;
        };
    }

    /** A primitive's extensions stand under its name behind an underscore. */
    private static String plain(String name) {
        return name.startsWith("_") ? name.substring(1) : name;
    }

    private static FhirObject marked(FhirObject subset) {
        FhirObject meta = subset.object("meta");
        FhirObject copy = meta == null ? new FhirObject() : meta.copy();
        copy.append("tag", new FhirObject().put("system", TAG_SYSTEM).put("code", "SUBSETTED"));
        return subset.put("meta", copy);
    }
}
