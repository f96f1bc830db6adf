package city.haihe.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Resources of every type with every element that the definitions have, each once or twice, so that each search parameter finds
 * something. A choice takes another of its types in each variant.
 */
public final class GeneratedResources {

    /** Deeper than any search parameter looks; recursive elements end there. */
    private static final int MAX_DEPTH = 6;

    /** What repeats is there twice above that depth, and once below, or the resources would become too large. */
    private static final int TWICE_ABOVE = 2;

    private static final R4 DEFINITIONS = R4.definitions();

    private final int variant;
    private int number;

    private GeneratedResources(int variant) {
        this.variant = variant;
    }

    /** A resource of the type; variants differ in the types of choices. */
    public static FhirObject resource(String type, int variant) {
        return new GeneratedResources(variant).fill(FhirObject.resource(type), type, 0);
    }

    private FhirObject fill(FhirObject object, String shape, int depth) {
        for (ElementDefinition element : DEFINITIONS.elements(shape).values()) {
            List<String> types = element.types();
            if (types.isEmpty() || isLeftOut(element.name())) {
                continue;
            }
            String type = types.get(variant % types.size());
            int count = element.many() && depth < TWICE_ABOVE ? 2 : 1;
            List<FhirValue> values = new ArrayList<>();
            for (int index = 0; index < count; index++) {
                FhirValue value = value(element, type, shape, depth);
                if (value != null) {
                    values.add(value);
                }
            }
            if (!values.isEmpty()) {
                object.put(element.member(type), element.many() ? new FhirArray(values) : values.getFirst());
            }
        }
        return object;
    }

    private static boolean isLeftOut(String name) {
        return name.equals("contained") || name.equals("modifierExtension") || name.equals("extension");
    }

    private FhirValue value(ElementDefinition element, String type, String shape, int depth) {
        number++;
        if (DEFINITIONS.isPrimitive(type)) {
            return primitive(element, type);
        }
        if (type.equals("Reference")) {
            return reference();
        }
        if (type.equals("Resource") || depth >= MAX_DEPTH) {
            return new FhirObject().put("id", "e" + number);
        }
        return fill(new FhirObject(), element.shape(type), depth + 1);
    }

    private FhirObject reference() {
        List<String> types =
                List.of("Patient", "Practitioner", "Group", "Device", "Location", "Encounter", "Medication");
        String type = types.get((number + variant) % types.size());
        return new FhirObject().put("reference", type + "/" + number);
    }

    private FhirValue primitive(ElementDefinition element, String type) {
        Map<String, String> texts = Map.of(
                "date", "2020-01-0" + (1 + number % 9),
                "dateTime", "2020-02-0" + (1 + number % 9) + "T01:02:03Z",
                "instant", "2020-03-0" + (1 + number % 9) + "T01:02:03Z",
                "time", "01:02:0" + number % 10,
                "id", "id" + number,
                "base64Binary", "AAAA",
                "oid", "urn:oid:1.2." + number,
                "uuid", "urn:uuid:00000000-0000-0000-0000-00000000000" + number % 10,
                "xhtml", "<div xmlns=\"http://www.w3.org/1999/xhtml\">n</div>");
        if (type.equals("boolean")) {
            return new FhirBoolean(number % 2 == 0);
        }
        if (Primitives.isNumber(type)) {
            return new FhirNumber(type.equals("decimal") ? number + ".50" : String.valueOf(number));
        }
        if (type.equals("code") && !element.codes().isEmpty()) {
            List<String> codes = element.codes().stream().sorted().toList();
            return new FhirString(codes.get((number + variant) % codes.size()));
        }
        String text = texts.get(type);
        return new FhirString(text == null ? type + number : text);
    }
}
