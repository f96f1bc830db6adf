package city.haihe.simulator;

import city.haihe.fhir.FhirObject;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** A resident and their year as a transaction Bundle. */
final class ResidentBundle {

    private static final int REPORT_HOURS = 3;
    private static final int VISIT_MINUTES = 25;
    private static final int APPOINTMENT_MINUTES = 15;
    private static final int AHEAD_DAYS = 21;
    /** Of the residents who cannot sign in, one in this many has no appointment. */
    private static final int WITHOUT_APPOINTMENT_ONE_IN = 3;

    private final Resident resident;
    private final List<Hospital> hospitals;
    private final LocalDate today;
    private final Random random;
    private final TransactionBundle bundle;
    private final String patient;

    private ResidentBundle(long seed, Resident resident, List<Hospital> hospitals, LocalDate today) {
        this.resident = resident;
        this.hospitals = hospitals;
        this.today = today;
        this.random = Seeds.random(seed, "year", resident.number());
        this.bundle = new TransactionBundle(Seeds.random(seed, "names", resident.number()));
        this.patient = bundle.add(patient(resident, hospitals), identityCriteria(resident));
    }

    /**
     * The Bundle.
     *
     * @param signsIn whether the resident can sign in, and so has an appointment ahead
     */
    static FhirObject of(long seed, Resident resident, List<Hospital> hospitals, LocalDate today, boolean signsIn) {
        ResidentBundle year = new ResidentBundle(seed, resident, hospitals, today);
        List<Visit> visits = Visits.of(resident, hospitals, today, year.random);
        Map<Illness, String> conditions = year.addConditions(visits.getFirst());
        for (Visit visit : visits) {
            year.addVisit(visit, conditions);
        }
        year.addPastAppointment(visits.getLast());
        boolean without = year.random.nextInt(WITHOUT_APPOINTMENT_ONE_IN) == 0;
        if (signsIn || !without) {
            year.addAppointment(visits.getLast());
        }
        return year.bundle.bundle();
    }

    static String identityCriteria(Resident resident) {
        return "identifier=" + Resident.IDENTITY_SYSTEM + "|" + resident.identityNumber();
    }

    /** Where the resident is registered: the hospitals that send messages, and those of the district. */
    static List<Hospital> registered(Resident resident, List<Hospital> hospitals) {
        int district = resident.district().ordinal();
        return List.of(
                        hospitals.get(0),
                        hospitals.get(1),
                        hospitals.get(district),
                        hospitals.get(District.values().length + district * 2))
                .stream()
                .distinct()
                .toList();
    }

    private static FhirObject patient(Resident resident, List<Hospital> hospitals) {
        FhirObject patient = FhirObject.resource("Patient");
        patient.append("identifier", Fhir.identifier(Resident.IDENTITY_SYSTEM, resident.identityNumber(), "NI"));
        for (Hospital hospital : registered(resident, hospitals)) {
            patient.append(
                    "identifier",
                    Fhir.identifier(hospital.medicalRecordSystem(), resident.medicalRecordNumber(hospital), "MR"));
        }
        patient.put("active", true);
        Fhir.addNames(patient, resident.name());
        patient.append(
                "telecom",
                new FhirObject()
                        .put("system", "phone")
                        .put("value", resident.phone())
                        .put("use", "mobile"));
        patient.put("gender", resident.sex().fhir());
        patient.put("birthDate", resident.birthDate().toString());
        patient.append(
                "address", Fhir.address(resident.district(), resident.street()).put("use", "home"));
        return patient;
    }

    private Map<Illness, String> addConditions(Visit first) {
        Map<Illness, String> conditions = new LinkedHashMap<>();
        for (Illness illness : resident.ill()) {
            FhirObject condition = FhirObject.resource("Condition");
            condition.put("clinicalStatus", Fhir.concept("condition-clinical", "active"));
            condition.put("verificationStatus", Fhir.concept("condition-ver-status", "confirmed"));
            condition.append("category", Fhir.concept("condition-category", "problem-list-item"));
            condition.put("code", Fhir.concept(Fhir.ICD_10, illness.icd10(), illness.english(), illness.chinese()));
            condition.put("subject", Fhir.reference(patient));
            condition.put("recordedDate", Fhir.time(first.start()));
            conditions.put(illness, bundle.add(condition));
        }
        return conditions;
    }

