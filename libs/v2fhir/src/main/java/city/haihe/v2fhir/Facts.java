package city.haihe.v2fhir;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirBoolean;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirNull;
import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What resources say, value by value: the type, the path without places in lists, and the value. Two sets of resources can be
 * compared so, whatever their ids and their order are.
 */
final class Facts {

    /** What differs from server to server: names of resources, not what they say. */
    private static final Set<String> NAMES = Set.of("id", "fullUrl", "versionId", "lastUpdated");

    private final Map<String, Integer> counts = new TreeMap<>();

    /** The facts of resources. */
    static Facts of(Collection<FhirObject> resources) {
        Facts facts = new Facts();
        resources.forEach(resource -> facts.add(String.valueOf(resource.string("resourceType")), resource));
        return facts;
    }

    private void add(String path, FhirValue value) {
        switch (value) {
            case FhirObject object ->
                object.forEach((name, member) -> {
                    boolean isReference = name.equals("reference") && member instanceof FhirString;
                    if (!NAMES.contains(name) && !isReference && !name.equals("resourceType")) {
                        add(path + '.' + name, member);
                    }
                });
            case FhirArray array -> array.forEach(element -> add(path, element));
            case FhirString _, FhirNumber _, FhirBoolean _, FhirNull _ ->
                counts.merge(path + " = " + FhirJson.write(value), 1, Integer::sum);
        }
    }

    int size() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The facts, each with how often it is here more than there. */
    Map<String, Integer> without(Facts others) {
        Map<String, Integer> rest = new TreeMap<>();
        counts.forEach((fact, count) -> {
            int more = count - others.counts.getOrDefault(fact, 0);
            if (more > 0) {
                rest.put(fact, more);
            }
        });
        return rest;
    }
}
