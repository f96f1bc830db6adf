package city.haihe.app.record.internal;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sets in {@code meta}: profiles, tags and security labels (FHIR R4 2.27.3). A profile is identified by its address, a tag
 * or label by its system and code.
 */
final class MetaSets {

    private static final List<String> NAMES = List.of("profile", "security", "tag");

    private final Map<String, Map<String, FhirValue>> sets = new LinkedHashMap<>();

    MetaSets() {
        NAMES.forEach(name -> sets.put(name, new LinkedHashMap<>()));
    }

    /** Adds what the meta holds and these sets do not. */
    MetaSets add(@Nullable FhirObject meta) {
        visit(meta, (set, key, value) -> set.putIfAbsent(key, value));
        return this;
    }

    /** Removes what the meta holds. */
    MetaSets remove(FhirObject meta) {
        visit(meta, (set, key, value) -> set.remove(key));
        return this;
    }

    private interface Visitor {
        void visit(Map<String, FhirValue> set, String key, FhirValue value);
    }

    private void visit(@Nullable FhirObject meta, Visitor visitor) {
        if (meta == null) {
            return;
        }
        for (String name : NAMES) {
            FhirArray array = meta.array(name);
            if (array != null) {
                for (FhirValue value : array) {
                    visitor.visit(sets.getOrDefault(name, Map.of()), key(value), value);
                }
            }
        }
    }

    private static String key(FhirValue value) {
        if (value instanceof FhirObject coding) {
            return coding.string("system") + "|" + coding.string("code");
        }
        return value instanceof FhirString(String text) ? text : value.toString();
    }

    /** How many values there are in all sets. */
    int size() {
        return sets.values().stream().mapToInt(Map::size).sum();
    }

    /** A copy of the meta with these sets in place of its own. */
    FhirObject in(FhirObject meta) {
        FhirObject changed = new FhirObject();
        meta.forEach((name, value) -> {
            if (!NAMES.contains(name)) {
                changed.put(name, value);
            }
        });
        sets.forEach((name, values) -> {
            if (!values.isEmpty()) {
                changed.put(name, new FhirArray(values.values()));
            }
        });
        return changed;
    }
}
