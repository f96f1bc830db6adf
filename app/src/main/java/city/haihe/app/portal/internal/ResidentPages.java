package city.haihe.app.portal.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.portal.internal.Page.Appointment;
import city.haihe.app.portal.internal.Page.Result;
import city.haihe.app.portal.internal.Page.TrendPoint;
import city.haihe.app.portal.internal.Page.Value;
import city.haihe.app.record.ClinicalRecord;
import city.haihe.app.record.SearchPage;
import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirObject;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the pages of a signed-in resident show, read from the record in the resident's own name. */
@Component
final class ResidentPages {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final int RESULTS_A_PAGE = 30;
    private static final int RESULTS_AT_HOME = 5;
    private static final int APPOINTMENTS_A_LIST = 50;
    private static final int TREND_POINTS = 12;
    /** Values of one code may come in several units or without a number, and are left out of the trend. */
    private static final int TREND_CANDIDATES = 40;
    /** An appointment without an end is over for a reader after this time. */
    private static final int ASSUMED_LENGTH_MINUTES = 30;

    private final ClinicalRecord record;
    private final Clock clock;

    ResidentPages(ClinicalRecord record, Clock clock) {
        this.record = record;
        this.clock = clock;
    }

    /** {@code /me} */
    Page.Home home(String patient, Language language) {
        Reading reading = new Reading(patient, language);
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, ZONE);
        List<Appointment> fromToday = reading.appointments("date=ge" + today + "&_sort=date");
        List<Appointment> ahead = fromToday.stream()
                .filter(appointment -> appointment.status().open() && !over(appointment, now))
                .toList();
        int visitsToday = (int) ahead.stream()
                .filter(appointment -> start(appointment)
                        .map(start -> LocalDate.ofInstant(start, ZONE).equals(today))
                        .orElse(false))
                .count();
        return new Page.Home(
                ahead.isEmpty() ? null : ahead.getFirst(),
                Math.max(0, ahead.size() - 1),
                visitsToday,
                reading.results("_count=" + RESULTS_AT_HOME * 2).stream()
                        .limit(RESULTS_AT_HOME)
                        .toList());
    }

    /** {@code /me/appointments} */
    Page.Appointments appointments(String patient, Language language) {
        Reading reading = new Reading(patient, language);
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, ZONE);
        List<Appointment> fromToday = reading.appointments("date=ge" + today + "&_sort=date");
        List<Appointment> upcoming = fromToday.stream()
                .filter(appointment -> !past(appointment, now))
                .toList();
        List<Appointment> past = new ArrayList<>(
                fromToday.stream().filter(appointment -> past(appointment, now)).toList());
        past.addAll(reading.appointments("date=lt" + today + "&_sort=-date"));
        past.sort(Comparator.comparing(
                        (Appointment appointment) -> start(appointment).orElse(Instant.EPOCH))
                .reversed());
        return new Page.Appointments(
                upcoming, past.stream().limit(APPOINTMENTS_A_LIST).toList());
    }

    private static boolean past(Appointment appointment, Instant now) {
        return over(appointment, now)
                || appointment.status() == Page.AppointmentStatus.FULFILLED
                || appointment.status() == Page.AppointmentStatus.NO_SHOW;
    }

    private static boolean over(Appointment appointment, Instant now) {
        Instant end = instant(appointment.end())
                .or(() -> start(appointment).map(start -> start.plus(ASSUMED_LENGTH_MINUTES, ChronoUnit.MINUTES)))
                .orElse(Instant.MAX);
        return end.isBefore(now);
    }

    private static Optional<Instant> start(Appointment appointment) {
        return instant(appointment.start());
    }

    private static Optional<Instant> instant(@Nullable String text) {
        try {
            return text == null
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    /** {@code /me/results}, from the newest or from where an earlier page ended. */
    Page.Results results(String patient, Language language, @Nullable String before) {
        Reading reading = new Reading(patient, language);
        SearchPage found = before == null || before.isBlank()
                ? record.search(reading.resident, "Observation", reading.newest("_count=" + RESULTS_A_PAGE))
                : record.search(reading.resident, "Observation", RecordPages.next(before));
        String older = found.next() == null ? null : "?before=" + RecordPages.encoded(found.next());
        return new Page.Results(reading.results(found), older, before == null || before.isBlank());
    }

    /** {@code /me/results/{id}}, or empty where there is none that the resident may see. */
    Optional<Page.ResultDetail> result(String patient, Language language, String id) {
        Reading reading = new Reading(patient, language);
        SearchPage found = record.search(
                reading.resident, "Observation", "patient=" + patient + "&_id=" + id + "&" + Reading.WITH_REPORTS);
        if (found.matches().isEmpty()) {
            return Optional.empty();
        }
        FhirObject observation = found.matches().getFirst().resource();
        FhirObject report = reports(found).get("Observation/" + id);
        Result result = reading.result(observation, report).orElse(null);
        if (result == null) {
            return Optional.empty();
        }
        return Optional.of(new Page.ResultDetail(
                result,
                reading.observations.range(observation),
                reading.trend(observation, result),
                report == null ? null : FhirWords.concept(report.object("code"), language),
                issued(observation, report),
                observation
                        .objects("note")
                        .map(note -> note.string("text"))
                        .filter(Objects::nonNull)
                        .toList(),
                reading.observations.components(observation)));
    }

    /** {@code /me/account} */
    Page.Account account(String patient) {
        FhirObject resource = record.read(PortalCallers.resident(patient), "Patient", patient)
                .map(StoredResource::resource)
                .orElseGet(FhirObject::new);
        return new Page.Account(resource.string("birthDate"), resource.string("gender"));
    }

    /** One page's reading: who reads, in which language, and the names met on the way. */
    private final class Reading {
        /** The report that a result belongs to knows the hospital where the result does not. */
        static final String WITH_REPORTS = "_revinclude=DiagnosticReport:result";

        private final String patient;
        private final Language language;
        private final Caller resident;
        private final Referred referred;
        private final ObservationReader observations;

        Reading(String patient, Language language) {
            this.patient = patient;
            this.language = language;
            this.resident = PortalCallers.resident(patient);
            this.referred = new Referred(record, PortalCallers.portal());
            this.observations = new ObservationReader(language);
        }

        List<Appointment> appointments(String conditions) {
            AppointmentReader reader = new AppointmentReader(language, referred);
            String query = "patient=" + patient + "&" + conditions + "&_count=" + APPOINTMENTS_A_LIST;
            return record.search(resident, "Appointment", query).matches().stream()
                    .flatMap(stored -> reader.appointment(stored.resource()).stream())
                    .toList();
        }

        String newest(String conditions) {
            return "patient=" + patient + "&_sort=-date,-_lastUpdated&" + WITH_REPORTS + "&" + conditions;
        }

        List<Result> results(String conditions) {
            return results(record.search(resident, "Observation", newest(conditions)));
        }

        List<Result> results(SearchPage found) {
            Map<String, FhirObject> reports = reports(found);
            return found.matches().stream()
                    .flatMap(stored -> result(stored.resource(), reports.get("Observation/" + stored.id())).stream())
                    .toList();
        }

        Optional<Result> result(FhirObject observation, @Nullable FhirObject report) {
            String source = hospital(observation);
            return observations.result(observation, source != null || report == null ? source : hospital(report));
        }

        /** The organisation among those who performed a measurement or a report. */
        private @Nullable String hospital(FhirObject performed) {
            return performed
                    .objects("performer")
                    .filter(performer -> referred.type(performer).equals("Organization"))
                    .map(performer -> referred.name(performer, language))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }

        List<TrendPoint> trend(FhirObject observation, Result result) {
            FhirObject code = observation.object("code");
            if (!(result.value() instanceof Value.Quantity quantity) || code == null || result.at() == null) {
                return List.of();
            }
            String token = code.objects("coding")
                    .filter(coding -> coding.string("code") != null)
                    .map(coding -> (coding.string("system") == null ? "" : coding.string("system")) + "|"
                            + coding.string("code"))
                    .findFirst()
                    .orElse(null);
            TrendPoint own = new TrendPoint(result.at(), quantity.number());
            if (token == null) {
                return List.of(own);
            }
            Stream<TrendPoint> earlier = record
                    .search(
                            resident,
                            "Observation",
                            "patient=" + patient + "&_sort=-date&code=" + RecordPages.encoded(token) + "&_count="
                                    + TREND_CANDIDATES)
                    .matches()
                    .stream()
                    .filter(stored -> !stored.id().equals(result.id()))
                    .flatMap(stored -> observations.result(stored.resource(), null).stream())
                    .filter(other -> other.at() != null && order(other.at()) <= order(result.at()))
                    .flatMap(other -> point(other, quantity.unit()).stream());
            List<TrendPoint> points = new ArrayList<>(
                    Stream.concat(Stream.of(own), earlier).limit(TREND_POINTS).toList());
            return points.reversed();
        }

        private Optional<TrendPoint> point(Result other, @Nullable String unit) {
            return other.value() instanceof Value.Quantity(String number, var comparator, var otherUnit)
                            && comparator == null
                            && Objects.equals(unit, otherUnit)
                    ? Optional.of(new TrendPoint(Objects.requireNonNull(other.at()), number))
                    : Optional.empty();
        }
    }

    /** The reports of a page's results, by the reference of the result. */
    private static Map<String, FhirObject> reports(SearchPage found) {
        Map<String, FhirObject> reports = new HashMap<>();
        for (StoredResource stored : found.included()) {
            FhirObject report = stored.resource();
            report.objects("result")
                    .map(result -> result.string("reference"))
                    .filter(Objects::nonNull)
                    .forEach(reference -> reports.putIfAbsent(reference, report));
        }
        return reports;
    }

    private static @Nullable String issued(FhirObject observation, @Nullable FhirObject report) {
        String issued = observation.string("issued");
        return issued != null || report == null ? issued : report.string("issued");
    }

    /** The instant that a dateTime of any precision begins with, in the city's zone; 0 for what is none. */
    private static long order(String dateTime) {
        try {
            if (dateTime.contains("T")) {
                return OffsetDateTime.parse(dateTime).toEpochSecond();
            }
            String day = (dateTime + "-01-01").substring(0, 10);
            return LocalDate.parse(day).atStartOfDay(ZONE).toEpochSecond();
        } catch (DateTimeParseException _) {
            return 0;
        }
    }
}
