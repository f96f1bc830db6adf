package city.haihe.v2fhir;

import city.haihe.fhir.FhirNumber;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.v2fhir.Translation.Kind;
import city.haihe.v2fhir.Translation.Refused;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;

/** Completes an Appointment's start and end (FHIR R4 12.10, constraints app-2 and app-3). */
final class AppointmentTimes {

    private static final Set<String> WITHOUT_TIMES = Set.of("proposed", "cancelled", "waitlist");

    private AppointmentTimes() {}

    /** Adds the end from start and duration; refuses a booked appointment without a start. */
    static void complete(Run run, OpenResource appointment) {
        FhirObject content = appointment.content();
        String start = content.string("start");
        if (start == null) {
            content.remove("end");
            String status = content.string("status");
            if (status == null || !WITHOUT_TIMES.contains(status)) {
                run.refuse(new Refused(Kind.MISSING_FIELD, "SCH", 1, 11, 4, "expected: the start, here or in AIS-4"));
            }
            return;
        }
        if (!content.has("end")) {
            long minutes =
                    content.get("minutesDuration") instanceof FhirNumber(String digits) ? Long.parseLong(digits) : 0;
            String end = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                    OffsetDateTime.parse(start).plusMinutes(minutes));
            content.put("end", new FhirString(end));
        }
    }
}