    private void addVisit(Visit visit, Map<Illness, String> conditions) {
        String encounter = bundle.add(encounter(visit, conditions));
        addBloodPressure(visit, encounter);
        for (Panel panel : visit.panels()) {
            addPanel(visit, encounter, panel);
        }
        if (visit.number() == 0) {
            resident.ill().forEach(illness -> bundle.add(medication(visit, encounter, illness)));
        }
    }

    private FhirObject encounter(Visit visit, Map<Illness, String> conditions) {
        Hospital hospital = visit.hospital();
        FhirObject encounter = FhirObject.resource("Encounter");
        encounter.append(
                "identifier",
                Fhir.identifier(
                        hospital.visitSystem(),
                        String.format(
                                Locale.ROOT, "V%s%02d", resident.medicalRecordNumber(hospital), visit.number() + 1),
                        "VN"));
        encounter.put("status", "finished");
        encounter.put("class", Fhir.coding(Fhir.TERMINOLOGY + "v3-ActCode", "AMB", "ambulatory"));
        encounter.put("serviceType", DistrictBundle.concept(visit.doctor().department()));
        encounter.put("subject", Fhir.reference(patient));
        encounter.append(
                "participant",
                new FhirObject()
                        .append("type", Fhir.concept("v3-ParticipationType", "ATND"))
                        .put("individual", doctor(hospital, visit.doctor())));
        encounter.put(
                "period",
                new FhirObject()
                        .put("start", Fhir.time(visit.start()))
                        .put("end", Fhir.time(visit.start().plusMinutes(VISIT_MINUTES))));
        conditions.forEach((illness, condition) -> {
            if (illness.department() == visit.doctor().department()) {
                encounter.append("diagnosis", new FhirObject().put("condition", Fhir.reference(condition)));
            }
        });
        encounter.append(
                "location",
                new FhirObject().put("location", place(hospital, visit.doctor().department())));
        encounter.put("serviceProvider", organization(hospital));
        return encounter;
    }

    private void addPanel(Visit visit, String encounter, Panel panel) {
        // One tube after the other, so that results of one panel stand together where the newest come first.
        LocalDateTime drawn =
                visit.start().plusMinutes(VISIT_MINUTES + visit.panels().indexOf(panel));
        LocalDateTime issued = drawn.plusHours(REPORT_HOURS);
        List<String> results = new ArrayList<>();
        for (Analyte analyte : panel.analytes()) {
            String value = Values.of(resident, analyte, visit.share(), random);
            FhirObject observation = observation(visit, encounter, "laboratory", drawn);
            observation.put("issued", Fhir.time(issued));
            observation.put("code", Fhir.concept(Fhir.LOINC, analyte.loinc(), analyte.english(), analyte.chinese()));
            addValue(observation, analyte, value);
            results.add(bundle.add(observation));
        }
        FhirObject report = FhirObject.resource("DiagnosticReport");
        report.put("status", "final");
        report.append("category", Fhir.concept("v2-0074", panel.section()));
        report.put("code", Fhir.concept(Fhir.LOINC, panel.loinc(), panel.english(), panel.chinese()));
        report.put("subject", Fhir.reference(patient));
        report.put("encounter", Fhir.reference(encounter));
        report.put("effectiveDateTime", Fhir.time(drawn));
        report.put("issued", Fhir.time(issued));
        report.append("performer", organization(visit.hospital()));
        results.forEach(result -> report.append("result", Fhir.reference(result)));
        bundle.add(report);
    }

    private FhirObject observation(Visit visit, String encounter, String category, LocalDateTime at) {
        FhirObject observation = FhirObject.resource("Observation");
        observation.put("status", "final");
        observation.append("category", Fhir.concept("observation-category", category));
        observation.put("subject", Fhir.reference(patient));
        observation.put("encounter", Fhir.reference(encounter));
        observation.put("effectiveDateTime", Fhir.time(at));
        observation.append("performer", organization(visit.hospital()));
        return observation;
    }

