package city.haihe.app.portal.internal;

import city.haihe.app.portal.internal.Page.Appointment;
import city.haihe.app.portal.internal.Page.AppointmentStatus;
import city.haihe.fhir.FhirObject;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads an Appointment (FHIR R4 12.19) as a resident sees it. */
final class AppointmentReader {

    private final Language language;
    private final Referred referred;

    AppointmentReader(Language language, Referred referred) {
        this.language = language;
        this.referred = referred;
    }

    /** The appointment, or empty for one that was entered in error. */
    Optional<Appointment> appointment(FhirObject resource) {
        AppointmentStatus status = switch (Objects.requireNonNullElse(resource.string("status"), "")) {
            case "entered-in-error" -> null;
            case "proposed", "pending", "waitlist" -> AppointmentStatus.PENDING;
            case "arrived", "checked-in" -> AppointmentStatus.ARRIVED;
            case "fulfilled" -> AppointmentStatus.FULFILLED;
            case "cancelled" -> AppointmentStatus.CANCELLED;
            case "noshow" -> AppointmentStatus.NO_SHOW;
            default -> AppointmentStatus.BOOKED;
        };
        if (status == null || resource.id() == null) {
            return Optional.empty();
        }
        Participants who = new Participants();
        resource.objects("participant").forEach(participant -> {
            FhirObject actor = participant.object("actor");
            if (actor != null) {
                who.add(actor, participant);
            }
        });
        String service = FhirWords.firstConcept(resource.objects("serviceType"), language);
        if (service == null) {
            service = FhirWords.firstConcept(resource.objects("specialty"), language);
        }
        return Optional.of(new Appointment(
                "Appointment/" + resource.id(),
                status,
                resource.string("start"),
                resource.string("end"),
                service != null ? service : who.service,
                who.practitioner,
                who.title,
                who.hospital,
                who.place));
    }

    /** What the participants of one appointment say. */
    private final class Participants {
        private @Nullable String practitioner;
        private @Nullable String title;
        private @Nullable String service;
        private @Nullable String hospital;
        private @Nullable String place;

        void add(FhirObject actor, FhirObject participant) {
            switch (referred.type(actor)) {
                case "Practitioner" -> {
                    practitioner = practitioner != null ? practitioner : referred.name(actor, language);
                    title = title != null
                            ? title
                            : referred.title(actor, language)
                                    .orElse(FhirWords.firstConcept(
                                            participant.objects("type").filter(AppointmentReader::isTitle), language));
                }
                case "PractitionerRole" -> {
                    FhirObject role = referred.resource(actor).orElse(null);
                    if (role != null && role.object("practitioner") instanceof FhirObject person) {
                        add(person, participant);
                    }
                }
                case "HealthcareService" -> service = service != null ? service : referred.name(actor, language);
                case "Location" -> location(actor);
                case "Organization" -> hospital = hospital != null ? hospital : referred.name(actor, language);
                default -> {}
            }
        }

        private void location(FhirObject actor) {
            place = place != null ? place : referred.name(actor, language);
            if (hospital == null
                    && referred.resource(actor).orElse(null) instanceof FhirObject location
                    && location.object("managingOrganization") instanceof FhirObject organisation) {
                hospital = referred.name(organisation, language);
            }
        }
    }

    /** A participant's type may be a role in the meeting (ATND, PPRF); only words of a hospital's own are a title. */
    private static boolean isTitle(FhirObject type) {
        return type.string("text") instanceof String text && FhirWords.isHan(text);
    }
}
