package city.haihe.fhir.path;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All functions by name. */
final class Functions {

    /** Read once, and never changed. */
    private static final class Holder {
        private static final Map<String, Function> FUNCTIONS = load();
    }

    private Functions() {}

    /** The function of a name, or null. */
    static @Nullable Function find(String name) {
        return Holder.FUNCTIONS.get(name);
    }

    private static Map<String, Function> load() {
        Map<String, Function> functions = new HashMap<>();
        for (List<Function> group : List.of(
                CollectionFunctions.all(),
                FilterFunctions.all(),
                ConversionFunctions.all(),
                StringFunctions.all(),
                CodingFunctions.all(),
                MathFunctions.all(),
                BoundaryFunctions.all(),
                UtilityFunctions.all(),
                FhirFunctions.all())) {
            group.forEach(function -> functions.put(function.name(), function));
        }
        return Map.copyOf(functions);
    }
}