    private void addValue(FhirObject holder, Analyte analyte, String value) {
        Analyte.Range range = analyte.range(resident.sex());
        holder.put("valueQuantity", Fhir.quantity(value, analyte));
        holder.append("interpretation", Fhir.interpretation(range.flag(value)));
        holder.append("referenceRange", Fhir.range(range, analyte));
    }

    private void addBloodPressure(Visit visit, String encounter) {
        FhirObject pressure = observation(visit, encounter, "vital-signs", visit.start());
        pressure.put("code", Fhir.concept(Fhir.LOINC, "85354-9", "Blood pressure", "血压"));
        String worst = "N";
        for (Analyte analyte : List.of(Analyte.SYSTOLIC, Analyte.DIASTOLIC)) {
            String value = Values.of(resident, analyte, visit.share(), random);
            FhirObject component = new FhirObject();
            component.put("code", Fhir.concept(Fhir.LOINC, analyte.loinc(), analyte.english(), analyte.chinese()));
            addValue(component, analyte, value);
            pressure.append("component", component);
            String flag = analyte.range(resident.sex()).flag(value);
            worst = flag.equals("N") ? worst : flag;
        }
        pressure.append("interpretation", Fhir.interpretation(worst));
        bundle.add(pressure);
    }

    private FhirObject medication(Visit visit, String encounter, Illness illness) {
        Illness.Medicine medicine = illness.medicine();
        FhirObject request = FhirObject.resource("MedicationRequest");
        request.put("status", "active");
        request.put("intent", "order");
        request.put(
                "medicationCodeableConcept",
                Fhir.concept(Fhir.ATC, medicine.atc(), medicine.english(), medicine.chinese()));
        request.put("subject", Fhir.reference(patient));
        request.put("encounter", Fhir.reference(encounter));
        request.put("authoredOn", Fhir.time(visit.start()));
        request.put("requester", doctor(visit.hospital(), visit.doctor()));
        request.append("dosageInstruction", new FhirObject().put("text", medicine.dosage()));
        return request;
    }

    private void addPastAppointment(Visit visit) {
        bundle.add(appointment("fulfilled", visit.start(), visit.hospital(), visit.doctor(), "复诊"));
    }

    /** The next visit, at the earliest tomorrow: to the doctor of the last one, where they are known. */
    private void addAppointment(Visit last) {
        LocalDateTime start = Visits.workingTime(today.plusDays(1 + random.nextInt(AHEAD_DAYS)), random);
        bundle.add(appointment("booked", start, last.hospital(), last.doctor(), "复诊"));
    }

    private FhirObject appointment(
            String status, LocalDateTime start, Hospital hospital, Doctor doctor, String description) {
        Department department = doctor.department();
        FhirObject appointment = FhirObject.resource("Appointment");
        appointment.put("status", status);
        appointment.append("serviceType", DistrictBundle.concept(department));
        appointment.append("specialty", DistrictBundle.concept(department));
        appointment.put("appointmentType", Fhir.concept("v2-0276", "FOLLOWUP"));
        appointment.put("description", description);
        appointment.put("start", Fhir.time(start));
        appointment.put("end", Fhir.time(start.plusMinutes(APPOINTMENT_MINUTES)));
        appointment.put("minutesDuration", APPOINTMENT_MINUTES);
        for (FhirObject actor :
                List.of(Fhir.reference(patient), doctor(hospital, doctor), place(hospital, department))) {
            appointment.append(
                    "participant", new FhirObject().put("actor", actor).put("status", "accepted"));
        }
        return appointment;
    }

    private static FhirObject organization(Hospital hospital) {
        return Fhir.reference("Organization?" + hospital.organizationCriteria()).put("display", hospital.chinese());
    }

    private static FhirObject doctor(Hospital hospital, Doctor doctor) {
        return Fhir.reference("Practitioner?" + hospital.practitionerCriteria(doctor))
                .put("display", doctor.name().text());
    }

    private static FhirObject place(Hospital hospital, Department department) {
        return Fhir.reference("Location?" + hospital.locationCriteria(department));
    }
}
