package city.haihe.v2fhir;

import city.haihe.fhir.FhirObject;
import city.haihe.v2fhir.Translation.Kind;
import city.haihe.v2fhir.Translation.Refused;
import org.jspecify.annotations.Nullable;

/** What resources still need when all segments have been read: what FHIR asks for and no single field tells. */
final class Completion {

    private static final String ABSENT_REASON = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

    private Completion() {}

    /** Completes a resource; answers false where it is nothing without what the message does not tell. */
    static boolean complete(Run run, OpenResource resource) {
        FhirObject content = resource.content();
        switch (resource.type()) {
            case "Appointment" -> {
                if (!content.has("participant")) {
                    run.refuse(new Refused(
                            Kind.MISSING_SEGMENT, "PID", 1, 0, 0, "expected: somebody or something that takes part"));
                }
                AppointmentTimes.complete(run, resource);
            }
            case "DocumentReference" -> document(content);
            case "MedicationAdministration" -> {
                if (!content.has("effectiveDateTime") && !content.has("effectivePeriod")) {
                    content.put("_effectiveDateTime", absent());
                }
            }
            case "MedicationRequest" -> {
                if (!content.has("medicationCodeableConcept")) {
                    content.put("medicationCodeableConcept", new FhirObject().put("text", "unknown"));
                }
            }
            case "Specimen" -> {
                FhirObject collection = content.object("collection");
                if (collection != null && collection.has("collectedPeriod")) {
                    collection.remove("collectedDateTime");
                }
            }
            case "MessageHeader" -> {
                if (!content.has("source")) {
                    content.put("source", new FhirObject());
                }
                endpoint(content.object("source"));
                content.objects("destination").forEach(Completion::endpoint);
            }
            case "Provenance" -> {
                return content.has("agent") && content.has("target");
            }
            default -> {}
        }
        return true;
    }

    /** A document without its text still has an attachment (FHIR R4 10.8): one with the document's title. */
    private static void document(FhirObject document) {
        if (document.has("content")) {
            return;
        }
        String title = document.string("description");
        FhirObject attachment = title == null ? absent() : new FhirObject().put("title", title);
        document.append("content", new FhirObject().put("attachment", attachment));
    }

    private static void endpoint(@Nullable FhirObject system) {
        if (system != null && !system.has("endpoint") && !system.has("_endpoint")) {
            system.put("_endpoint", absent());
        }
    }

    /** What stands where nobody knows (FHIR R4 extension data-absent-reason). */
    private static FhirObject absent() {
        return new FhirObject()
                .append("extension", new FhirObject().put("url", ABSENT_REASON).put("valueCode", "unknown"));
    }
}
