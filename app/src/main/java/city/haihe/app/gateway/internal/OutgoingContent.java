package city.haihe.app.gateway.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.record.ClinicalRecord;
import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import city.haihe.v2fhir.MessageContent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a message about a resource is made of: the resource, and what it refers to, as the record has it now. */
final class OutgoingContent {

    /** A panel with all its results, who made them and where; what is larger is no message. */
    static final int MAX_RESOURCES = 1_000;

    /** The allergies of one person. */
    private static final int MAX_ALLERGIES = 50;

    /** What messages say something of. The person is one, and the visit; what they further refer to is not followed. */
    private static final Set<String> TYPES = Set.of(
            "Encounter",
            "Observation",
            "Specimen",
            "ServiceRequest",
            "Medication",
            "Condition",
            "Procedure",
            "Practitioner",
            "PractitionerRole",
            "Organization",
            "Location",
            "Device");

    private final ClinicalRecord record;
    private final Caller caller;
    private final Map<String, FhirObject> resources = new LinkedHashMap<>();
    private final @Nullable String patient;

    private OutgoingContent(ClinicalRecord record, Caller caller, @Nullable String patient) {
        this.record = record;
        this.caller = caller;
        this.patient = patient;
    }

    /** Gathers the content of a message about a resource; empty where there would be too much of it. */
    static Optional<OutgoingContent> of(ClinicalRecord record, Caller caller, FhirObject focus) {
        OutgoingContent content = new OutgoingContent(record, caller, patientOf(focus));
        content.resources.put(focus.resourceType() + '/' + focus.id(), focus);
        return content.gather(focus) ? Optional.of(content) : Optional.empty();
    }

    private boolean gather(FhirObject focus) {
        Deque<FhirObject> open = new ArrayDeque<>(List.of(focus));
        if (patient != null && !focus.resourceType().equals("Patient")) {
            record.read(caller, "Patient", patient)
                    .map(StoredResource::resource)
                    .ifPresent(person -> {
                        resources.put("Patient/" + patient, person);
                        open.add(person);
                    });
        }
        while (!open.isEmpty()) {
            for (String reference : references(open.removeFirst())) {
                int slash = reference.indexOf('/');
                if (resources.containsKey(reference) || slash < 0 || !isFollowed(reference.substring(0, slash))) {
                    continue;
                }
                if (resources.size() >= MAX_RESOURCES) {
                    return false;
                }
                record.read(caller, reference.substring(0, slash), reference.substring(slash + 1))
                        .map(StoredResource::resource)
                        .ifPresent(found -> {
                            resources.put(reference, found);
                            open.add(found);
                        });
            }
        }
        addAllergies(focus);
        return true;
    }

    private boolean isFollowed(String type) {
        boolean hasVisit = resources.keySet().stream().anyMatch(known -> known.startsWith("Encounter/"));
        return TYPES.contains(type) && !(type.equals("Encounter") && hasVisit);
    }

    /** HL7 v2.5.1 3.3.8, 4.4.6: a person's data and orders are told with the allergies. */
    private void addAllergies(FhirObject focus) {
        boolean told = Set.of("Patient", "Encounter", "ServiceRequest", "MedicationRequest")
                .contains(focus.resourceType());
        if (told && patient != null) {
            record.search(caller, "AllergyIntolerance", "patient=" + patient + "&_count=" + MAX_ALLERGIES)
                    .matches()
                    .forEach(found -> resources.put("AllergyIntolerance/" + found.id(), found.resource()));
        }
    }

    /** The patient whose order of messages counts; null where there is none. */
    @Nullable
    String patient() {
        return patient;
    }

    /** The ids of the resources of a type. */
    List<String> ids(String type) {
        return resources.keySet().stream()
                .filter(reference -> reference.startsWith(type + '/'))
                .map(reference -> reference.substring(type.length() + 1))
                .toList();
    }

    MessageContent toMessageContent() {
        MessageContent content = new MessageContent();
        resources.forEach(content::add);
        return content;
    }

    private static @Nullable String patientOf(FhirObject focus) {
        if (focus.resourceType().equals("Patient")) {
            return focus.id();
        }
        List<String> references = new ArrayList<>();
        addReferences(focus.get("subject"), references);
        addReferences(focus.get("patient"), references);
        addReferences(focus.get("participant"), references);
        return references.stream()
                .filter(reference -> reference.startsWith("Patient/"))
                .map(reference -> reference.substring("Patient/".length()))
                .findFirst()
                .orElse(null);
    }

    private static List<String> references(FhirObject resource) {
        List<String> references = new ArrayList<>();
        addReferences(resource, references);
        return references;
    }

    private static void addReferences(@Nullable FhirValue value, List<String> references) {
        if (value instanceof FhirArray array) {
            array.forEach(each -> addReferences(each, references));
        } else if (value instanceof FhirObject object) {
            object.forEach((name, member) -> {
                if (name.equals("reference") && member instanceof FhirString(String reference)) {
                    references.add(reference);
                } else {
                    addReferences(member, references);
                }
            });
        }
    }
}
