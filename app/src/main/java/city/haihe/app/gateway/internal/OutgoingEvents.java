package city.haihe.app.gateway.internal;

import city.haihe.app.platform.ChangedResource.Operation;
import city.haihe.fhir.FhirObject;
import city.haihe.hl7v2.Message;
import city.haihe.hl7v2.ParseResult;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which message tells of a change. */
final class OutgoingEvents {

    private static final String NEW_APPOINTMENT = "SIU^S12";

    /** A time as our own messages have it. */
    private static final DateTimeFormatter TOLD = DateTimeFormatter.ofPattern("yyyyMMddHHmmss[.SSS]xx");

    private OutgoingEvents() {}

    /** The types of resources that messages tell about. */
    static boolean isTold(String type) {
        return !candidates(type, Operation.UPDATE).isEmpty();
    }

    /**
     * The message for a change: the first that fits and that the destination takes.
     *
     * @param earlier the newest message that was queued about the resource, or no bytes
     */
    static Optional<String> of(Destination destination, Operation operation, FhirObject resource, byte[] earlier) {
        List<String> fitting = resource.resourceType().equals("Appointment")
                ? appointment(destination, resource, earlier)
                : candidates(resource.resourceType(), operation);
        return fitting.stream().filter(destination.events()::contains).findFirst();
    }

    private static List<String> candidates(String type, Operation operation) {
        return switch (type) {
            case "Patient" ->
                operation == Operation.CREATE
                        ? List.of("ADT^A28", "ADT^A31", "ADT^A08")
                        : List.of("ADT^A31", "ADT^A08");
            case "Encounter" -> List.of("ADT^A08");
            case "DiagnosticReport" -> List.of("ORU^R01");
            case "ServiceRequest" -> List.of("OML^O21", "ORM^O01");
            case "MedicationRequest" -> List.of("RDE^O11");
            case "ChargeItem" -> List.of("DFT^P03");
            case "Appointment" -> List.of(NEW_APPOINTMENT);
            default -> List.of();
        };
    }

    /** HL7 v2.5.1 10.4.1 to 10.4.4: what was told of an appointment before decides whether it is new, moved or changed. */
    private static List<String> appointment(Destination destination, FhirObject resource, byte[] earlier) {
        if ("cancelled".equals(resource.string("status"))) {
            return List.of("SIU^S15");
        }
        if (!(Message.parse(earlier, destination.charset()) instanceof ParseResult.Parsed(Message message))
                || message.triggerEvent().equals("S15")) {
            return List.of(NEW_APPOINTMENT);
        }
        String told = message.first("SCH")
                .map(sch -> sch.field(11).first().component(4))
                .orElse("");
        return isMoved(told, resource.string("start")) ? List.of("SIU^S13", "SIU^S14") : List.of("SIU^S14", "SIU^S13");
    }

    private static boolean isMoved(String told, @Nullable String start) {
        try {
            return start != null
                    && !told.isEmpty()
                    && !OffsetDateTime.parse(told, TOLD).isEqual(OffsetDateTime.parse(start));
        } catch (DateTimeException noTime) {
            return false;
        }
    }
}
