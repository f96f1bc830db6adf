package city.haihe.simulator;

import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** A district's hospitals as a transaction Bundle: Organizations, Locations, HealthcareServices, Practitioners, their roles. */
final class DistrictBundle {

    private static final String KIND = "urn:haihe:hospital-kind";
    private static final String DEPARTMENT = "urn:haihe:department";
    private static final String TITLE = "urn:haihe:doctor-title";

    private final TransactionBundle bundle;

    private DistrictBundle(long seed, District district) {
        this.bundle = new TransactionBundle(Seeds.random(seed, "district", district.ordinal()));
    }

    static FhirObject of(long seed, District district, List<Hospital> hospitals) {
        DistrictBundle bundle = new DistrictBundle(seed, district);
        hospitals.stream().filter(hospital -> hospital.district() == district).forEach(bundle::add);
        return bundle.bundle.bundle();
    }

    private void add(Hospital hospital) {
        String organization = bundle.add(organization(hospital), hospital.organizationCriteria());
        Map<Department, String> locations = new EnumMap<>(Department.class);
        for (Department department : hospital.departments()) {
            String location =
                    bundle.add(location(hospital, department, organization), hospital.locationCriteria(department));
            locations.put(department, location);
            bundle.add(
                    service(hospital, department, organization, location),
                    "identifier=" + DEPARTMENT + "|" + serviceNumber(hospital, department));
        }
        for (Doctor doctor : hospital.doctors()) {
            String practitioner = bundle.add(practitioner(hospital, doctor), hospital.practitionerCriteria(doctor));
            bundle.add(
                    role(
                            hospital,
                            doctor,
                            practitioner,
                            organization,
                            Objects.requireNonNull(locations.get(doctor.department()))),
                    "identifier=" + hospital.staffSystem() + "|" + doctor.staffNumber());
        }
    }

    private static FhirObject organization(Hospital hospital) {
        FhirObject organization = FhirObject.resource("Organization");
        organization.append("identifier", Fhir.identifier(hospital.organizationSystem(), hospital.code()));
        organization.put("active", true);
        organization.append(
                "type",
                new FhirObject()
                        .append(
                                "coding",
                                Fhir.coding(Fhir.TERMINOLOGY + "organization-type", "prov", "Healthcare Provider")));
        organization.append(
                "type",
                Fhir.concept(
                        KIND,
                        hospital.kind().code(),
                        hospital.kind().english(),
                        hospital.kind().chinese()));
        organization.put("name", hospital.chinese());
        organization.append("alias", new FhirString(hospital.english()));
        organization.append("telecom", phone(hospital));
        organization.append("address", Fhir.address(hospital.district(), street(hospital)));
        return organization;
    }

    /** A number that no telephone has: those of Tianjin do not begin with 0. */
    private static FhirObject phone(Hospital hospital) {
        return new FhirObject()
                .put("system", "phone")
                .put("value", String.format(Locale.ROOT, "022-0000%04d", hospital.number()))
                .put("use", "work");
    }

    private static String street(Hospital hospital) {
        return hospital.district().street() + hospital.number() * 10 + "号";
    }

    private static FhirObject location(Hospital hospital, Department department, String organization) {
        FhirObject location = FhirObject.resource("Location");
        location.append("identifier", Fhir.identifier(hospital.locationSystem(), hospital.location(department)));
        location.put("status", "active");
        location.put("name", department.chinese() + "门诊" + hospital.room(department) + "室");
        location.append(
                "alias",
                new FhirString(department.english() + " outpatient clinic, room " + hospital.room(department)));
        location.put("mode", "instance");
        location.put("physicalType", Fhir.concept("location-physical-type", "ro"));
        location.put("address", Fhir.address(hospital.district(), street(hospital)));
        location.put("managingOrganization", Fhir.reference(organization));
        return location;
    }

    private static String serviceNumber(Hospital hospital, Department department) {
        return hospital.code() + "-" + department.code();
    }

    /** A service is named by its type, which has room for both languages; HealthcareService.name has room for one. */
    private static FhirObject service(Hospital hospital, Department department, String organization, String location) {
        FhirObject service = FhirObject.resource("HealthcareService");
        service.append("identifier", Fhir.identifier(DEPARTMENT, serviceNumber(hospital, department)));
        service.put("active", true);
        service.put("providedBy", Fhir.reference(organization));
        service.append("type", concept(department));
        service.append("location", Fhir.reference(location));
        service.put("appointmentRequired", department != Department.EMERGENCY);
        return service;
    }

    /** A department as a concept. */
    static FhirObject concept(Department department) {
        return Fhir.concept(DEPARTMENT, department.code(), department.english(), department.chinese());
    }

    private static FhirObject practitioner(Hospital hospital, Doctor doctor) {
        FhirObject practitioner = FhirObject.resource("Practitioner");
        practitioner.append("identifier", Fhir.identifier(hospital.staffSystem(), doctor.staffNumber(), "EI"));
        practitioner.put("active", true);
        Fhir.addNames(practitioner, doctor.name());
        practitioner.put("gender", doctor.sex().fhir());
        practitioner.append(
                "qualification",
                new FhirObject()
                        .put(
                                "code",
                                Fhir.concept(
                                        TITLE,
                                        doctor.title().code(),
                                        doctor.title().english(),
                                        doctor.title().chinese())));
        return practitioner;
    }

    private static FhirObject role(
            Hospital hospital, Doctor doctor, String practitioner, String organization, String location) {
        FhirObject role = FhirObject.resource("PractitionerRole");
        role.append("identifier", Fhir.identifier(hospital.staffSystem(), doctor.staffNumber()));
        role.put("active", true);
        role.put("practitioner", Fhir.reference(practitioner));
        role.put("organization", Fhir.reference(organization));
        role.append("code", Fhir.concept("practitioner-role", "doctor"));
        role.append("specialty", concept(doctor.department()));
        role.append("location", Fhir.reference(location));
        return role;
    }
}
