package city.haihe.v2fhir;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirValue;
import city.haihe.fhir.terminology.CoreTerminology;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Gives codings of the code systems of FHIR, HL7 v2 and v3 the text that people read, where the message has none. */
final class Displays {

    /** The texts by code, of those of FHIR's own systems that were asked for; what senders make up is not kept. */
    private final Map<String, Map<String, String>> bySystem = new ConcurrentHashMap<>();

    /** Completes all codings in an object. */
    void complete(FhirObject object) {
        for (int index = 0; index < object.size(); index++) {
            complete(object.valueAt(index));
        }
        String system = object.string("system");
        String code = object.string("code");
        if (system != null && code != null && !object.has("display") && !object.has("value")) {
            object.putIfPresent("display", display(system, code));
        }
    }

    private void complete(FhirValue value) {
        if (value instanceof FhirObject object) {
            complete(object);
        } else if (value instanceof FhirArray array) {
            array.forEach(this::complete);
        }
    }

    private @Nullable String display(String system, String code) {
        Map<String, String> known = bySystem.get(system);
        if (known == null) {
            Optional<FhirObject> codeSystem = CoreTerminology.r4().codeSystem(system, "");
            if (codeSystem.isEmpty()) {
                return null;
            }
            known = new HashMap<>();
            add(codeSystem.get(), known);
            bySystem.put(system, known);
        }
        return known.get(code);
    }

    private static void add(FhirObject parent, Map<String, String> displays) {
        parent.objects("concept").forEach(concept -> {
            String code = concept.string("code");
            String display = concept.string("display");
            if (code != null && display != null) {
                displays.put(code, display);
            }
            add(concept, displays);
        });
    }
}
