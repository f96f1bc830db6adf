package city.haihe.app.record.internal;

import static city.haihe.app.record.internal.RandomElements.object;
import static city.haihe.app.record.internal.RandomElements.put;

import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes a small city's worth of random resources, of types enough that every type of search parameter has values. */
final class RandomResources {

    /** How many of each type there are. Ids are numbers from 1 on, so that those of different types are alike. */
    static final Map<String, Integer> TYPES = types();

    /** Bounds the numbers of a data set's definitions, whose ids must be new: what they say is kept by id and version. */
    private static final int MANY = 1_000_000_000;

    private final RandomElements make;
    private final RandomClinical clinical;

    RandomResources(Random random) {
        this.make = new RandomElements(random);
        this.clinical = new RandomClinical(make);
    }

    private static Map<String, Integer> types() {
        Map<String, Integer> types = new LinkedHashMap<>();
        types.put("Organization", 6);
        types.put("Practitioner", 6);
        types.put("Location", 7);
        types.put("Patient", 14);
        types.put("Device", 5);
        types.put("Group", 6);
        types.put("Encounter", 14);
        types.put("Condition", 12);
        types.put("Observation", 30);
        types.put("DiagnosticReport", 8);
        types.put("MedicationRequest", 7);
        types.put("RiskAssessment", 8);
        types.put("ChargeItem", 8);
        types.put("Appointment", 7);
        types.put("Goal", 6);
        types.put("QuestionnaireResponse", 5);
        types.put("List", 3);
        types.put("CodeSystem", 1);
        types.put("ValueSet", 5);
        return types;
    }

    List<FhirObject> all() {
        List<FhirObject> resources = new ArrayList<>();
        TYPES.forEach((type, count) -> {
            for (int number = 1; number <= count; number++) {
                FhirObject resource = FhirObject.resource(type).put("id", id(type, number));
                FhirObject meta = make.chance(2) ? make.meta() : new FhirObject();
                if (!meta.isEmpty()) {
                    resource.put("meta", meta);
                }
                put(resource, "text", make.chance(5) ? make.narrative() : null);
                content(type, number).forEach(resource::put);
                resources.add(resource);
            }
        });
        return resources;
    }

    private String id(String type, int number) {
        return type.equals("ValueSet") || type.equals("CodeSystem")
                ? number + "-" + make.random().nextInt(MANY)
                : Integer.toString(number);
    }

    private FhirObject content(String type, int number) {
        return switch (type) {
            case "Organization" -> organization();
            case "Practitioner", "Patient" -> person(type);
            case "Location" -> location();
            case "Device" -> device();
            case "Group" -> group();
            case "CodeSystem" -> codeSystem();
            case "ValueSet" -> valueSet(number);
            default -> clinical.content(type);
        };
    }

    private FhirObject organization() {
        return object(
                "identifier", make.some(make::identifier),
                "active", make.often(() -> make.chance(2)),
                "type", make.some(make::concept),
                "name", make.one("滨海医院", "海医院", "Bin Hai", "Hôpital Saint-Louis", "hopital"),
                "alias", make.some(() -> make.one("HSL", "BH", "海滨")),
                "address", make.some(make::address),
                "partOf", make.seldom(() -> make.to("Organization")));
    }

    private FhirObject person(String type) {
        FhirObject person = object(
                "identifier", make.some(make::identifier),
                "active", make.often(() -> make.chance(2)),
                "name", make.some(make::name),
                "telecom", make.some(make::telecom),
                "gender", make.often(() -> make.one("male", "female", "other")),
                "birthDate", make.often(() -> make.one(make.day(), "2000", "2000-02")),
                "address", make.some(make::address));
        if (type.equals("Patient")) {
            switch (make.random().nextInt(4)) {
                case 0 -> put(person, "deceasedBoolean", make.chance(2));
                case 1 -> put(person, "deceasedDateTime", make.time());
                default -> {}
            }
            put(person, "communication", make.some(() -> object("language", make.concept())));
            put(person, "generalPractitioner", make.some(() -> make.to("Practitioner", "Organization")));
            put(person, "managingOrganization", make.often(() -> make.to("Organization")));
        }
        return person;
    }

