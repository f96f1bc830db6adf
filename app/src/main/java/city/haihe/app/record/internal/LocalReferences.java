package city.haihe.app.record.internal;

import city.haihe.app.record.internal.IndexedResource.LocalReference;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the references of a resource that lead to resources of ours. */
final class LocalReferences {

    /** Stands before the version of a reference that names one. */
    static final String VERSION = "/_history/";

    private final SearchParameters parameters;
    private final String base;

    LocalReferences(SearchParameters parameters, String base) {
        this.parameters = parameters;
        this.base = base + "/";
    }

    /** The target of a literal reference, or null where it is not one of ours. */
    @Nullable
    LocalReference target(String reference, String expression) {
        String local = reference.startsWith(base) ? reference.substring(base.length()) : reference;
        int slash = local.indexOf('/');
        if (slash <= 0 || !parameters.isType(local.substring(0, slash))) {
            return null;
        }
        int end = local.indexOf('/', slash + 1);
        String id = end < 0 ? local.substring(slash + 1) : local.substring(slash + 1, end);
        if (end >= 0 && !local.startsWith(VERSION, end)) {
            return null;
        }
        return new LocalReference(local.substring(0, slash), id, expression);
    }

    /** Adds every reference of the resource, wherever it stands. */
    void addAll(FhirObject resource, String type, List<LocalReference> found) {
        addAll(resource, new Place(null, type, -1), found);
    }

    /** Where an element stands; told in words only where a reference stands there. */
    private record Place(@Nullable Place above, String name, int item) {

        String path() {
            String here = item < 0 ? name : name + "[" + item + "]";
            return above == null ? here : above.path() + "." + here;
        }
    }

    private void addAll(FhirObject object, Place place, List<LocalReference> found) {
        for (int index = 0; index < object.size(); index++) {
            String name = object.nameAt(index);
            FhirValue value = object.valueAt(index);
            if (value instanceof FhirString(String text)) {
                if (name.equals("reference")) {
                    LocalReference target = target(text, place);
                    if (target != null) {
                        found.add(target);
                    }
                }
            } else if (value instanceof FhirObject child) {
                addAll(child, new Place(place, name, -1), found);
            } else if (value instanceof FhirArray array) {
                for (int item = 0; item < array.size(); item++) {
                    if (array.get(item) instanceof FhirObject child) {
                        addAll(child, new Place(place, name, item), found);
                    }
                }
            }
        }
    }

    private @Nullable LocalReference target(String text, Place place) {
        LocalReference target = target(text, "");
        return target == null ? null : new LocalReference(target.type(), target.id(), place.path());
    }
}