    private FhirObject location() {
        String latitude = make.one("39.1235", "39.9042", "-17.7134", "-17.70", "89.99", "39.13");
        String longitude = make.one("117.1980", "116.4074", "179.99", "-179.99", "0");
        return object(
                "status", make.often(() -> make.one("active", "suspended")),
                "name", make.often(() -> make.one("海河路", "Ward 7", "ward seven")),
                "alias", make.some(() -> make.one("W7", "七病区")),
                "address", make.seldom(make::address),
                "position",
                        make.often(() ->
                                object("longitude", new FhirNumber(longitude), "latitude", new FhirNumber(latitude))),
                "managingOrganization", make.seldom(() -> make.to("Organization")),
                "partOf", make.seldom(() -> make.to("Location")));
    }

    private FhirObject device() {
        return object(
                "identifier", make.some(make::identifier),
                "status", make.one("active", "inactive"),
                "deviceName", make.some(() -> object("name", make.one("Pump", "pümp 2"), "type", "user-friendly-name")),
                "type", make.often(make::code),
                "patient", make.often(() -> make.to("Patient")),
                "owner", make.seldom(() -> make.to("Organization")),
                "url", make.often(() -> make.one("http://d.example/pump/2", "http://d.example/pump/", "urn:oid:1.2")));
    }

    private FhirObject group() {
        return object(
                "identifier", make.some(make::identifier),
                "type", make.one("person", "device"),
                "actual", make.chance(2),
                "code", make.often(make::code),
                "characteristic",
                        make.some(() -> {
                            FhirObject characteristic = object("code", make.code(), "exclude", make.chance(2));
                            put(characteristic, "valueCodeableConcept", make.chance(2) ? make.code() : null);
                            if (!characteristic.has("valueCodeableConcept")) {
                                put(characteristic, "valueBoolean", make.chance(2));
                            }
                            return characteristic;
                        }),
                "member", make.some(() -> object("entity", make.to("Patient", "Practitioner", "Device"))));
    }

    private static FhirObject codeSystem() {
        FhirObject deepest = object("code", "a11", "display", "deepest");
        FhirObject first = object("code", "a1", "display", "first", "concept", List.of(deepest));
        FhirObject second = object("code", "a2", "display", "second");
        return object(
                "url", RandomElements.TREE,
                "status", "active",
                "content", "complete",
                "hierarchyMeaning", "is-a",
                "concept",
                        List.of(
                                object("code", "a", "display", "root", "concept", List.of(first, second)),
                                object("code", "b", "display", "other")));
    }

    private FhirObject valueSet(int number) {
        List<String> urls = List.of(
                "http://v.example/fhir/ValueSet/1",
                "http://v.example/fhir/ValueSet/1/part",
                "http://v.example/fhir2/x",
                "urn:oid:1.2.3",
                "http://v.example/fhir/ValueSet/2/");
        FhirObject include = switch (number) {
            case 1 -> object("system", RandomElements.TREE);
            case 2 -> object("system", RandomElements.TREE, "filter", List.of(isA("a1")));
            case 3 ->
                object(
                        "system",
                        "urn:c",
                        "concept",
                        List.of(code("glucose"), code("8480-6"), code("a,b"), code("male")));
            case 4 -> object("system", "http://loinc.org", "concept", List.of(code("8462-4")));
            default -> object("system", RandomElements.TREE, "concept", List.of(code("b"), code("a2")));
        };
        FhirObject compose = object("include", List.of(include));
        if (number == 1 && make.chance(2)) {
            FhirObject exclude = object("system", RandomElements.TREE, "concept", List.of(code("a2")));
            put(compose, "exclude", List.of(exclude));
        }
        return object(
                "url", urls.get(number - 1),
                "identifier", make.some(make::identifier),
                "name", make.one("Eins", "eins zwei", "Zwei"),
                "title", make.seldom(make::text),
                "status", make.one("active", "draft"),
                "date", make.often(make::time),
                "publisher", make.seldom(() -> make.one("City", "cité")),
                "description", make.seldom(make::text),
                "useContext", make.some(this::context),
                "compose", compose);
    }

    private FhirObject context() {
        FhirObject context = object("code", make.coding());
        switch (make.random().nextInt(3)) {
            case 0 -> context.put("valueCodeableConcept", make.code());
            case 1 -> context.put("valueQuantity", make.quantity());
            default -> context.put("valueRange", make.range("d"));
        }
        return context;
    }

    private static FhirObject isA(String code) {
        return object("property", "concept", "op", "is-a", "value", code);
    }

    private static FhirObject code(String code) {
        return object("code", code);
    }
}
